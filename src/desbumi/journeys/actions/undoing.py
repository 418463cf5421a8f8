"""Undo an import: what it brought goes out of the present, what it changed is as before. What was edited since stays, and is listed."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.models import Recorded
from desbumi.book.queries import Done, done_by, written_since
from desbumi.book.writing import Writing, writing
from desbumi.journeys.actions.imports import AlreadyWritten
from desbumi.journeys.models import Confided, Document, Import, Journey, Row
from desbumi.journeys.rules.outcomes import WAY
from desbumi.papers import actions as papers
from desbumi.people import actions as people
from desbumi.people.models import Household, Person, Relative

R = TypeVar("R", bound=Recorded)
UNDONE = "import.undone"
MANY = 400  # rows in one question


def undo(*, by: Actor, imported: Import, seen: int | None = None, op: UUID | None = None, device: str = "") -> list[Person]:
    """Take an import back; returns whom somebody edited since: they stay as they are. Raises AlreadyWritten, AlreadyMoved."""
    require(by, "people.import", imported)
    village = imported.territory
    with writing(village, by=by, deed=UNDONE, op=op, device=device) as book:
        stored = imported.refreshed()
        if stored.status != "done" or stored.wrote is None:
            raise AlreadyWritten
        ops = [stored.wrote, *(each.wrote for each in Row.objects.filter(brought=imported).order_by("number") if each.wrote)]
        done = [each for op_of in ops for each in done_by(imported.book_id, op_of)]
        edited = written_since(imported.book_id, min(each.seq for each in done), but_by=ops)
        back = [each for each in done if each.subject not in edited]
        for row in Row.objects.filter(brought=imported).order_by("pk"):  # first: they point to people
            book.remove(row)
        for model in (Confided, Document, Journey):
            _take_back(book, model, back)
        _take_back_people(by, imported, back)
        book.change(imported, seen=seen, status=WAY.after("undo", "done"), file=None, outcomes="")
        if stored.file is not None:
            papers.discard(by=by, file=stored.file)
        return [each for each, _told in _of(Person, [one for one in done if one.subject in edited])]


def _take_back(book: Writing, model: type[R], back: Iterable[Done]) -> None:
    """Records of a kind: made ones go, changed ones are as before."""
    for record, told in _of(model, back):
        if _is_made(record, told):
            book.remove(record)
        else:
            book.change(record, **_before(told))


def _take_back_people(by: Actor, imported: Import, back: list[Done]) -> None:
    """People whom the sheet brought, with their relatives and households; of others what it told."""
    there = list(_of(Person, back))
    made = [person for person, told in there if _is_made(person, told)]
    gone = {person.pk for person in made}
    relatives = [each for each, _told in _of(Relative, back) if each.person_id in gone]
    homes = [each for each, _told in _of(Household, back) if not each.members.exclude(pk__in=gone).exists()]
    people.take_back(by=by, village=imported.territory, people=made, homes=homes, relatives=relatives, deed=UNDONE)
    for person, told in there:
        if person.pk not in gone:
            people.tell_more(by=by, person=person, told=_before(told), deed=UNDONE)


def _of(model: type[R], done: Iterable[Done]) -> Iterable[tuple[R, list[Done]]]:
    """The records of a kind that are still there, each with what was done to it."""
    mine = sorted((each for each in done if each.model == model._meta.label_lower), key=lambda each: (each.record, each.seq))
    told = {record: list(those) for record, those in groupby(mine, key=lambda each: each.record)}
    ids = list(told)
    for start in range(0, len(ids), MANY):
        for record in model._base_manager.filter(pk__in=ids[start : start + MANY]).order_by("pk"):
            yield record, told[record.pk]


def _is_made(record: Recorded, told: list[Done]) -> bool:
    """Whether the deed made this record: its first entry is from the moment of its making."""
    return told[0].at == record.created_at


def _before(told: list[Done]) -> dict[str, Any]:
    """What stood in the fields before the deed."""
    found: dict[str, Any] = {}
    for each in reversed(told):
        found |= each.before
    return found
