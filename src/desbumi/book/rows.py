"""A record's row by prepared SQL: of a journalled save most time would go into compiling the same queries again."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper

from desbumi.book.models import Head

M = TypeVar("M", bound=models.Model)
MANY = 100  # rows that are worth a stream
MOST_PARAMETERS = 900  # SQLite takes 999 a statement
AS_IT_IS = (str, bytes, int, bool, type(None))  # what both databases take as Python has it


def prepared() -> CursorWrapper:
    """A cursor for one deed, whose statements the database keeps prepared.

    Django's own for PostgreSQL writes the values into the text, so that each statement is parsed and planned anew.
    """
    if connection.vendor != "postgresql":
        return connection.cursor()
    from psycopg import Cursor  # noqa: PLC0415 -- slow import, needless on SQLite

    connection.ensure_connection()
    cursor: Any = Cursor(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)


def read(cursor: CursorWrapper, model: type[M], pk: UUID) -> M | None:
    """The row of a record, locked until the transaction ends; None when it is gone."""
    sql, names, converters = _selecting(model, connection.vendor)
    cursor.execute(sql, [model._meta.pk.get_db_prep_value(pk, connection)])
    row = cursor.fetchone()
    if row is None:
        return None
    values = list(row)
    for at, convert, expression in converters:
        values[at] = convert(values[at], expression, connection)
    return model.from_db(connection.alias, names, values)


def write(cursor: CursorWrapper, record: models.Model, names: Iterable[str]) -> None:
    """Write some fields of a record back to its row."""
    fields = [record._meta.get_field(name) for name in names]
    changes = [(field.column, field.get_db_prep_save(field.pre_save(record, add=False), connection)) for field in fields if isinstance(field, models.Field)]
    settings = ", ".join(f'"{column}" = %s' for column, _value in changes)
    pk = record._meta.pk.get_db_prep_value(record.pk, connection)
    cursor.execute(f'UPDATE "{record._meta.db_table}" SET {settings} WHERE "id" = %s', [*(value for _column, value in changes), pk])


def insert(cursor: CursorWrapper, records: Sequence[models.Model]) -> None:
    """Add the rows of many records of one model."""
    there = connections[connection.alias]  # itself, not what stands for it: it is asked thousands of times
    fields: Any = records[0]._meta.concrete_fields
    known = attrgetter(*(field.attname for field in fields))
    worked_out = [(at, field) for at, field in enumerate(fields) if type(field).pre_save is not models.Field.pre_save]  # a time, a text that is sealed
    values = []
    for record in records:
        row = list(known(record))
        for at, field in worked_out:
            row[at] = field.pre_save(record, add=True)
        values.append(ready(fields, row, there))
    add(cursor, records[0]._meta.db_table, [field.column for field in fields], values)
    for record in records:
        record._state.adding, record._state.db = False, there.alias  # noqa: SLF001 -- as Django's own `bulk_create` does


def add(cursor: CursorWrapper, table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    """Add rows to a table: many as a stream, where the database takes one; else in one prepared statement."""
    names = ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "postgresql" and len(values) >= MANY:
        with connection.wrap_database_errors, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as stream:
            for row in values:
                stream.write_row(row)
        return
    cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(["%s"] * len(columns))})', values)


def ready(fields: Sequence[Any], values: Iterable[Any], there: BaseDatabaseWrapper) -> list[Any]:
    """The values of these fields as a database takes them."""
    return [value if type(value) in AS_IT_IS else field.get_db_prep_save(value, there) for field, value in zip(fields, values, strict=True)]


def lock_heads(cursor: CursorWrapper, ids: list[str]) -> list[tuple[str, int, int, str, UUID]]:
    """Id, epoch, size, hash and subject of these heads, locked in order of id."""
    found: list[tuple[Any, ...]] = []
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    for start in range(0, len(ids), MOST_PARAMETERS):
        some = ids[start : start + MOST_PARAMETERS]
        marks = ", ".join(["%s"] * len(some))
        cursor.execute(f"SELECT id, epoch, size, hash, subject FROM {Head._meta.db_table} WHERE id IN ({marks}) ORDER BY id{lock}", some)
        found += cursor.fetchall()
    return [(name, epoch, size, last, subject if isinstance(subject, UUID) else UUID(subject)) for name, epoch, size, last, subject in found]


@lru_cache(maxsize=256)
def _selecting(model: type[models.Model], _vendor: str) -> tuple[str, list[str], list[tuple[int, Callable[..., Any], Any]]]:
    """The query for one row of a model, its columns' names, and what turns stored values into Python's."""
    query = model._base_manager.filter(pk=UUID(int=0)).select_for_update().order_by().query
    compiler = query.get_compiler(connection.alias)
    sql, _parameters = compiler.as_sql()
    converters = compiler.get_converters([expression for expression, _sql, _alias in compiler.select])
    flat = [(at, convert, expression) for at, (converts, expression) in converters.items() for convert in converts]
    return sql, [field.attname for field in model._meta.concrete_fields], flat
