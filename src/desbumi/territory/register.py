"""Loading the register that ships with the package."""

import lzma
from collections.abc import Callable, Collection
from importlib.resources import files

from django.db import connection, transaction

from desbumi.territory.models import Edition, Territory
from desbumi.territory.rules import above, key_of, level_of, parent_of

COLUMNS = ("code", "name", "level", "parent_id", "key", "in_programme")
BATCH = 5_000


def shipped() -> tuple[str, dict[str, str]]:
    """The edition's name and every place, code → official name, in order of code."""
    text = lzma.decompress(files("desbumi.territory").joinpath("data/register.tsv.xz").read_bytes()).decode()
    edition, *lines = text.split("\n")
    return edition, dict(line.split("\t", 1) for line in lines)


def load(*, only: Collection[str] | None = None, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Load the shipped register; return how many places came in: 0 when this edition is there already.

    `only` keeps the named places, all that lies in them and all above (for tests). The flag `in_programme`
    of a place that was there before stays.
    """
    name = Edition.objects.order_by("-id").values_list("name", flat=True).first()
    edition, places = shipped() if not name or not _is_current(name) else (name, {})
    if name == edition:
        return 0
    if only is not None:
        wanted = set(only) | {code for place in only for code in above(place)}
        places = {code: text for code, text in places.items() if code in wanted or any(code.startswith(f"{place}.") for place in only)}
    rows = [(code, text, level_of(code), parent_of(code), key_of(code, text), False) for code, text in places.items()]
    sql = (
        f"INSERT INTO {Territory._meta.db_table} ({', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s) "
        "ON CONFLICT (code) DO UPDATE SET name = excluded.name, key = excluded.key"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            cursor.executemany(sql, rows[start : start + BATCH])
            progress(min(start + BATCH, len(rows)), len(rows))
        Edition.objects.create(name=edition, places=len(rows))
    return len(rows)


def _is_current(name: str) -> bool:
    with files("desbumi.territory").joinpath("data/register.tsv.xz").open("rb") as packed, lzma.open(packed, "rt", encoding="utf-8") as file:
        return file.readline().strip() == name
