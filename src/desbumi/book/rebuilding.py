"""Rows made anew from the book: what a backup leaves out comes back from the entries that still open.

An erased subject's entries do not open, so its rows stay away. A row comes back to the letter: its content from the
payloads, its version from the number of its last entry, its times from its first and last.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from itertools import groupby, islice
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from desbumi.book import keys
from desbumi.book.fields import content, python
from desbumi.book.layout import Header, unseal

BATCH, CHUNK, MANY = 2_000, 2_000, 250
HEADER = ", ".join(Header._fields).replace("book,", "book_id,")
SUBJECT = Header._fields.index("subject")
Progress = Callable[[int, int], None]


class Told(NamedTuple):
    """What the book tells of one record."""

    model: str
    record: str
    book: str
    version: int
    began: int  # microseconds since 1970
    changed: int
    subject: str
    fields: dict[str, Any]


def told(names: Sequence[str], *, progress: Progress = lambda done, of: None) -> Iterator[Told]:
    """The records of these models (by label) that the book still tells of, book by book."""
    with connection.cursor() as counting:
        counting.execute(f"SELECT count(*) FROM book_entry WHERE model IN ({_marks(names)})", list(names))
        of = counting.fetchone()[0]
    done = 0
    for _book, entries in groupby(_entries(names), key=lambda entry: entry[0].book):
        state: dict[tuple[str, str], Told] = {}
        silent: set[tuple[str, str]] = set()
        for header, sealed in entries:
            _take(state, silent, header, sealed)
            done += 1
        progress(done, of)
        yield from (one for key, one in state.items() if key not in silent)


def _marks(names: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(names))


def _entries(names: Sequence[str]) -> Iterator[tuple[Header, bytes]]:
    """The entries about these models, in order of book and number."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {HEADER}, sealed FROM book_entry WHERE model IN ({_marks(names)}) ORDER BY book_id, seq", list(names))
        while rows := cursor.fetchmany(CHUNK):
            keys.hold([UUID(row[SUBJECT]) for row in rows])
            for row in rows:
                yield Header(*row[:-1]), bytes(row[-1])


def _take(state: dict[tuple[str, str], Told], silent: set[tuple[str, str]], header: Header, sealed: bytes) -> None:
    """One more entry of a book. A record of which one entry was erased is silent from then on."""
    key = header.model, header.record
    try:
        changes = unseal(header, sealed, keys.of(UUID(header.subject)).cipher)
    except keys.KeyGone:
        silent.add(key)
        return
    except (InvalidTag, ValueError):  # altered, which `verify` tells: the rest of the record is still true
        return
    known = state.get(key)
    fields = (known.fields if known else {}) | {name: after for name, (_before, after) in changes.items()}
    if all(value is None for value in fields.values()):  # only a removal leaves nothing
        state.pop(key, None)
        return
    state[key] = Told(header.model, header.record, header.book, header.seq, known.began if known else header.at, header.at, header.subject, fields)


def row_of(model: type[models.Model], one: Told) -> models.Model:
    """The row of a record, with all its fields."""
    row = model(pk=UUID(one.record))
    for field in content(model):
        if field.name in one.fields:
            setattr(row, field.attname, python(field, one.fields[field.name]))
        elif field.null:
            setattr(row, field.attname, None)
    kept: Any = row
    if not hasattr(model, "subject_id"):  # a model as a migration has it, whose sealed fields ask for it too
        kept.subject_id = UUID(one.subject)
    kept.book_id, kept.version, kept.created_at, kept.updated_at = one.book, one.version, _moment(one.began), _moment(one.changed)
    return row


def _moment(at: int) -> datetime:
    seconds, rest = divmod(at, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def rebuild(among: Iterable[type[models.Model]], *, progress: Progress = lambda done, of: None) -> int:
    """Make the rows of these models anew in their empty tables; returns how many. References are the caller's to check."""
    by_name = {model._meta.label_lower: model for model in among}
    waiting: dict[str, list[models.Model]] = {name: [] for name in by_name}
    count = 0
    if not by_name:
        return 0
    for one in told(list(by_name), progress=progress):
        rows = waiting[one.model]
        rows.append(row_of(by_name[one.model], one))
        count += 1
        if len(rows) >= BATCH:
            _insert(rows)
    for rows in waiting.values():
        _insert(rows)
    return count


def _insert(rows: list[models.Model]) -> None:
    if rows:
        many = max(1, 30_000 // len(rows[0]._meta.concrete_fields))
        type(rows[0])._base_manager.bulk_create(rows, batch_size=many)
        rows.clear()


def loose_ends(gone: Iterable[type[models.Model]], among: Iterable[type[models.Model]]) -> int:
    """Let go of references to rows that did not come back: emptied where a field may be empty, else its row goes too; returns how many."""
    everyone, targets, count = list(among), set(gone), 0
    while targets:
        fewer: set[type[models.Model]] = set()
        for model in everyone:
            for field in model._meta.concrete_fields:
                if field.is_relation and field.related_model in targets:
                    emptied, removed = _let_go(model, field)
                    count += emptied + removed
                    if removed:
                        fewer.add(model)
        targets = fewer
    return count


def _let_go(model: type[models.Model], field: Any) -> tuple[int, int]:
    """How many references were emptied, how many rows removed."""
    table, column, target = model._meta.db_table, field.column, field.related_model._meta
    is_loose = f'"{column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{target.db_table}" t WHERE t."{field.target_field.column}" = "{table}"."{column}")'
    with connection.cursor() as cursor:
        if field.null:
            with suppress(IntegrityError), transaction.atomic():  # a constraint may want it filled
                cursor.execute(f'UPDATE "{table}" SET "{column}" = NULL WHERE {is_loose}')
                return max(0, int(cursor.rowcount)), 0
        cursor.execute(f'DELETE FROM "{table}" WHERE {is_loose}')
        return 0, max(0, int(cursor.rowcount))


Making = TypeVar("Making", bound=Callable[[], None])
_making: list[Callable[[], None]] = []


def worked_out(function: Making) -> Making:
    """Register what a room makes anew once rows came back: what is found or ordered by, worked out of what is stored."""
    _making.append(function)
    return function


def work_out() -> None:
    """Fill again what no entry tells of: derived columns of every record, then what rooms keep beside them. Past the book, for nothing of it changes."""
    for model in apps.get_models():
        if names := getattr(model, "DERIVED", ()):
            _derive(model, names)
    for each in _making:
        each()


def _derive(model: type[models.Model], names: Sequence[str]) -> None:
    rows: Any = model._base_manager.order_by("pk")
    past: models.QuerySet[models.Model] = models.QuerySet(model)
    for start in _in_runs(rows.iterator(chunk_size=CHUNK), MANY):
        for row in start:
            row.derive()
        past.bulk_update(start, list(names), batch_size=MANY)


def _in_runs(rows: Iterable[Any], many: int) -> Iterator[list[Any]]:
    rest = iter(rows)
    while some := list(islice(rest, many)):
        yield some
