"""Sheets as lists of lists, read as an import reads them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from desbumi.journeys.rules import readings, tables
from desbumi.journeys.rules.readings import Reading
from desbumi.journeys.rules.tables import Line

TODAY = date(2026, 11, 24)


def read(*rows: Sequence[Any], name: str = "", merged: Sequence[Sequence[int]] = ()) -> list[Reading]:
    """What each data row of a sheet says; empty rows are as a reader leaves them: not there."""
    lines = [Line(number, row) for number, row in enumerate(rows, 1) if any(each not in ("", None) for each in row)]
    found = tables.tables(lines, merged)
    told = []
    for table in found:
        mine = [(line, place) for owner, line, place in tables.people(lines, found, merged) if owner is table]
        sight = readings.sight(table, [line for line, _place in mine], sheet=name, today=TODAY)
        told += [readings.reading(sight, line, place) for line, place in mine]
    return told


def names(told: list[Reading]) -> list[str]:
    """The names of these rows."""
    return [each.name for each in told]
