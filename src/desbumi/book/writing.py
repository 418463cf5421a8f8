"""`writing`: one deed, one transaction, state and entries together; without entries no state, and the other way."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from uuid_utils.compat import uuid7

from desbumi.book import conflicts, keys, rows
from desbumi.book.actors import Actor, name_of
from desbumi.book.constraints import refusal_of
from desbumi.book.fields import values
from desbumi.book.layout import FORMAT, Header, digest, payload, seal
from desbumi.book.models import MAIN, Conflict, Entry, Head, Recorded
from desbumi.book.once import AlreadyDone
from desbumi.refusals import AlreadyMoved
from desbumi.territory.models import Territory

R = TypeVar("R", bound=Recorded)

COLUMNS = tuple(str(each.column) for each in Entry._meta.concrete_fields if each.column != "id")
INSERT = f"INSERT INTO book_entry ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"
MOVE_HEAD = "UPDATE book_head SET epoch = %s, size = %s, hash = %s WHERE id = %s"
MOST_WAITING = 5_000  # entries of a deed that are kept in memory
NOTHING = (None, "")  # of a new record it need not be told what is empty
BOTH = f"WITH moved AS ({MOVE_HEAD}) {INSERT}"  # in one question; of the two databases PostgreSQL alone can


@dataclass(slots=True)
class Open:
    """A head that is locked for this deed, as it grows."""

    id: str
    epoch: int
    size: int
    hash: str
    subject: UUID
    parts: int = 0


@dataclass
class Writing:
    """What a deed may do to the records of the open books."""

    by: Actor
    deed: str
    op: UUID
    device: str
    heads: dict[str, Open]
    cursor: CursorWrapper
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    is_broken: bool = False

    def create(self, record: R) -> R:
        """Add a record to the book of its territory; returns it with version and times."""
        return self.bulk_create([record])[0]

    def bulk_create(self, records: Iterable[R]) -> list[R]:
        """Add many records of one model, in order, in few statements."""
        fresh = list(records)
        keys.ensure([subject for record in fresh if (subject := record.subject_id)])
        for record in fresh:
            head = self.head(record.belongs_to.code)
            record.book_id, record._writing = head.id, True
            record.version = self._enter(head, record, {name: (None, value) for name, value in values(record).items() if value not in NOTHING})
            record.created_at = record.updated_at
            record.derive()
        with self._whole(fresh):
            if len(fresh) == 1:
                fresh[0].save(force_insert=True)
            elif fresh:
                rows.insert(self.cursor, fresh)
        if len(self.rows) >= MOST_WAITING:
            self._put_down()
        return fresh

    def _put_down(self) -> None:
        """Write the entries that wait: of a long deed not all are kept in memory until its end."""
        rows.add(self.cursor, Entry._meta.db_table, COLUMNS, self.rows)
        self.rows.clear()

    def change(self, record: R, *, seen: int | None = None, **fields: Any) -> R:
        """Change fields of a record; returns it as it stands now.

        `seen` is the version that the form showed. When another was quicker, different fields merge and the same field
        becomes a conflict, kept sealed beside it (`book.conflicts`). Raises AlreadyMoved when the record is gone, or a
        field of a Way has moved.
        """
        head = self.head(record.belongs_to.code)
        stored = self._stored(record, None)
        before = values(stored)
        against: dict[str, Any] = {}
        if seen not in (None, stored.version):
            fields, against = conflicts.meet(stored, seen, fields)
        for name, value in fields.items():
            setattr(stored, name, value)
        changes = {name: (before[name], value) for name, value in values(stored).items() if value != before[name]}
        if stored.TERRITORY.partition("__")[0] in changes:
            raise LookupError("a record stays in its book: moving house closes it there and opens one here")
        if changes:
            stored.version = self._enter(head, stored, changes)
            stored.derive()
            with self._whole([stored]):
                rows.write(self.cursor, stored, [*changes, *stored.DERIVED, "version", "updated_at"])
        for each in stored._meta.concrete_fields:
            setattr(record, each.attname, getattr(stored, each.attname))
        for name, value in against.items():
            self._keep(head, record, name, value, seen or 0)
        return record

    def _keep(self, head: Open, record: Recorded, name: str, value: Any, seen: int) -> None:
        """Keep what was offered against another's change, sealed, until a person decides."""
        subject = record.subject_id
        conflict = Conflict(
            territory=record.belongs_to, model=record._meta.label_lower, record=record.pk, subject=subject, field=name, offered_by=name_of(self.by), seen=seen
        )
        lock = subject or head.subject
        found = conflicts.known(conflict, value, lock)
        if found is None:
            conflict.offered = conflicts.seal(conflict, value, keys.of(lock).cipher)
            deed, self.deed = self.deed, "conflict.found"
            found = self.create(conflict)
            self.deed = deed
        conflicts.notice(found)  # also when it waited before: whoever offers again is told so again

    def note(self, record: R) -> R:
        """An entry about a record whose own fields stay as they are: something that hangs on it was done."""
        head = self.head(record.belongs_to.code)
        stored = self._stored(record, None)
        stored.version = self._enter(head, stored, {})
        with self._whole([stored]):
            rows.write(self.cursor, stored, ["version", "updated_at"])
        record.version, record.updated_at = stored.version, stored.updated_at
        return record

    def remove(self, record: Recorded, *, seen: int | None = None) -> None:
        """Take a record out of the present; its past stays readable. Raises AlreadyMoved."""
        head = self.head(record.belongs_to.code)
        stored = self._stored(record, seen)
        self._enter(head, stored, {name: (value, None) for name, value in values(stored).items() if value is not None})
        stored._writing = True
        with self._whole([stored]):
            stored.delete()

    @contextmanager
    def _whole(self, records: list[Any]) -> Iterator[None]:
        """Around the row's own statement: its entry is in the chain already, so when it fails the deed cannot be completed.

        A named constraint becomes the Refusal that says the same.
        """
        try:
            yield
        except IntegrityError as problem:
            self.is_broken = True
            refusal = refusal_of(type(records[0]), problem)
            if refusal is None:
                raise
            raise refusal from problem
        except BaseException:
            self.is_broken = True
            raise
        finally:
            for record in records:
                record._writing = False

    def open_epoch(self, territory: Territory) -> int:
        """Begin a new epoch with the next entry of this book; returns its number. The entry is to be its declaration."""
        head = self.head(territory.code)
        head.epoch += 1
        return head.epoch

    def head(self, code: str) -> Open:
        """The open head of a territory's book. Raises LookupError."""
        try:
            return self.heads[code]
        except KeyError:
            raise LookupError(f"the book of {code} is not open in this writing()") from None

    def _stored(self, record: R, seen: int | None) -> R:
        stored = rows.read(self.cursor, type(record), record.pk)
        if stored is None or seen not in (None, stored.version):
            raise AlreadyMoved
        return stored

    def _enter(self, head: Open, record: Recorded, changes: dict[str, tuple[Any, Any]]) -> int:
        """Add an entry to the chain; returns its sequence number, the version of the record."""
        subject = record.subject_id or head.subject
        lock = keys.of(subject)
        record.updated_at = now = datetime.now(UTC)  # the entry's own moment: the row can be told again from the book, to the microsecond
        header = Header(
            format=FORMAT, book=head.id, epoch=head.epoch, seq=head.size + 1, op=self.op.hex, part=head.parts,
            deed=self.deed, actor=name_of(self.by), device=self.device, at=int(now.timestamp()) * 1_000_000 + now.microsecond,
            model=record._meta.label_lower, record=record.pk.hex, subject=subject.hex, schema=record.SCHEMA, commitment=lock.commitment,
        )  # fmt: skip
        sealed = seal(header, payload(changes), lock.cipher)
        entry_hash = digest(header, head.hash, sealed)
        self.rows.append((
            header.format, header.book, header.epoch, header.seq, header.op, header.part, header.deed, header.actor, header.device,
            header.at, header.model, header.record, header.subject, header.schema, header.commitment, sealed, head.hash, entry_hash,
        ))  # fmt: skip
        head.size, head.hash, head.parts = header.seq, entry_hash, head.parts + 1
        return header.seq


_open: ContextVar[Writing | None] = ContextVar("open_writing", default=None)


@contextmanager
def writing(*territories: Territory, by: Actor, deed: str, op: UUID | None = None, device: str = "") -> Iterator[Writing]:
    """Open the books of these territories for one deed.

    Locks the heads in order of id. A nested call joins the deed under way, and raises LookupError for a
    territory that is not open. Raises AlreadyDone when the op stands in one of the books.
    """
    outer = _open.get()
    if outer is not None:
        yield from _joined(outer, territories, deed)
        return
    ids = sorted({f"{territory.code}/{MAIN}" for territory in territories})
    with transaction.atomic(), rows.prepared() as cursor:
        deed_of = Writing(by=by, deed=deed, op=op or uuid7(), device=device, heads=_lock(cursor, ids), cursor=cursor)
        if op is not None and Entry.objects.filter(book_id__in=ids, op=op.hex).exists():
            raise AlreadyDone(op=op)
        token = _open.set(deed_of)
        try:
            yield deed_of
        finally:
            _open.reset(token)
        if deed_of.is_broken:
            raise RuntimeError("a part of this deed failed; the whole cannot be completed")
        _write(deed_of)


def _joined(outer: Writing, territories: tuple[Territory, ...], deed: str) -> Iterator[Writing]:
    for territory in territories:
        outer.head(territory.code)
    name, outer.deed = outer.deed, deed
    try:
        yield outer
    except BaseException:
        outer.is_broken = True
        raise
    finally:
        outer.deed = name


def _lock(cursor: CursorWrapper, ids: list[str]) -> dict[str, Open]:
    """The heads, locked; those of books that are opened for the first time are made, each key committed before its head."""
    found = rows.lock_heads(cursor, ids)
    if len(found) < len(ids):
        missing = sorted(set(ids) - {name for name, *_rest in found})
        fresh = [Head(id=name, subject=uuid7()) for name in missing]
        keys.ensure([head.subject for head in fresh])
        Head.objects.bulk_create(fresh, ignore_conflicts=True)
        found = rows.lock_heads(cursor, ids)
    return {name.partition("/")[0]: Open(name, epoch, size, last, subject) for name, epoch, size, last, subject in found}


def _write(deed_of: Writing) -> None:
    moved = [(head.epoch, head.size, head.hash, head.id) for head in deed_of.heads.values() if head.parts]
    if not moved:
        return
    if len(deed_of.rows) == 1 == sum(head.parts for head in deed_of.heads.values()) and connection.vendor == "postgresql":
        deed_of.cursor.execute(BOTH, moved[0] + deed_of.rows[0])
        return
    if deed_of.rows:
        deed_of._put_down()  # noqa: SLF001 -- its own module
    deed_of.cursor.executemany(MOVE_HEAD, moved)
