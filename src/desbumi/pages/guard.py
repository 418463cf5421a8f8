"""A page cannot write: both databases refuse while it runs."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from desbumi.book import keys


class PageWrites(RuntimeError):
    """A page tried to write: a mistake of the program, told apart from a disk that cannot be written."""


@contextmanager
def reading_only() -> Iterator[None]:
    """Both databases refuse to write while this is open; on PostgreSQL by a transaction, on SQLite by a pragma.

    Inside a transaction on SQLite a page would take the write lock, so there it runs in autocommit.
    """
    keys.check()
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(_read_only(connections[alias]))
        try:
            yield
        except DatabaseError as problem:
            if "readonly" in str(problem) or "read-only" in str(problem):
                raise PageWrites from problem
            raise


@contextmanager
def _read_only(connection: BaseDatabaseWrapper) -> Iterator[None]:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:  # by the raw connection: after a refused write a cursor of Django raises
            connection.connection.execute("PRAGMA query_only = OFF")
    else:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            yield
