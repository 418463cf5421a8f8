"""Full text over how people sound: one question, two databases. Places are words of the text too, so that a village is searched alone.

The index holds nothing that the table does not; it can be made anew at any time.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection, connections, models

from desbumi.book.rows import add, ready

TABLE, INDEX = "people_sounding", "people_sounding_fts"
QUICK_BEGINNING = 3  # letters of a beginning that the index keeps ready; of a longer one it gathers all that follows
PLACE = "z"  # begins the word of a place: no sound has this letter

Term = Sequence[tuple[str, bool]]  # sounds of which one is to be there; whether it may go on
Question = Sequence[Sequence[Term]]  # of these one is to fit: each of its terms is there

ADD = f"INSERT INTO {INDEX}(rowid, sounds) VALUES (new.id, new.sounds)"
TAKE = f"INSERT INTO {INDEX}({INDEX}, rowid, sounds) VALUES ('delete', old.id, old.sounds)"
AS = f"content='{TABLE}', content_rowid='id', detail='none', columnsize=0, prefix='2 3', tokenize='unicode61 remove_diacritics 0'"
ON_SQLITE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {INDEX} USING fts5(sounds, {AS})",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_added AFTER INSERT ON {TABLE} BEGIN {ADD}; END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_gone AFTER DELETE ON {TABLE} BEGIN {TAKE}; END",
    f"CREATE TRIGGER IF NOT EXISTS {TABLE}_changed AFTER UPDATE OF sounds ON {TABLE} BEGIN {TAKE}; {ADD}; END",
)
ON_POSTGRESQL = (
    f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin ((sounds::tsvector))",
    f"ALTER INDEX {INDEX} SET (gin_pending_list_limit = 128)",  # kB: what was added lately is looked through word by word at each question
)


def place(*, using: str, **_signal: Any) -> None:
    """Make the index and what keeps it true, where they are missing. Connected to `post_migrate`."""
    there = connections[using]
    if TABLE not in there.introspection.table_names():
        return
    with there.cursor() as cursor:
        for statement in ON_SQLITE if there.vendor == "sqlite" else ON_POSTGRESQL:
            cursor.execute(statement)


def lay(_apps: Any, editor: Any) -> None:
    """Make the index with its table, in the migration that makes that."""
    for statement in ON_SQLITE if editor.connection.vendor == "sqlite" else ON_POSTGRESQL:
        editor.execute(statement)


def take_away(_apps: Any, editor: Any) -> None:
    """Take the index away before its table goes."""
    if editor.connection.vendor == "sqlite":
        for name in ("added", "gone", "changed"):
            editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_{name}")
        editor.execute(f"DROP TABLE IF EXISTS {INDEX}")


def anew() -> None:
    """Make the index anew from the table: what was erased leaves no word in it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')")
        else:
            cursor.execute(f"REINDEX INDEX {INDEX}")


def insert(model: type[models.Model], names: Sequence[str], rows: Sequence[Sequence[Any]], *, is_fresh: bool = False) -> None:
    """Many rows of what is worked out; those that are there stay as they are, unless it is known that none is."""
    if not rows:
        return
    fields: Any = [model._meta.get_field(name) for name in names]
    columns = [field.column for field in fields]
    sql = f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({", ".join(["%s"] * len(fields))}) ON CONFLICT DO NOTHING'
    there = connections[connection.alias]
    values = [ready(fields, row, there) for row in rows]
    with there.cursor() as cursor:
        if is_fresh:
            add(cursor, model._meta.db_table, columns, values)
        else:
            cursor.executemany(sql, values)


def words_of(code: str) -> list[str]:
    """The words by which a village is searched: its own and its regency's."""
    return [word_of(code), word_of(code[:5])]


def word_of(code: str) -> str:
    """The word of a village or a regency."""
    return PLACE + code.replace(".", "")


def matching(question: Question, scopes: Iterable[str], *, limit: int) -> list[UUID]:
    """People whose text answers a question, in one of these scopes (codes of villages and regencies; none: everywhere); at most so many."""
    places: Term = [(word_of(code), False) for code in scopes]
    wanted = [terms for terms in question if terms]
    if not wanted and not places:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*_question(wanted, places, limit))
        return [found if isinstance(found, UUID) else UUID(found) for (found,) in cursor.fetchall()]


def _question(question: Question, places: Term, limit: int) -> tuple[str, list[Any]]:
    if connection.vendor == "sqlite":
        asked = _joined(question, places, mark='"', goes_on=" *", either=" OR ", both=" AND ")
        return f"SELECT h.person_id FROM {INDEX} f JOIN {TABLE} h ON h.id = f.rowid WHERE {INDEX} MATCH %s LIMIT %s", [asked, limit]
    asked = _joined(question, places, mark="'", goes_on=":*", either=" | ", both=" & ")
    return f"SELECT person_id FROM {TABLE} WHERE (sounds::tsvector) @@ %s::tsquery LIMIT %s", [asked, limit]


def _joined(question: Question, places: Term, *, mark: str, goes_on: str, either: str, both: str) -> str:
    """The question in the language of the database. A sound holds letters and digits alone, so no mark of that language can be in it."""

    def one_of(term: Term) -> str:
        said = (mark + "".join(letter for letter in sound if letter.isalnum()) + mark + (goes_on if is_begun else "") for sound, is_begun in term)
        return f"({either.join(said)})"

    fits = [f"({both.join(one_of(term) for term in terms)})" for terms in question]
    return both.join([*([f"({either.join(fits)})"] if fits else []), *([one_of(places)] if places else [])])
