"""What a sheet will do to a register, before anything is written; and what became of a sheet that was written."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from desbumi.access.models import Account
from desbumi.access.policy import visible
from desbumi.book.queries import last_deeds
from desbumi.journeys.models import Import, Journey, Row, Wording
from desbumi.journeys.models.imports import unpacked
from desbumi.journeys.rules import changes, columns, readings, same, tables
from desbumi.journeys.rules.outcomes import OUTCOMES
from desbumi.journeys.rules.readings import Reading
from desbumi.journeys.rules.same import Known, Who
from desbumi.journeys.rules.tables import Line
from desbumi.journeys.rules.values import When
from desbumi.papers import store
from desbumi.papers.tables import Sheet
from desbumi.papers.tables import Table as Brought
from desbumi.people.models import Person
from desbumi.people.rules import names
from desbumi.people.rules.births import Birth
from desbumi.people.search.marks import index_of
from desbumi.refusals import Refusal
from desbumi.territory.models import Level, Territory

KINDS = OUTCOMES
AT_ONCE = 400  # rows that are compared with the register together
IMPORTED = "people.imported"


class NotInAVillage(Refusal):
    """People are registered in villages."""

    code, status, field = "import.not_in_a_village", 422, "territory"
    says = _("A sheet is imported into the register of a village.")
    way_forward = _("Give the code of the village, for example 35.10.04.2003.")


class NoSuchSheet(Refusal):
    """The workbook has no sheet of that name."""

    code, status, field = "import.no_such_sheet", 422, "sheet"
    says = _("There is no sheet “%(sheet)s” in this file.")
    way_forward = _("It has: %(sheets)s.")


class NoPeopleInIt(Refusal):
    """No header that names people, or no row below it."""

    code, status, field = "import.no_people", 422, "file"
    says = _("No list of people was found in this file.")
    way_forward = _("Give the table a header in which one column is called “Nama”, and below it one row for each person.")


class NoSuchImport(Refusal):
    """No import of that name, or not for this account."""

    code, status = "import.none", 404
    says = _("There is no such import.")
    way_forward = _("Look for it among the imports of the village.")


class RowsGone(Refusal):
    """The rows of a sheet are kept for a month, and until it is undone or left aside."""

    code, status = "import.rows_gone", 410
    says = _("The rows of this sheet are not kept any more.")
    way_forward = _("Bring the file once more if you still need it.")


@dataclass(frozen=True)
class Seen:
    """One sheet of a file with the tables that were found in it."""

    sheet: Sheet
    found: list[tables.Table]

    def lines(self) -> Iterator[Line]:
        """Its rows."""
        return (Line(each.number, each.cells) for each in self.sheet.rows())

    def people(self) -> Iterator[tuple[tables.Table, Line, tables.Place]]:
        """Its rows that tell of a person."""
        return tables.people(self.lines(), self.found, self.sheet.merged)


@dataclass
class Outcome:
    """What becomes of a row: one of `outcomes.OUTCOMES`, why, whom it is about, and what it changes."""

    reading: Reading
    outcome: str
    why: str = ""
    person: UUID | None = None
    of_person: dict[str, Any] = field(default_factory=dict)
    of_journey: dict[str, Any] = field(default_factory=dict)
    journey: UUID | None = None  # one that is known; none: a new one, for a migrant

    @property
    def reasons(self) -> list[str]:
        """Why, and what else of the row is worth a look, as codes."""
        damage = [f"nik_{self.reading.nik_damage}"] if self.reading.nik_damage else []
        return [each for each in (self.why, *damage, *self.reading.doubts) if each]


def seen(village: Territory, brought: Brought, sheet: str = "") -> list[Seen]:
    """The sheets of a file that list people; hidden ones are left alone unless they are asked for. Raises NotInAVillage, NoSuchSheet, NoPeopleInIt."""
    if village.level != Level.VILLAGE:
        raise NotInAVillage
    there = brought.sheets
    if sheet:
        there = [each for each in there if each.name.casefold() == sheet.strip().casefold()]
        if not there:
            raise NoSuchSheet(sheet=sheet, sheets=", ".join(each.name for each in brought.sheets))
    remembered = wordings(village)
    found = []
    for each in there:
        if each.is_hidden and not sheet:
            continue
        one = Seen(each, [])
        one.found.extend(tables.tables(one.lines(), each.merged, lambda label, above: columns.meaning(label, above, remembered)))
        if next(one.people(), None):
            found.append(one)
    if not found:
        raise NoPeopleInIt
    return found


def table_of(imported: Import) -> Brought:
    """The rows of a sheet as they were brought. Raises RowsGone."""
    if imported.file is None:
        raise RowsGone
    return Brought.kept(imported.name, store.read(imported.file))


def decided(row: Row, choice: str) -> Outcome:
    """What becomes of a row that needs a look once a person has decided: the same person, another one, or left out."""
    reading = reading_of(row)
    if choice == "leave" or (choice == "same" and row.about_id is None):
        return Outcome(reading, "left_out", "by_hand")
    if choice == "another":
        return Outcome(reading, "imported", row.why, uuid7(), of_journey=changes.journey_fields(reading) if reading.is_migrant else {})
    found = Outcome(reading, "same_person_again", row.why, row.about_id)
    _add_changes([found])
    return found


def reading_of(row: Row) -> Reading:
    """What a row that waits says."""
    told = dict(unpacked(row.told))
    nothing: dict[str, Any] = {"on": None, "year": None}
    read = {name: told.get(name, nothing) for name in ("birth", "departed", "returned")}
    days = {name: [date.fromisoformat(day["on"]) if day["on"] else None, day["year"]] for name, day in read.items()}
    until = {"passport_until": date.fromisoformat(told["passport_until"])} if told.get("passport_until") else {}
    births = {"birth": Birth(*days["birth"]), "departed": When(*days["departed"]), "returned": When(*days["returned"])}
    return Reading(
        **{**told, "sheet": row.sheet, "row": row.number, **births, **until, "relatives": [(relation, name) for relation, name in told.get("relatives", ())]}
    )


def import_named(user: Account, text: str) -> Import:
    """An import that the user may see, by its id as it was told. Raises NoSuchImport."""
    try:
        found = visible(user, Import).filter(pk=UUID(text)).select_related("territory", "file").first()
    except ValueError:
        found = None
    if found is None:
        raise NoSuchImport
    return found


def preview(village: Territory, sheets: Iterable[Seen]) -> tuple["Counts", list[dict[str, Any]]]:
    """What a sheet will do: counts, and each row. Only looks."""
    counts, rows = Counts(), []
    for each in outcomes(village, sheets):
        counts.count(each)
        rows.append(_row(each.reading.sheet, each.reading.row, each.outcome, each.reasons))
    return counts, rows


def told(imported: Import) -> dict[str, Any]:
    """What became of a sheet that was written, as the command line tells it."""
    by = json.loads(imported.by_what or "{}")
    numbers = {"damaged_nik": imported.damaged_nik, "birth_date_disagrees_with_nik": imported.birth_differs}
    return {
        "data_rows": imported.row_count, **{kind: getattr(imported, kind) for kind in KINDS}, **numbers, **by, "rows": [_row(*each) for each in imported.rows_told],
    }  # fmt: skip


def _row(sheet: str, number: int, outcome: str, reasons: Iterable[str]) -> dict[str, Any]:
    return {"sheet": sheet, "row": number, "outcome": outcome, "reason": ", ".join(reasons)}


def as_told(reading: Reading) -> dict[str, Any]:
    """A row in plain values, without what is empty."""
    return {name: value for name, value in json.loads(json.dumps(asdict(reading), default=date.isoformat)).items() if value not in ("", None, [])}


def wordings(village: Territory) -> dict[str, str]:
    """What this village means by headers that it has confirmed, bare wording → field."""
    return dict(Wording.objects.filter(territory=village).order_by("id").values_list("wording", "field"))


def outcomes(village: Territory, sheets: Iterable[Seen]) -> Iterator[Outcome]:
    """What becomes of each row, in order. Only looks."""
    known = register(village)
    told = set[UUID]()
    waiting: list[tuple[Reading, Who | None]] = []
    for reading in _readings(village, sheets):
        who = _who(reading)
        waiting.append((reading, who))
        if len(waiting) == AT_ONCE:
            yield from _compared(known, told, waiting)
            waiting = []
    yield from _compared(known, told, waiting)


def _readings(village: Territory, sheets: Iterable[Seen]) -> Iterator[Reading]:
    today = village.today
    for each in sheets:
        sights = {
            id(table): readings.sight(table, (line for owner, line, _place in each.people() if owner is table), sheet=each.sheet.name, today=today)
            for table in each.found
        }  # fmt: skip
        for table, line, place in each.people():
            yield readings.reading(sights[id(table)], line, place)


def register(village: Territory) -> Known:
    """Everybody who is in the register of a village."""
    known = Known()
    rows = Person.objects.filter(village=village).order_by("pk")
    fields = ("pk", "name", "sex", "born_on", "born_year", "nik_index", "phone_index", "hamlet")
    for pk, name, sex, on, year, nik, phone, hamlet in rows.values_list(*fields).iterator(chunk_size=2_000):
        known.add(Who(pk, name, sex, on, year, nik, phone, names.key(hamlet)))
    return known


def _who(told: Reading) -> Who | None:
    """Whom a row is about, as far as it says; nobody where it is not taken."""
    if told.rejected or told.left_out:
        return None
    nik, phone = index_of("person.nik", told.nik), index_of("person.phone", told.phone)
    return Who(uuid7(), told.name, told.sex, told.birth.on, told.birth.year, nik, phone, names.key(told.hamlet), told.row)


def _compared(known: Known, told: set[UUID], waiting: list[tuple[Reading, Who | None]]) -> Iterator[Outcome]:
    """The same rows with what becomes of them."""
    found = []
    for reading, who in waiting:
        if who is None:
            found.append(Outcome(reading, "rejected" if reading.rejected else "left_out", reading.rejected or reading.left_out))
            continue
        is_one, other, why = known.find(who)
        if is_one == same.OTHER:
            known.add(who)
            found.append(Outcome(reading, "imported", person=who.id, of_journey=changes.journey_fields(reading) if reading.is_migrant else {}))
        elif is_one == same.PERHAPS and other is not None:
            found.append(Outcome(reading, "needs_a_look", why, other.id))
        elif other is not None:
            is_again = bool(other.row) or other.id in told
            found.append(Outcome(reading, "same_person_again", "in_this_sheet" if is_again else "", None if other.row else other.id))
            if not is_again:
                told.add(other.id)
    _add_changes([each for each in found if each.outcome == "same_person_again" and not each.why])
    yield from found


def _add_changes(found: list[Outcome]) -> None:
    """What rows add to people of the register: then they are updated."""
    ids = [each.person for each in found if each.person]
    if not ids:
        return
    people = Person.objects.in_bulk(ids)
    journeys: dict[UUID, Journey] = {each.person_id: each for each in Journey.objects.filter(person__in=ids).order_by("created_at", "id")}
    for each in found:
        person = people[each.person] if each.person else None
        if person is None:
            continue
        each.of_person = changes.of_person(each.reading, vars(person))
        journey = journeys.get(person.pk)
        if each.reading.is_migrant and journey is not None and not changes.is_another_journey(each.reading, vars(journey)):
            each.journey, each.of_journey = journey.pk, changes.of_journey(each.reading, vars(journey))
        elif each.reading.is_migrant:
            each.of_journey = changes.journey_fields(each.reading)
    _leave_what_is_by_hand(found, people, {each.pk: each for each in journeys.values()})
    for each in found:
        is_new = each.reading.is_migrant and each.journey is None
        if each.of_person or each.of_journey or is_new:
            each.outcome = "updated"


def _leave_what_is_by_hand(found: list[Outcome], people: dict[UUID, Person], journeys: dict[UUID, Journey]) -> None:
    """Take out of the changes whatever a person has written since a sheet told it."""
    asked = {each.person for each in found if each.of_person and each.person} | {each.journey for each in found if each.of_journey and each.journey}
    deeds = last_deeds(asked)
    for each in found:
        for fields, record, rows in ((each.of_person, each.person, people), (each.of_journey, each.journey, journeys)):
            row = rows.get(record) if record else None
            for name in list(fields):
                if row is not None and getattr(row, name) not in ("", None) and deeds.get((row.pk, name)) not in (None, IMPORTED):
                    del fields[name]
                    each.reading.doubts.append("kept_by_hand")


@dataclass
class Counts:
    """What became of all rows, as numbers; `by` counts people who are new to the register."""

    outcomes: Counter[str] = field(default_factory=Counter)
    damaged_nik: int = 0
    birth_differs: int = 0
    by_sex: Counter[str] = field(default_factory=Counter)
    by_destination: Counter[str] = field(default_factory=Counter)
    by_stage: Counter[str] = field(default_factory=Counter)
    by_job: Counter[str] = field(default_factory=Counter)

    def count(self, each: Outcome) -> None:
        """Count a row."""
        told = each.reading
        self.outcomes[each.outcome] += 1
        if each.outcome in ("rejected", "left_out"):
            return
        self.damaged_nik += bool(told.nik_damage)
        self.birth_differs += told.birth_differs
        if each.outcome != "imported":
            return
        self.by_sex[{"female": "F", "male": "M"}.get(told.sex, "")] += 1
        if told.is_migrant:
            self.by_destination[told.destination] += 1
            self.by_stage[str(each.of_journey["stage"])] += 1
            self.by_job[told.occupation] += 1

    @property
    def row_count(self) -> int:
        """All rows."""
        return sum(self.outcomes.values())

    @property
    def by(self) -> dict[str, dict[str, int]]:
        """People new to the register by sex, destination, stage and job; what is not known counts in none."""
        return {name: {code: many for code, many in sorted(getattr(self, name).items()) if code} for name in ("by_sex", "by_destination", "by_stage", "by_job")}

    def told(self) -> dict[str, Any]:
        """As the command line tells it."""
        numbers = {"damaged_nik": self.damaged_nik, "birth_date_disagrees_with_nik": self.birth_differs}
        return {"data_rows": self.row_count, **{kind: self.outcomes[kind] for kind in KINDS}, **numbers, **self.by}
