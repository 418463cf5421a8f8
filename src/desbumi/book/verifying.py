"""Is the book whole: every chain recomputed and compared with what is stored."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any, TypedDict

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy

from desbumi.book.layout import FIRST, FORMAT, digest
from desbumi.territory.rules import NATION

FIELDS = "format, book_id, epoch, seq, op, part, deed, actor, device, at, model, record, subject, schema, commitment, previous, sealed, hash"
HEADER = len(FIELDS.split(", ")) - 3
BOOK, EPOCH, SEQ, DEED = 1, 2, 3, 6
EPOCH_OPENED = "epoch.opened"  # the one deed that may begin a new epoch
CHUNK = 2_000

WHY = {
    "missing": gettext_lazy("an entry is missing here"),
    "moved": gettext_lazy("it does not follow the entry before it"),
    "altered": gettext_lazy("it is not as it was written"),
    "epoch": gettext_lazy("a new epoch begins here that nobody declared"),
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
        found = _broken(row, seq, epoch, last) or ((row[SEQ], "head") if row[SEQ] > size else None)
        seq, epoch, last = row[SEQ], row[EPOCH], row[-1]
    if found is None and seq < size:
        found = (seq + 1, "missing")
    if found is None and (last != hash_of_last or (count and epoch != epoch_of_head)):
        found = (seq, "head")
    return count, found


def _broken(row: tuple[Any, ...], seq: int, epoch: int, last: str) -> tuple[int, str] | None:
    """What is wrong with an entry that follows number, epoch and hash of the one before; None when nothing is."""
    previous, sealed, stored = row[HEADER:]
    if row[SEQ] != seq + 1:
        return seq + 1, "missing"
    if row[0] != FORMAT:
        return row[SEQ], "format"
    if not _is_as_written(row[:HEADER], previous, sealed, stored):
        return row[SEQ], "altered"
    if previous != last or row[EPOCH] < epoch:
        return row[SEQ], "moved"
    if row[EPOCH] > epoch and (row[DEED] != EPOCH_OPENED or row[EPOCH] != epoch + 1):
        return row[SEQ], "epoch"
    return None


def _is_as_written(header: tuple[Any, ...], previous: str, sealed: bytes, stored: str) -> bool:
    """Whether the hash is that of the entry; what cannot even be encoded (SQLite keeps any type in a column) is not."""
    try:
        return isinstance(header[EPOCH], int) and digest(header, previous, sealed) == stored
    except (TypeError, ValueError, OverflowError):
        return False
