"""A SQLite database copied while others write, and put in its place."""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from uuid import UUID

from django.conf import settings

PAGES = 4096


def own_file() -> Path:
    """Where the database of this installation lies."""
    return Path(str(settings.DATABASES["default"]["NAME"]))


def copy(target: Path, left_out: Iterable[str], progress: Callable[[int, int], None]) -> None:
    """Copy page by page, as the database was at one moment, then empty the tables that are left out.

    The reader that stands open keeps the copy from beginning anew at each write of others. A table that is emptied
    under `secure_delete` leaves pages of zeros.
    """
    with closing(sqlite3.connect(f"{own_file().as_uri()}?mode=ro", uri=True, timeout=20)) as source, closing(sqlite3.connect(target)) as fresh:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()
        source.backup(fresh, pages=PAGES, progress=lambda _state, left, of: progress(of - left, of))
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "secure_delete=ON", "foreign_keys=OFF"):
            fresh.execute(f"PRAGMA {pragma}")
        for (index,) in fresh.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'").fetchall():
            for (trigger,) in fresh.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE ?", [f"%{index}%"]).fetchall():
                fresh.execute(f'DROP TRIGGER "{trigger}"')
            fresh.execute(f'DROP TABLE "{index}"')  # words of people, index and all; made anew with the rows
        there = {name for (name,) in fresh.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        for table in left_out:
            if table in there:
                fresh.execute(f'DELETE FROM "{table}"')
        fresh.commit()


def counted(file: Path) -> tuple[int, int, list[UUID]]:
    """Entries, heads, and the subjects whose keys a copy needs."""
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as copy_of:
        entries = copy_of.execute("SELECT count(*) FROM book_entry").fetchone()[0]
        heads = copy_of.execute("SELECT count(*) FROM book_head").fetchone()[0]
        subjects = copy_of.execute("SELECT DISTINCT subject FROM book_entry UNION SELECT subject FROM book_head").fetchall()
        return entries, heads, [UUID(subject) for (subject,) in subjects]
