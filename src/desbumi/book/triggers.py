"""Triggers that refuse to update, delete or truncate entries, on both databases."""

from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "book_entry"
NAMES = ("book_entry_no_update", "book_entry_no_delete")
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
    """Names of the triggers that are not there."""
    if connection.vendor == "sqlite":
        sql, wanted = "SELECT name FROM sqlite_master WHERE type = 'trigger'", list(NAMES)
    else:
        sql, wanted = "SELECT tgname FROM pg_trigger", [*NAMES, "book_entry_no_truncate"]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        there = {row[0] for row in cursor.fetchall()}
    return [name for name in wanted if name not in there]


def _statements(connection: BaseDatabaseWrapper) -> list[str]:
    if connection.vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS book_entry_no_{verb} BEFORE {verb} ON {TABLE} BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
            for verb in ("update", "delete")
        ]
    function = f"CREATE OR REPLACE FUNCTION book_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
    return [
        function,
        *(
            f"CREATE OR REPLACE TRIGGER book_entry_no_{verb} BEFORE {verb} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION book_entry_refuse()"
            for verb in ("update", "delete")
        ),
        f"CREATE OR REPLACE TRIGGER book_entry_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION book_entry_refuse()",
    ]
