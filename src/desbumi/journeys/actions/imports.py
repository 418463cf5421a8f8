"""Bring a sheet, and agree to what it will do: then all of it is written in one deed, or none of it."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from desbumi.access.policy import require
from desbumi.book import keys
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.journeys.models import Confided, Document, Import, Journey, Row, Wording
from desbumi.journeys.models.imports import packed
from desbumi.journeys.queries import imports as queries
from desbumi.journeys.queries.imports import IMPORTED, Counts, Outcome
from desbumi.journeys.rules.outcomes import WAY
from desbumi.journeys.rules.words import bare
from desbumi.papers import actions as papers
from desbumi.papers import tables
from desbumi.people import actions as people
from desbumi.people.models import Household, Person, Relative
from desbumi.people.search.marks import index_of
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory

AT_ONCE, LONGEST_WORDING = 1_000, 120  # rows that are written together; letters of a header
RELATED = {"spouse", "mother", "father", "child", "sibling", "other"}


class RowDecided(Refusal):
    """A row about which somebody was quicker, or whose import was undone."""

    code, status = "import.row_decided", 409
    says = _("This row was decided already, or its import was undone.")
    way_forward = _("Look at the page of the import once more.")


class AlreadyWritten(Refusal):
    """A sheet that was written, undone or left aside already."""

    code, status = "import.already_written", 409
    says = _("This sheet is no longer waiting: it was imported, undone or left aside.")
    way_forward = _("Look at what became of it, or bring the file anew.")


def bring(*, by: Actor, village: Territory, brought: tables.Table, sheet: str = "", op: UUID | None = None, device: str = "") -> Import:
    """Keep a sheet that was opened in the cell, sealed; nothing of it is in the register yet. Raises NotInAVillage, NoSuchSheet, NoPeopleInIt, StorageFull."""
    require(by, "people.import", village)
    queries.seen(village, brought, sheet)
    with writing(village, by=by, deed="import.brought", op=op, device=device) as book:
        made = uuid7()
        keys.ensure([made])
        file = papers.keep(by=by, territory=village, opened=brought.opened, subject=made)
        return book.create(Import(pk=made, territory=village, name=brought.name, sheet=sheet, file=file, by=by.id))


def leave(*, by: Actor, imported: Import, seen: int | None = None, op: UUID | None = None, device: str = "") -> Import:
    """Leave a sheet aside: nothing of it is imported, its rows are discarded. Raises AlreadyWritten, AlreadyMoved."""
    require(by, "people.import", imported)
    with writing(imported.territory, by=by, deed="import.left", op=op, device=device) as book:
        file = _waiting(imported, "brought").file
        left = book.change(imported, seen=seen, status=WAY.after("leave", "brought"), file=None)
        if file is not None:
            papers.discard(by=by, file=file)
        return left


def discard_rows(*, by: Actor, imported: Import, op: UUID | None = None, device: str = "") -> Import:
    """Let the rows of a sheet go, a month after it was brought: whoever waits still with it brings it anew."""
    require(by, "import.forget", imported)
    with writing(imported.territory, by=by, deed="import.forgotten", op=op, device=device) as book:
        stored = imported.refreshed()
        status = WAY.after("leave", "brought") if stored.status == "brought" else stored.status
        forgotten = book.change(imported, file=None, status=status, outcomes="")
        if stored.file is not None:
            papers.discard(by=by, file=stored.file)
        return forgotten


def keep_wordings(*, by: Actor, imported: Import, holds: Mapping[str, str], op: UUID | None = None, device: str = "") -> Import:
    """Remember what this village means by headers, wording → field ("" for: nothing that is kept). Raises AlreadyWritten."""
    require(by, "people.import", imported)
    village = imported.territory
    with writing(village, by=by, deed="wording.kept", op=op, device=device) as book:
        _waiting(imported, "brought")
        known = {each.wording: each for each in Wording.objects.filter(territory=village).order_by("id")}
        for wording, field_name in holds.items():
            kept = known.get(bare(wording)[:LONGEST_WORDING])
            if kept is not None and kept.field != field_name:
                book.change(kept, field=field_name)
            elif kept is None:
                book.create(Wording(territory=village, wording=bare(wording)[:LONGEST_WORDING], field=field_name))
        return imported


def agree(*, by: Actor, imported: Import, seen: int | None = None, op: UUID | None = None, device: str = "") -> Import:
    """Agree to what a sheet will do; then it is written (`write`). Raises AlreadyWritten, AlreadyMoved."""
    require(by, "people.import", imported)
    with writing(imported.territory, by=by, deed="import.agreed", op=op, device=device) as book:
        _waiting(imported, "brought")
        return book.change(imported, seen=seen, status=WAY.after("agree", "brought"), agreed_by=by.id)


def write(*, by: Actor, imported: Import, tells: Callable[[int], None] = lambda _done: None, op: UUID | None = None, device: str = "") -> Import:
    """Write what an agreed sheet says into the register: all of it, or nothing; `tells` hears how many rows are done. Raises AlreadyWritten, NoPeopleInIt."""
    require(by, "people.import", imported)
    brought = queries.table_of(_waiting(imported, "agreed"))
    village = imported.territory
    with writing(village, by=by, deed=IMPORTED, op=op, device=device) as book:
        _waiting(imported, "agreed")
        pen = Pen(by, book, village, imported, tells)
        counts = pen.write(queries.outcomes(village, queries.seen(village, brought, imported.sheet)))
        return book.change(
            imported, status=WAY.after("write", "agreed"), wrote=book.op, outcomes=packed(pen.told), by_what=json.dumps(counts.by), row_count=counts.row_count,
            damaged_nik=counts.damaged_nik, birth_differs=counts.birth_differs, **{kind: counts.outcomes[kind] for kind in queries.KINDS},
        )  # fmt: skip


def take_in(
    *, by: Actor, village: Territory, brought: tables.Table, sheet: str = "", tells: Callable[[int], None] = lambda _done: None, op: UUID | None = None,
    device: str = "",
) -> Import:  # fmt: skip
    """Bring a sheet, agree to it and write it, all in one: as the command line does. Raises what `bring` and `write` raise."""
    require(by, "people.import", village)
    with writing(village, by=by, deed="import.brought", op=op, device=device):
        made = bring(by=by, village=village, brought=brought, sheet=sheet)
        return write(by=by, imported=agree(by=by, imported=made), tells=tells)


def decide(*, by: Actor, row: Row, choice: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> Row:
    """Say of a row that needs a look that it is the `same` person, `another` one, or to `leave` out. Raises RowDecided, PersonLocked."""
    require(by, "people.import", row)
    imported, village = row.brought, row.brought.territory
    with writing(village, by=by, deed="row.decided", op=op, device=device) as book:
        stored, whole = row.refreshed(), imported.refreshed()
        if stored.outcome != "needs_a_look" or whole.status != "done":
            raise RowDecided
        each = queries.decided(stored, choice)
        Pen(by, book, village, whole).write([each])
        told = [[*line[:2], each.outcome, line[3]] if line[:2] == [row.sheet, row.number] else line for line in whole.rows_told]
        counts = {each.outcome: getattr(whole, each.outcome) + 1, "needs_a_look": whole.needs_a_look - 1}
        book.change(whole, outcomes=packed(told), **counts)
        return book.change(row, seen=seen, outcome=each.outcome, told="", wrote=book.op)


def _waiting(imported: Import, status: str) -> Import:
    stored = imported.refreshed()
    if stored.status != status:
        raise AlreadyWritten
    return stored


@dataclass
class Fresh:
    """What a number of rows bring that is new."""

    homes: list[Household] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    relatives: list[Relative] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)
    confided: list[Confided] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass
class Pen:
    """Writes outcomes into a register, as part of the deed under way."""

    by: Actor
    book: Writing
    village: Territory
    imported: Import
    tells: Callable[[int], None] = lambda _done: None
    told: list[list[Any]] = field(default_factory=list)
    homes: dict[str, Household] = field(default_factory=dict)
    heads: set[UUID] = field(default_factory=set)

    def write(self, outcomes: Iterable[Outcome]) -> Counts:
        """Write all of these; returns what became of them."""
        counts, rest = Counts(), iter(outcomes)
        while some := list(islice(rest, AT_ONCE)):
            for each in some:
                counts.count(each)
                self.told.append([each.reading.sheet, each.reading.row, each.outcome, each.reasons])
            self._put(self._fresh([each for each in some if each.outcome in ("imported", "needs_a_look")]))
            for each in some:
                if each.outcome == "updated":
                    self._update(each)
            self.tells(len(self.told))
        return counts

    def _fresh(self, some: list[Outcome]) -> Fresh:
        fresh = Fresh()
        self._find_homes([each for each in some if each.outcome == "imported"], fresh)
        for each in some:
            if each.outcome == "imported":
                self._add(each, fresh)
            else:
                fresh.rows.append(_row(self.imported, each))
        return fresh

    def _put(self, fresh: Fresh) -> None:
        people.add_many(by=self.by, village=self.village, people=fresh.people, homes=fresh.homes, relatives=fresh.relatives, deed=IMPORTED)
        for records in (fresh.journeys, fresh.confided, fresh.documents, fresh.rows):
            self.book.bulk_create(records)

    def _find_homes(self, some: list[Outcome], fresh: Fresh) -> None:
        """Households of these family cards: those of the register, and new ones."""
        cards = {index_of("household.card", each.reading.card): each.reading.card for each in some if each.reading.card}
        missing = [mark for mark in cards if mark not in self.homes]
        found = Household.objects.filter(territory=self.village, card_index__in=missing).order_by("id") if missing else []
        known = {each.card_index: each for each in found}
        self.heads |= set(Person.objects.filter(household__in=known.values(), relation="head").values_list("household_id", flat=True)) if known else set()
        for mark in missing:
            self.homes[mark] = known.get(mark) or Household(territory=self.village, card=cards[mark])
            if mark not in known:
                fresh.homes.append(self.homes[mark])

    def _add(self, each: Outcome, fresh: Fresh) -> None:
        """Somebody new, with a journey and with relatives."""
        told = each.reading
        home = self.homes[index_of("household.card", told.card)] if told.card else None
        relation = told.relation if home else ""
        if relation == "head" and home is not None:
            relation = "other" if home.pk in self.heads else "head"
            self.heads.add(home.pk)
        person = Person(
            pk=each.person, village=self.village, name=told.name, sex=told.sex, born_on=told.birth.on, born_year=told.birth.year, birthplace=told.birthplace,
            nik=told.nik, hamlet=told.hamlet, rt=told.rt, rw=told.rw, phone=told.phone, education=told.education, marital_status=told.marital_status,
            household=home, relation=relation, source="list", source_on=self.village.today,
        )  # fmt: skip
        fresh.people.append(person)
        fresh.relatives += _relatives(person, told.relatives)
        if told.is_migrant:
            journey = Journey(person=person, **each.of_journey)
            fresh.journeys.append(journey)
            fresh.confided += _confided(journey, each)
            fresh.documents += _passport(journey, each)

    def _update(self, each: Outcome) -> None:
        """What a row adds to somebody of the register."""
        person = Person.objects.select_related("village").get(pk=each.person)
        if each.of_person:
            people.tell_more(by=self.by, person=person, told=each.of_person, deed=IMPORTED)
        if each.journey and each.of_journey:
            self.book.change(Journey.objects.select_related("person__village").get(pk=each.journey), **each.of_journey)
        elif each.reading.is_migrant and not each.journey:
            journey = self.book.create(Journey(person=person, **each.of_journey))
            self.book.bulk_create(_confided(journey, each))
            self.book.bulk_create(_passport(journey, each))


def _relatives(person: Person, told: Iterable[tuple[str, str]]) -> Iterator[Relative]:
    """Relatives by name, each once."""
    for relation, name in dict.fromkeys(told):
        yield Relative(person=person, relation=relation if relation in RELATED else "other", name=name)


def _confided(journey: Journey, each: Outcome) -> list[Confided]:
    """What a row says that only few may know."""
    told = each.reading
    found = [Confided(journey=journey, kind="lost_contact")] if told.stage == "lost_contact" else []
    return found + ([Confided(journey=journey, kind="channel", told=told.channel)] if told.channel in ("regular", "irregular") else [])


def _passport(journey: Journey, each: Outcome) -> list[Document]:
    """The passport as a paper with its last day."""
    until = each.reading.passport_until
    return [Document(journey=journey, kind="passport", until=until)] if until or each.reading.passport else []


def _row(imported: Import, each: Outcome) -> Row:
    """A row that waits for a person to decide."""
    return Row(
        brought=imported, sheet=each.reading.sheet, number=each.reading.row, why=each.why, about_id=each.person, told=packed(queries.as_told(each.reading))
    )
