"""Triggers that refuse to update, delete or truncate entries, on both databases."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "book_entry"
NAMES = ("book_entry_no_update", "book_entry_no_delete", "book_entry_no_replace")
ON_POSTGRESQL = (*NAMES[:2], "book_entry_no_truncate")
SAYS = "entries of the book are never changed"


def place(*, using: str, **_signal: Any) -> None:
    """Make the triggers where they are missing. Connected to `post_migrate`."""
    connection = connections[using]
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in _statements(connection):
            cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of the triggers that are not there, or switched off."""
    if connection.vendor == "sqlite":
        sql, wanted = f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{TABLE}'", NAMES
    else:
        sql, wanted = f"SELECT tgname FROM pg_trigger WHERE tgrelid = '{TABLE}'::regclass AND tgenabled <> 'D'", ON_POSTGRESQL
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted if name not in there]


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        abort = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
        # INSERT OR REPLACE deletes without asking the trigger on delete.
        known = f"EXISTS (SELECT 1 FROM {TABLE} WHERE book_id = NEW.book_id AND seq = NEW.seq) OR EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)"
        return [
            *(f"CREATE TRIGGER IF NOT EXISTS book_entry_no_{verb} BEFORE {verb} ON {TABLE} {abort}" for verb in ("update", "delete")),
            f"CREATE TRIGGER IF NOT EXISTS book_entry_no_replace BEFORE INSERT ON {TABLE} WHEN {known} {abort}",
        ]
    refuse = "EXECUTE FUNCTION book_entry_refuse()"
    return [
        f"CREATE OR REPLACE FUNCTION book_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$",
        *(f"CREATE OR REPLACE TRIGGER book_entry_no_{verb} BEFORE {verb} ON {TABLE} FOR EACH ROW {refuse}" for verb in ("update", "delete")),
        f"CREATE OR REPLACE TRIGGER book_entry_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}",
    ]
