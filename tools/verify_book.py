"""A second verifier of the book. Imports nothing of the package; reads the table, recomputes, names what is broken.

    python tools/verify_book.py var/desbumi.sqlite3
    python tools/verify_book.py postgresql://user@host/name       # needs psycopg

Written from docs/book-format.md alone. Prints one line a broken book, exit code 1 if there is any.
"""

import hashlib
import sqlite3
import sys
from collections.abc import Iterable, Iterator
from typing import Any

HEADER = ("format", "book_id", "epoch", "seq", "op", "part", "deed", "actor", "device", "at", "model", "record", "subject", "schema", "commitment")
COLUMNS = ", ".join((*HEADER, "previous", "sealed", "hash"))
FIRST = "0" * 64


def field(value: Any) -> bytes:
    """One field of a header: its length in 16 bits, big-endian, then its text."""
    text = str(value).encode("utf-8")
    return len(text).to_bytes(2, "big") + text


def entry_hash(header: Iterable[Any], previous: str, sealed: bytes) -> str:
    """SHA-256 (desbumi-entry-1 ‖ fields 1 to 16 ‖ SHA-256 (sealed)), in hex."""
    fields = b"".join(field(value) for value in header) + field(previous)
    return hashlib.sha256(b"desbumi-entry-1" + fields + hashlib.sha256(sealed).digest()).hexdigest()


def is_as_written(header: tuple[Any, ...], previous: str, sealed: Any, stored: str) -> bool:
    """Whether the hash is that of the entry; SQLite keeps any type in a column, so some cannot even be encoded."""
    try:
        return isinstance(header[2], int) and entry_hash(header, previous, bytes(sealed)) == stored
    except (TypeError, ValueError, OverflowError):
        return False


def rows_of(connection: Any) -> Iterator[tuple[Any, ...]]:
    """All entries, book by book, in order."""
    cursor = connection.cursor()
    cursor.execute(f"SELECT {COLUMNS} FROM book_entry ORDER BY book_id, seq")
    yield from iter(cursor.fetchone, None)


def heads_of(connection: Any) -> dict[str, tuple[int, str, int]]:
    """Book → how many entries its head tells of, the hash of the last, the epoch."""
    cursor = connection.cursor()
    cursor.execute("SELECT id, size, hash, epoch FROM book_head")
    return {book: (size if isinstance(size, int) else 0, last, epoch) for book, size, last, epoch in cursor.fetchall()}


def check(connection: Any) -> list[tuple[str, int, str]]:
    """The first broken entry of each book: (book, sequence number, what is wrong)."""
    heads = heads_of(connection)
    broken: dict[str, tuple[int, str]] = {}
    state: dict[str, tuple[int, str, int]] = {}
    for row in rows_of(connection):
        header, (previous, sealed, stored) = row[: len(HEADER)], row[len(HEADER) :]
        kind, book, epoch, seq, deed = header[0], header[1], header[2], header[3], header[6]
        last_seq, last_hash, last_epoch = state.get(book, (0, FIRST, 1))
        state[book] = (seq, stored, epoch)
        if book in broken:
            continue
        if seq != last_seq + 1:
            broken[book] = (last_seq + 1, "an entry is missing")
        elif kind != 1:
            broken[book] = (seq, "unknown format")
        elif not is_as_written(header, previous, sealed, stored):
            broken[book] = (seq, "is not as it was written")
        elif previous != last_hash or epoch < last_epoch:
            broken[book] = (seq, "does not follow the entry before it")
        elif epoch > last_epoch and (deed != "epoch.opened" or epoch != last_epoch + 1):
            broken[book] = (seq, "a new epoch that nobody declared")
        elif seq > heads.get(book, (0, "", 1))[0]:
            broken[book] = (seq, "the head does not know it")
    check_heads(heads, state, broken)
    return [(book, *found) for book, found in sorted(broken.items())]


def check_heads(heads: dict[str, tuple[int, str, int]], state: dict[str, tuple[int, str, int]], broken: dict[str, tuple[int, str]]) -> None:
    """What each head says of its book against what was read; what differs is added to `broken`."""
    for book, (size, last, epoch_of_head) in heads.items():
        seq, stored, epoch = state.get(book, (0, FIRST, 1))
        if book not in broken and seq < size:
            broken[book] = (seq + 1, "an entry is missing")
        elif book not in broken and (stored != last or (seq and epoch != epoch_of_head)):
            broken[book] = (seq, "the head does not know it")


def connect(where: str) -> Any:
    """A connection to a SQLite file (read only) or to PostgreSQL."""
    if where.startswith(("postgres://", "postgresql://")):
        import psycopg  # noqa: PLC0415 -- optional

        server = psycopg.connect(where)
        server.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return server
    connection = sqlite3.connect(f"file:{where}?mode=ro", uri=True)
    connection.text_factory = lambda text: text.decode("utf-8", "surrogateescape")  # a damaged byte is to be named
    connection.execute("BEGIN")  # one moment for all reads: others may write on
    return connection


def main(where: str) -> int:
    """Verify and say what was found; 1 when a book is broken."""
    connection = connect(where)
    broken = check(connection)
    for book, seq, why in broken:
        print(f"{book} no. {seq}: {why}")
    if not broken:
        print(f"{len(heads_of(connection))} books hold")
    return 1 if broken else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    try:
        sys.exit(main(sys.argv[1]))
    except sqlite3.Error as problem:
        sys.exit(f"{sys.argv[1]}: {problem}")
