"""Questions to the book: is it whole, what happened to a record, what state does it tell."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, TypedDict
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.book import keys
from desbumi.book.layout import FIRST, FORMAT, digest, unseal
from desbumi.book.models import Entry, Head
from desbumi.territory.rules import NATION

FIELDS = "format, book_id, epoch, seq, op, part, deed, actor, device, at, model, record, subject, schema, commitment, previous, sealed, hash"
HEADER = len(FIELDS.split(", ")) - 3
BOOK, EPOCH, SEQ = 1, 2, 3
CHUNK = 2_000

WHY = {
    "missing": gettext_lazy("an entry is missing here"),
    "moved": gettext_lazy("it does not follow the entry before it"),
    "altered": gettext_lazy("it is not as it was written"),
    "format": gettext_lazy("its format is not known"),
    "head": gettext_lazy("the head of the book does not know it"),
}


class Break(TypedDict):
    """The first entry of a book that is not as it was written; `why` is a key of WHY."""

    book: str
    seq: int
    why: str


class Verdict(TypedDict):
    """Outcome of a verification."""

    books: int
    entries: int
    broken: list[Break]


def books_in(scope: str, column: str = "id") -> Q:
    """Heads (or entries, by `book_id`) of the books that a territory and all within it keep."""
    return Q() if scope == NATION else Q(**{f"{column}__gte": f"{scope}.", f"{column}__lt": f"{scope}0"})


def verify(scope: str = NATION, *, progress: Callable[[int, int], None] = lambda done, of: None) -> Verdict:
    """Recompute every chain in a territory and compare it with what is stored."""
    heads = {book: (size, last) for book, size, last in Head.objects.filter(books_in(scope)).order_by("id").values_list("id", "size", "hash")}
    total, done = sum(size for size, _last in heads.values()), 0
    broken: list[Break] = []
    unread = {name for name, (size, _last) in heads.items() if size}
    for book, rows in groupby(_rows(scope), key=lambda row: row[BOOK]):
        unread.discard(book)
        count, why = _check(heads.get(book, (0, FIRST)), rows)
        done += count
        progress(done, total)
        if why:
            broken.append(Break(book=book, seq=why[0], why=why[1]))
    broken += [Break(book=book, seq=1, why="missing") for book in unread]
    return Verdict(books=len(heads), entries=done, broken=sorted(broken, key=lambda found: found["book"]))


def _rows(scope: str) -> Iterator[tuple[Any, ...]]:
    """Entries in order, by a plain cursor: through the ORM it takes twice the time."""
    sql, where = f"SELECT {FIELDS} FROM book_entry", ""
    params: list[str] = []
    if scope != NATION:
        where, params = " WHERE book_id >= %s AND book_id < %s", [f"{scope}.", f"{scope}0"]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{sql}{where} ORDER BY book_id, seq", params)
        while rows := cursor.fetchmany(CHUNK):
            yield from rows


def _check(head: tuple[int, str], rows: Iterable[tuple[Any, ...]]) -> tuple[int, tuple[int, str] | None]:
    """How many entries there are, and the first that is not as it was written."""
    last, seq, epoch, count, found = FIRST, 0, 1, 0, None
    size, hash_of_last = head
    for row in rows:
        count += 1
        if found:
            continue
        previous, sealed, stored = row[HEADER:]
        if row[SEQ] != seq + 1:
            found = (seq + 1, "missing")
        elif row[0] != FORMAT:
            found = (row[SEQ], "format")
        elif not _is_as_written(row[:HEADER], previous, sealed, stored):
            found = (row[SEQ], "altered")
        elif previous != last or row[EPOCH] < epoch:
            found = (row[SEQ], "moved")
        elif row[SEQ] > size:
            found = (row[SEQ], "head")
        seq, epoch, last = row[SEQ], row[EPOCH], stored
    if found is None and seq < size:
        found = (seq + 1, "missing")
    if found is None and last != hash_of_last:
        found = (seq, "head")
    return count, found


def _is_as_written(header: tuple[Any, ...], previous: str, sealed: bytes, stored: str) -> bool:
    """Whether the hash is that of the entry; what cannot even be encoded (SQLite keeps any type in a column) is not."""
    try:
        return all(isinstance(header[at], int) for at in (EPOCH, SEQ)) and digest(header, previous, sealed) == stored
    except (TypeError, ValueError, OverflowError):
        return False


def opened(entry: Entry) -> dict[str, list[Any]] | None:
    """The payload of an entry, field → [before, after]; None when its key was destroyed."""
    try:
        return unseal(entry.header, bytes(entry.sealed), keys.of(UUID(entry.subject)).cipher)
    except keys.KeyGone:
        return None


def replay(book: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The state that a book tells: (model, record) → field → value, as plain as in a payload."""
    state: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in Entry.objects.filter(book=book).order_by("seq"):
        changes = opened(entry) or {}
        record = state.setdefault((entry.model, entry.record), {})
        record.update({name: after for name, (_before, after) in changes.items()})
        if changes and all(after is None for _before, after in changes.values()):
            del state[entry.model, entry.record]
    return state


@dataclass(frozen=True)
class Change:
    """One field of one entry, in words."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Line:
    """One entry in words, for people."""

    entry: Entry
    at: datetime
    deed: str
    thing: str
    changes: tuple[Change, ...]
    is_erased: bool = False


def history(records: Iterable[models.Model], *, limit: int | None = None) -> list[Line]:
    """What happened to these records, newest first. The caller has asked whether they may be seen."""
    names = [record.pk.hex for record in records]
    entries = Entry.objects.filter(record__in=names).order_by("-at", "-seq", "-part")
    return lines(entries[:limit] if limit else entries)


def told(book: str, models_told: Iterable[str], *, limit: int | None = None) -> list[Line]:
    """What happened in a book to records of these models, newest first, also to those that are gone."""
    entries = Entry.objects.filter(book=book, model__in=list(models_told)).order_by("-seq")
    return lines(entries[:limit] if limit else entries)


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Entries in words."""
    deeds = {deed: words for config in apps.get_app_configs() for deed, words in getattr(config, "deeds", {}).items()}
    return [_line(entry, deeds) for entry in entries]


def _line(entry: Entry, deeds: dict[str, Any]) -> Line:
    model = apps.get_model(entry.model)
    payload = opened(entry)
    told = {name: pair for name, pair in (payload or {}).items() if name not in getattr(model, "NOT_TOLD", ())}
    changes = [_change(model, name, *pair) for name, pair in told.items() if any(value not in (None, "") for value in pair)]
    at = datetime.fromtimestamp(entry.at / 1_000_000, UTC)
    return Line(entry, at, str(deeds.get(entry.deed, entry.deed)), str(model._meta.verbose_name), tuple(changes), payload is None)


def _change(model: type[models.Model], name: str, before: Any, after: Any) -> Change:
    field = model._meta.get_field(name)
    label = str(getattr(field, "verbose_name", name))
    return Change(label[:1].upper() + label[1:], _word(field, before), _word(field, after))


def _word(field: Any, value: Any) -> Any:
    """A value of a payload as a person reads it."""
    if value is None or value == "":
        return ""
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or _("something that is no longer there"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return date.fromisoformat(value)
    return value
