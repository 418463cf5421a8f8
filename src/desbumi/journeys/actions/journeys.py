"""What people tell of a journey: where somebody is, with which papers, when the family last heard. Each function is one deed."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.journeys.models import Confided, Contract, Document, DocumentScan, Journey, Promise
from desbumi.journeys.rules import values
from desbumi.papers import actions as papers
from desbumi.papers.cell import Opened
from desbumi.people.actions.persons import check_present, no_number
from desbumi.people.models import Person
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory


class NotAWhen(Refusal):
    """A text that tells no day and no year."""

    code, status = "journey.not_a_when", 422
    says = _("“%(text)s” is no day and no year.")
    way_forward = _("Write 3-5-2019, or only 2019. Leave it empty when nobody knows.")


class CameHomeBefore(Refusal):
    """Home before leaving."""

    code, status, field = "journey.came_home_before", 422, "returned"
    says = _("The day of coming home lies before the day of leaving.")
    way_forward = _("Look at both years. Leave empty what nobody knows.")


class EndsBefore(Refusal):
    """A contract that ends before it begins."""

    code, status, field = "contract.ends_before", 422, "until_on"
    says = _("The contract would end before it begins.")
    way_forward = _("Look at both days. Leave empty what is not written there.")


class PromiseOpen(Refusal):
    """An answer is promised already."""

    code, status, field = "promise.open", 409, "due_on"
    says = _("The family already has the promise of an answer, for %(day)s.")
    way_forward = _("Give that answer first, even if there is no news.")


class PromisePast(Refusal):
    """A promise for a day that is over."""

    code, status, field = "promise.past", 422, "due_on"
    says = _("An answer cannot be promised for a day that is over.")
    way_forward = _("Choose today or a day to come.")


class PromiseAnswered(Refusal):
    """Somebody was quicker."""

    code, status = "promise.answered", 409
    says = _("This promise was kept already.")
    way_forward = _("Look at the page of the journey.")


class HeardLater(Refusal):
    """A sign of life from the future."""

    code, status, field = "journey.heard_later", 422, "last_heard_on"
    says = _("That day is still to come.")
    way_forward = _("Write the day on which the family last heard.")


def add_journey(
    *, by: Actor, person: Person, stage: str = "", destination: str = "", city: str = "", occupation: str = "", recruiter_told: str = "", employer: str = "",
    departed: str = "", returned: str = "", op: UUID | None = None, device: str = "",
) -> Journey:  # fmt: skip
    """A migration of someone; what is not known stays empty. Raises NotAWhen, CameHomeBefore, NumberInWords, PersonLocked."""
    require(by, "person.record", person)
    no_number(city=city, recruiter_told=recruiter_told, employer=employer)
    told = _when(person.village, departed=departed, returned=returned)
    with writing(person.village, by=by, deed="journey.added", op=op, device=device) as book:
        check_present(person)
        return book.create(
            Journey(
                person=person, stage=stage, destination=destination, city=city, occupation=occupation, recruiter_told=recruiter_told, employer=employer, **told,
            )
        )  # fmt: skip


def change_journey(
    *, by: Actor, journey: Journey, stage: str = "", destination: str = "", city: str = "", occupation: str = "", recruiter_told: str = "",
    employer: str = "", departed: str = "", returned: str = "", seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Journey:  # fmt: skip
    """What is known of a journey now. Raises NotAWhen, CameHomeBefore, NumberInWords, PersonLocked, AlreadyMoved."""
    require(by, "person.record", journey)
    no_number(city=city, recruiter_told=recruiter_told, employer=employer)
    told = _when(journey.belongs_to, departed=departed, returned=returned)
    written = {
        "destination_told": "" if destination else journey.destination_told, "occupation_told": "" if occupation else journey.occupation_told,
    }  # fmt: skip
    with writing(journey.belongs_to, by=by, deed="journey.changed", op=op, device=device) as book:
        check_present(journey.person)
        return book.change(
            journey, seen=seen, stage=stage, destination=destination, city=city, occupation=occupation, recruiter_told=recruiter_told, employer=employer,
            **told, **written,
        )  # fmt: skip


def keep_document(
    *, by: Actor, journey: Journey, kind: str, until: date | None = None, scans: list[Opened] | None = None, op: UUID | None = None, device: str = ""
) -> Document:
    """A paper of a journey is there, valid until a day; its pages are added to those before. Raises PersonLocked, StorageFull."""
    require(by, "person.record", journey)
    village = journey.belongs_to
    with writing(village, by=by, deed="document.kept", op=op, device=device) as book:
        check_present(journey.person)
        found = Document.objects.filter(journey=journey, kind=kind).first()
        kept = book.create(Document(journey=journey, kind=kind, until=until)) if found is None else book.change(found, until=until or found.until)
        for each in scans or ():
            file = papers.keep(by=by, territory=village, opened=each, subject=journey.person_id)
            book.create(DocumentScan(document=kept, file=file))
        return kept


def record_contract(
    *, by: Actor, journey: Journey, contents: Mapping[str, bool | None], from_on: date | None = None, until_on: date | None = None,
    wage_amount: int | None = None, currency: str = "", scans: list[Opened] | None = None, seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Contract:  # fmt: skip
    """What stands in the contract (UU 18/2017 art. 15(2)), its term and wage, with its pages. Raises EndsBefore, PersonLocked, AlreadyMoved."""
    require(by, "person.record", journey)
    if from_on and until_on and until_on < from_on:
        raise EndsBefore
    told = {**contents, "from_on": from_on, "until_on": until_on, "wage_amount": wage_amount, "currency": currency if wage_amount is not None else ""}
    with writing(journey.belongs_to, by=by, deed="contract.recorded", op=op, device=device) as book:
        check_present(journey.person)
        found = Contract.objects.filter(journey=journey).first()
        kept = book.create(Contract(journey=journey, **told)) if found is None else book.change(found, seen=seen, **told)
        keep_document(by=by, journey=journey, kind="employment_contract", until=until_on, scans=scans)
        return kept


def hear(
    *,
    by: Actor,
    journey: Journey,
    last_heard_on: date | None = None,
    usual_days: int | None = None,
    seen: int | None = None,
    op: UUID | None = None,
    device: str = "",
) -> Journey:
    """When the family last heard, and how many days are usual between two signs of life. Raises HeardLater, PersonLocked, AlreadyMoved."""
    require(by, "person.record", journey)
    if last_heard_on is not None and last_heard_on > journey.belongs_to.today:
        raise HeardLater
    with writing(journey.belongs_to, by=by, deed="journey.heard_of", op=op, device=device) as book:
        check_present(journey.person)
        return book.change(journey, seen=seen, last_heard_on=last_heard_on, usual_days=usual_days)


def confide(*, by: Actor, journey: Journey, kind: str, told: str = "", told_on: date | None = None, op: UUID | None = None, device: str = "") -> Confided:
    """Tell the regency's team alone what endangers somebody: contact lost, a detention, papers lost, the channel. Who tells need not see it again.

    Raises NumberInWords, PersonLocked.
    """
    require(by, "confided.tell", journey)
    no_number(told=told)
    with writing(journey.belongs_to, by=by, deed="journey.told_of", op=op, device=device) as book:
        check_present(journey.person)
        found = Confided.objects.filter(journey=journey, kind=kind).first()
        if found is None:
            return book.create(Confided(journey=journey, kind=kind, told=told, told_on=told_on))
        return book.change(found, told=told, told_on=told_on)


def promise(*, by: Actor, journey: Journey, due_on: date, to_whom: str, op: UUID | None = None, device: str = "") -> Promise:
    """The family is promised an answer on a day, even an empty one. Raises PromisePast, PromiseOpen, NumberInWords, PersonLocked."""
    require(by, "person.record", journey)
    no_number(to_whom=to_whom)
    if due_on < journey.belongs_to.today:
        raise PromisePast
    with writing(journey.belongs_to, by=by, deed="promise.made", op=op, device=device) as book:
        check_present(journey.person)
        still = Promise.objects.filter(journey=journey, answered_on__isnull=True).first()
        if still is not None:
            raise PromiseOpen(day=still.due_on)
        return book.create(Promise(journey=journey, due_on=due_on, to_whom=to_whom, by=by.id))


def answer(*, by: Actor, promise: Promise, answer: str, op: UUID | None = None, device: str = "") -> Promise:
    """The family was told what is known, even if it is nothing. Raises PromiseAnswered, PersonLocked."""
    require(by, "person.record", promise)
    village = promise.belongs_to
    with writing(village, by=by, deed="promise.answered", op=op, device=device) as book:
        check_present(promise.journey.person)
        if promise.refreshed().answered_on is not None:
            raise PromiseAnswered
        return book.change(promise, answered_on=village.today, answer=answer)


def _when(village: Territory, *, departed: str, returned: str) -> dict[str, Any]:
    """Days or years as they are stored. Raises NotAWhen, on the field; CameHomeBefore."""
    left, home = (_read(name, text, village) for name, text in (("departed", departed), ("returned", returned)))
    is_before = bool(left.year and home.year and home.year < left.year) or bool(left.on and home.on and home.on < left.on)
    if is_before:
        raise CameHomeBefore
    return {"departed_on": left.on, "departed_year": left.year, "returned_on": home.on, "returned_year": home.year}


def _read(field: str, text: str, village: Territory) -> values.When:
    found = values.when(text, today=village.today)
    if text.strip() and not found.year:
        raise NotAWhen(field=field, text=text.strip()[:40])
    return found
