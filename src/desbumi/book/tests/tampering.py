"""A database administrator at work on a book: each way of altering it, and who tells."""

import importlib.util
import json
from pathlib import Path

from django.db import connection

from desbumi.book import heads
from desbumi.book.layout import digest
from desbumi.book.models import Entry, Head
from desbumi.book.triggers import TABLE
from desbumi.book.verifying import verify

BOOK = "35.10.04.2003/main"

_spec = importlib.util.spec_from_file_location("second", Path(__file__).parents[4] / "tools/verify_book.py")
second = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(second)


class Raw:
    """The connection as the second verifier knows one."""

    def cursor(self):
        return connection.connection.cursor()


def kept(**changed):
    """The signed heads of now, as a file would hold them."""
    return heads.read(json.loads(json.dumps(heads.signed())) | changed)


def said_of(found):
    return {(one.book, one.why) for one in heads.witness(found) if one.why}


def chained_anew(cursor, start):
    """The owner of the database rewrites all hashes from an entry on, head included: every verifier holds."""
    entries = list(Entry.objects.filter(book=BOOK).order_by("seq"))
    last = entries[start - 2].hash if start > 1 else "0" * 64
    for entry in entries[start - 1 :]:
        fresh = digest(entry.header, last, bytes(entry.sealed))
        cursor.execute(f"UPDATE {TABLE} SET previous = %s, hash = %s WHERE book_id = %s AND seq = %s", [last, fresh, BOOK, entry.seq])
        last = fresh
    cursor.execute("UPDATE book_head SET hash = %s, size = %s WHERE id = %s", [last, len(entries), BOOK])


def tampered(cursor, kind, seq, other, bit):
    """One way of altering a book behind its back; the owner then mends the chain when `kind` ends in `_anew`."""
    what = kind.removesuffix("_anew")
    if what == "edit":
        sealed = bytearray(bytes(Entry.objects.get(book=BOOK, seq=seq).sealed))
        sealed[bit % len(sealed)] ^= 1 << bit % 8
        cursor.execute(f"UPDATE {TABLE} SET sealed = %s WHERE book_id = %s AND seq = %s", [bytes(sealed), BOOK, seq])
    elif what == "splice":
        cursor.execute(
            f"UPDATE {TABLE} SET sealed = (SELECT sealed FROM {TABLE} WHERE book_id = %s AND seq = %s) WHERE book_id = %s AND seq = %s",
            [BOOK, other, BOOK, seq],
        )
    elif what == "swap":
        for old, new in ((seq, 9003), (other, seq), (9003, other)):
            cursor.execute(f"UPDATE {TABLE} SET seq = %s WHERE book_id = %s AND seq = %s", [new, BOOK, old])
    elif what == "delete":
        cursor.execute(f"DELETE FROM {TABLE} WHERE book_id = %s AND seq = %s", [BOOK, seq])
        cursor.execute(f"UPDATE {TABLE} SET seq = seq + 9000 WHERE book_id = %s AND seq > %s", [BOOK, seq])
        cursor.execute(f"UPDATE {TABLE} SET seq = seq - 9001 WHERE book_id = %s AND seq > 9000", [BOOK])
    else:
        cursor.execute(f"DELETE FROM {TABLE} WHERE book_id = %s AND seq > %s", [BOOK, seq])
    if kind.endswith("_anew"):
        chained_anew(cursor, 1)


def is_told(before):
    """Whether anything tells: a verifier, a payload that does not open, or a kept head."""
    return bool(verify()["broken"]) or bool(said_of(before)) or bool(second.check(Raw()))


KINDS = ("edit", "splice", "swap", "delete", "cut", "edit_anew", "splice_anew", "swap_anew", "delete_anew", "cut_anew")


def tamper(cursor, before, kind, seq, other, bit):
    """Tamper, see whether it is told, and put everything back."""
    rows, columns = list(Entry.objects.filter(book=BOOK).order_by("seq").values()), [field.attname for field in Entry._meta.concrete_fields]
    head = Head.objects.values("size", "hash").get(pk=BOOK)
    try:
        tampered(cursor, kind, seq, other, bit)
        return is_told(before)
    finally:
        cursor.execute(f"DELETE FROM {TABLE} WHERE book_id = %s", [BOOK])
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(f"INSERT INTO {TABLE} ({', '.join(columns)}) VALUES ({marks})", [[row[name] for name in columns] for row in rows])
        cursor.execute("UPDATE book_head SET size = %s, hash = %s WHERE id = %s", [head["size"], head["hash"], BOOK])
