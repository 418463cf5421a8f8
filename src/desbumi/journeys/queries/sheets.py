"""What the pages of imports show."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from desbumi.access.models import Account
from desbumi.access.policy import reached, visible
from desbumi.journeys import progress, words
from desbumi.journeys.models import Import, Row
from desbumi.journeys.queries import imports
from desbumi.journeys.queries.imports import Counts, Outcome
from desbumi.journeys.rules import values
from desbumi.journeys.rules.words import country_names
from desbumi.people.models import Person
from desbumi.people.rules.numbers import masked
from desbumi.territory.models import Level, Territory
from desbumi.ui.templatetags.ui import day

EXAMPLES = 3  # of what a column holds
NUMBER = re.compile(r"\d[\d .\-]{7,}\d")
PARTS_OF = {"imported": "political", "updated": "social", "same_person_again": "ground", "needs_a_look": "economic", "left_out": "roof", "rejected": "roof"}
FIRST = {"needs_a_look": 0, "rejected": 1, "updated": 2, "imported": 3, "same_person_again": 4, "left_out": 5}


def villages_to_import_in(user: Account) -> QuerySet[Territory]:
    """Villages into whose register the user may import a sheet."""
    return reached(user, "people.import", Territory.objects.filter(level=Level.VILLAGE)).order_by("name", "code")


def brought(user: Account) -> QuerySet[Import]:
    """Sheets that were brought, newest first."""
    return visible(user, Import).select_related("territory").order_by("-created_at", "-id")


@dataclass(frozen=True)
class Shown:
    """A row as the page shows it: who, what becomes of it, why, and what is to be decided."""

    number: int
    sheet: str
    name: str
    more: str
    outcome: str
    label: str
    reasons: list[str]
    row: Row | None = None
    about: Person | None = None

    @property
    def kind(self) -> str:
        """The colour of its badge."""
        return {"imported": "good", "updated": "good", "needs_a_look": "watch", "rejected": "stop"}.get(self.outcome, "note")


@dataclass(frozen=True)
class Column:
    """A column as the page asks about it."""

    number: int
    label: str
    field: str
    is_sure: bool
    examples: list[str]


@dataclass
class Sheet:
    """One table of a sheet, with its columns."""

    name: str
    columns: list[Column] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def columns(imported: Import) -> list[Sheet]:
    """What the columns of a sheet hold, as far as it is understood, each with examples whose numbers are covered. Raises RowsGone, NoPeopleInIt."""
    found, number = [], 0
    for seen in imports.seen(imported.territory, imports.table_of(imported), imported.sheet):
        for table in seen.found:
            lines = [line for _table, line, _place in islice((each for each in seen.people() if each[0] is table), 40)]
            sheet = Sheet(seen.sheet.name, said=table.said)
            for each in table.columns:
                told = [text for line in lines if (text := values.text(line.at(each.at)))]
                sheet.columns.append(Column(number, each.label, each.field, each.is_sure, [covered(text) for text in dict.fromkeys(told)][:EXAMPLES]))
                number += 1
            found.append(sheet)
    return found


def covered(text: str) -> str:
    """A text of a cell whose long numbers are covered."""
    return NUMBER.sub(lambda found: masked("".join(each for each in found[0] if each.isdigit())), text)[:60]


def preview(imported: Import) -> tuple[Counts, list[Shown]]:
    """What a sheet will do: counts, and its rows, those first that need a look. Raises RowsGone, NoPeopleInIt."""
    counts, found = Counts(), []
    for each in imports.outcomes(imported.territory, imports.seen(imported.territory, imports.table_of(imported), imported.sheet)):
        counts.count(each)
        found.append(each)
    found.sort(key=lambda each: (FIRST[each.outcome], not each.reasons))
    return counts, [_shown(each) for each in found]


def _shown(each: Outcome, row: Row | None = None) -> Shown:
    told = each.reading
    return Shown(
        told.row, told.sheet, told.name, _more(told.hamlet, day(told.birth.on) if told.birth.on else str(told.birth.year or ""), told.destination, told.destination_told), each.outcome,
        str(dict(words.OUTCOMES)[each.outcome]), [words.reason(code) for code in each.reasons], row, row.about if row else None,
    )  # fmt: skip


def _more(hamlet: str, born: str, destination: str, told: str) -> str:
    """What tells one Siti from another: hamlet, birth, country."""
    country = country_names().get(destination, ("", ""))[0] or told
    return " · ".join(part for part in (hamlet, born, country) if part)


def waiting(imported: Import) -> list[Shown]:
    """Rows of a written sheet that wait for a decision, each with who is perhaps the same."""
    rows = Row.objects.filter(brought=imported, outcome="needs_a_look").select_related("about", "brought").order_by("number", "sheet")
    return [_shown(Outcome(imports.reading_of(each), "needs_a_look", each.why), each) for each in rows]


def rows_of(imported: Import, outcome: str = "") -> list[Shown]:
    """Rows of a written sheet that became this; of all, those that are worth a word."""
    told = sorted((each for each in imported.rows_told if outcome or each[3]), key=lambda each: FIRST[each[2]])
    return [
        Shown(number, sheet, "", "", outcome, str(dict(words.OUTCOMES)[outcome]), [words.reason(code) for code in codes])
        for sheet, number, outcome, codes in told
    ]


def done_of(imported: Import) -> tuple[int, int]:
    """How many rows of a sheet are written, of how many."""
    return progress.done(imported.pk), len(imports.table_of(imported))


@dataclass(frozen=True)
class Total:
    """How many rows become this, and the pattern that it is drawn with."""

    kind: str
    many: int
    label: str
    part: str


def totals(told: Any) -> list[Total]:
    """What becomes of the rows, as numbers with words; nought is left out but for what is new."""
    many = told.outcomes if isinstance(told, Counts) else {kind: getattr(told, kind) for kind, _label in words.OUTCOMES}
    return [Total(kind, many[kind], str(label), PARTS_OF[kind]) for kind, label in words.OUTCOMES if many[kind] or kind == "imported"]


def result(imported: Import) -> Iterable[tuple[str, list[list[Any]]]]:
    """The rows of a sheet as they were brought, each with what became of it: sheet by sheet. Raises RowsGone."""
    outcomes = {(sheet, number): (outcome, codes) for sheet, number, outcome, codes in imported.rows_told}
    labels = dict(words.OUTCOMES)
    for sheet in imports.table_of(imported).sheets:
        rows: list[list[Any]] = []
        for row in sheet.rows():
            told = outcomes.get((sheet.name, row.number))
            rows.append([row.number, *([str(labels[told[0]]), "; ".join(words.reason(code) for code in told[1])] if told else ["", ""]), *row.cells])
        yield sheet.name, rows
