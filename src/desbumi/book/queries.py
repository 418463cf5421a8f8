"""Questions to the book: is it whole, what happened to a record, what state does it tell."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, TypedDict
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.book import keys
from desbumi.book.fields import values
from desbumi.book.layout import FIRST, FORMAT, digest, unseal
from desbumi.book.models import Entry, Head, Recorded
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
    """Recompute every chain in a territory and compare it with what is stored, at one moment: others may write on."""
    try:
        with _one_moment():
            return _verify(scope, progress)
    except OperationalError:
        if connection.vendor != "sqlite":
            raise
        with _any_text(), _one_moment():  # a damaged byte is to be named, not to end the reading
            return _verify(scope, progress)


def _verify(scope: str, progress: Callable[[int, int], None]) -> Verdict:
    heads = _heads(scope)
    total, done = sum(size for _epoch, size, _last in heads.values()), 0
    broken: list[Break] = []
    unread = {name for name, (_epoch, size, _last) in heads.items() if size}
    for book, rows in groupby(_rows(scope), key=lambda row: row[BOOK]):
        unread.discard(book)
        count, why = _check(heads.get(book, (1, 0, FIRST)), rows)
        done += count
        progress(done, total)
        if why:
            broken.append(Break(book=book, seq=why[0], why=why[1]))
    broken += [Break(book=book, seq=1, why="missing") for book in unread]
    return Verdict(books=len(heads), entries=done, broken=sorted(broken, key=lambda found: found["book"]))


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reads within see the database as it was at the first; nobody waits for it."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        raw = connection.connection
        is_alone = not connection.in_atomic_block
        try:
            if is_alone:
                raw.execute("BEGIN")  # deferred: a reader; Django's own transactions here take the write lock
            yield
        finally:
            if is_alone:
                raw.execute("ROLLBACK")
    elif connection.in_atomic_block:
        yield
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def _any_text() -> Iterator[None]:
    """SQLite hands out text that is not UTF-8 too; slower, so only when some was met."""
    connection.ensure_connection()
    raw = connection.connection
    raw.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        raw.text_factory = str


def _heads(scope: str) -> dict[str, tuple[int, int, str]]:
    """Book → epoch, size and hash of its head; a size that is no number counts as none."""
    where, params = ("", []) if scope == NATION else (" WHERE id >= %s AND id < %s", [f"{scope}.", f"{scope}0"])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, epoch, size, hash FROM book_head{where} ORDER BY id", params)
        return {book: (epoch, size if isinstance(size, int) else 0, last) for book, epoch, size, last in cursor.fetchall()}


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


def _check(head: tuple[int, int, str], rows: Iterable[tuple[Any, ...]]) -> tuple[int, tuple[int, str] | None]:
    """How many entries there are, and the first that is not as it was written."""
    last, seq, epoch, count, found = FIRST, 0, 1, 0, None
    epoch_of_head, size, hash_of_last = head
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
    if found is None and (last != hash_of_last or (count and epoch != epoch_of_head)):
        found = (seq, "head")
    return count, found


def _is_as_written(header: tuple[Any, ...], previous: str, sealed: bytes, stored: str) -> bool:
    """Whether the hash is that of the entry; what cannot even be encoded (SQLite keeps any type in a column) is not."""
    try:
        return isinstance(header[EPOCH], int) and digest(header, previous, sealed) == stored
    except (TypeError, ValueError, OverflowError):
        return False


def opened(entry: Entry) -> dict[str, list[Any]] | None:
    """The payload of an entry, field → [before, after]; None when its key was destroyed."""
    try:
        return unseal(entry.header, bytes(entry.sealed), keys.of(UUID(entry.subject)).cipher)
    except keys.KeyGone:
        return None


def state_of(entry: Entry) -> tuple[dict[str, list[Any]] | None, str]:
    """The payload of an entry if it opens, and whether it is "open", "erased" or "altered"."""
    try:
        payload = opened(entry)
    except (InvalidTag, ValueError):
        return None, "altered"
    return payload, "open" if payload is not None else "erased"


def replay(book: str) -> dict[tuple[str, str], dict[str, Any]]:
    """The state that a book tells: (model, record) → field → value, as plain as in a payload."""
    state: dict[tuple[str, str], dict[str, Any]] = {}
    for entry in Entry.objects.filter(book=book).order_by("seq"):
        changes = opened(entry) or {}
        record = state.setdefault((entry.model, entry.record), {})
        record.update({name: after for name, (_before, after) in changes.items()})
        if all(value is None for value in record.values()):  # only a removal leaves nothing
            del state[entry.model, entry.record]
    return state


def differing(scope: str = NATION) -> list[dict[str, str]]:
    """Records that are not what their book tells: altered, added or removed past it. Opens every entry."""
    recorded = [model for model in apps.get_models() if issubclass(model, Recorded)]
    found: list[dict[str, str]] = []
    for head in Head.objects.filter(books_in(scope)).order_by("id"):
        told = {key: _without_nothing(fields) for key, fields in replay(head.id).items()}
        stored = {
            (model._meta.label_lower, row.pk.hex): _without_nothing(values(row))
            for model in recorded
            for row in model._base_manager.filter(book=head).order_by("pk")
        }
        found += [{"book": head.id, "model": key[0], "record": key[1]} for key in sorted(told.keys() | stored.keys()) if told.get(key) != stored.get(key)]
    return found


def _without_nothing(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}


@dataclass(frozen=True)
class Change:
    """One field of one entry, in words."""

    label: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Line:
    """One entry in words, for people; erased when its key was destroyed, altered when it does not open."""

    entry: Entry
    at: datetime
    deed: str
    changes: tuple[Change, ...]
    is_erased: bool = False
    is_altered: bool = False


def entries_of(book: str, models_told: Iterable[str]) -> models.QuerySet[Entry]:
    """Entries of a book about records of these models, newest first, also about those that are gone."""
    return Entry.objects.filter(book=book, model__in=list(models_told)).order_by("-seq")


def history(records: Iterable[models.Model]) -> list[Line]:
    """What happened to these records, newest first. The caller has asked whether they may be seen."""
    names = [record.pk.hex for record in records]
    return lines(Entry.objects.filter(record__in=names).order_by("-at", "-seq"))


def lines(entries: Iterable[Entry]) -> list[Line]:
    """Entries in words; names of related things are read once for all of them."""
    deeds = {deed: words for config in apps.get_app_configs() for deed, words in getattr(config, "deeds", {}).items()}
    read = [(entry, *_read(entry)) for entry in entries]
    named = _related(change for _entry, changes, _state in read for change in changes)
    return [
        Line(
            entry, datetime.fromtimestamp(entry.at / 1_000_000, UTC), str(deeds.get(entry.deed, entry.deed)),
            tuple(_change(field, before, after, named) for field, before, after in changes), state == "erased", state == "altered",
        )
        for entry, changes, state in read
    ]  # fmt: skip


Raw = tuple[Any, Any, Any]  # field (or its bare name, when the model no longer has it), before, after


def _read(entry: Entry) -> tuple[list[Raw], str]:
    """The changes of an entry that people are told of; and whether it opened: "open", "erased" or "altered"."""
    payload, state = state_of(entry)
    if payload is None:
        return [], state
    try:
        model = apps.get_model(entry.model)
    except (LookupError, ValueError):
        return [(name, *pair) for name, pair in payload.items()], "open"
    known = {field.name: field for field in model._meta.concrete_fields}
    order = list(known)  # as the model lists its fields, not by the alphabet
    told = {name: payload[name] for name in sorted(payload, key=lambda name: order.index(name) if name in known else len(order))}
    told = {name: pair for name, pair in told.items() if name not in getattr(model, "NOT_TOLD", ())}
    return [(known.get(name, name), *pair) for name, pair in told.items() if any(value not in (None, "") for value in pair)], "open"


def _related(changes: Iterable[Raw]) -> dict[tuple[type[models.Model], Any], str]:
    """(Model, key) → name, for all related things that these changes speak of."""
    wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
    for field, before, after in changes:
        if getattr(field, "is_relation", False):
            wanted[field.related_model] |= {value for value in (before, after) if value}
    return {(model, _key(thing.pk)): str(thing) for model, keys_of in wanted.items() for thing in model._base_manager.filter(pk__in=keys_of)}


def _key(pk: Any) -> Any:
    return pk.hex if isinstance(pk, UUID) else pk


def _change(field: Any, before: Any, after: Any, named: dict[tuple[type[models.Model], Any], str]) -> Change:
    label = str(getattr(field, "verbose_name", field))
    return Change(label[:1].upper() + label[1:], _word(field, before, named), _word(field, after, named))


def _word(field: Any, value: Any, named: dict[tuple[type[models.Model], Any], str]) -> Any:
    """A value of a payload as a person reads it."""
    if value is None or value == "":
        return ""
    if getattr(field, "is_relation", False):
        return named.get((field.related_model, value), _("something that is no longer there"))
    if getattr(field, "choices", None):
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.BooleanField):
        return _("yes") if value else _("no")
    if isinstance(field, models.DateField):
        return (datetime if isinstance(field, models.DateTimeField) else date).fromisoformat(value)
    return value
