"""What people do to a village's place in a programme. Each function is one deed and one op in the book."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.papers.cell import Opened
from desbumi.programme.actions.agreements import NotYetPast, sign
from desbumi.programme.actions.evidence import keep_evidence
from desbumi.programme.actions.reasons import ReasonMissing
from desbumi.programme.models import (
    Agreement,
    Place,
    Programme,
    Step,
)
from desbumi.programme.rules.way import ENTERED_AT, KINDS, STAGES, WAY, has_reached, openers_after
from desbumi.refusals import Refusal
from desbumi.territory.models import Level, Territory


class AlreadyInProgramme(Refusal):
    """The village has a place in this programme."""

    code, status, field, constraint = "place.twice", 409, "village", ("programme_place_once",)
    says = _("This village is in the programme already.")
    way_forward = _("Open its page from the board; nothing needs to be added.")


class NotAVillage(Refusal):
    """Only villages have a place; the code is of a larger place."""

    code, status, field = "place.not_a_village", 422, "village"
    says = _("%(place)s is not a village.")
    way_forward = _("Choose a village that lies in it.")


class StepTwice(Refusal):
    """The step was recorded before."""

    code, status, constraint = "step.twice", 409, ("programme_step_once",)
    says = _("This step is recorded already.")
    way_forward = _("Look at the history of the village to see who did it.")


class StageNotReached(Refusal):
    """A step of a stage at which the village does not stand yet."""

    code, status = "step.too_early", 409
    says = _("The village has not come this far: this step belongs to a later stage.")
    way_forward = _("Record first the step that opens that stage.")


class BeforeTheBook(Refusal):
    """A step or stage before the one at which the village entered the book."""

    code, status = "place.before_the_book", 409
    says = _("This lies before the village entered this book, so it is not recorded here.")
    way_forward = _("If it matters, write it as evidence of a later step.")


class JoinsLater(Refusal):
    """A day of joining that is still to come."""

    code, status, field = "place.joins_later", 422, "joined_on"
    says = _("That day is still to come.")
    way_forward = _("Take the village in on the day it joins, or leave the day empty.")


class AlreadyPaused(Refusal):
    """The village rests, or does not rest, already."""

    code, status = "place.already_paused", 409
    says = _("Someone did this before you.")
    way_forward = _("Look at the village's page: nothing more needs to be done.")


def add_place(
    *, by: Actor, programme: Programme, village: Territory, cohort: str, expansion_round: int | None = None, joined_on: date | None = None,
    op: UUID | None = None, device: str = "",
) -> Place:  # fmt: skip
    """Take a village into a programme. Raises JoinsLater, NotAVillage, AlreadyInProgramme.

    An expansion village enters at candidate, an existing one at assistance; what lies before is not stored.
    """
    require(by, "place.add", village)
    if joined_on and joined_on > village.today:
        raise JoinsLater
    if village.level != Level.VILLAGE:
        raise NotAVillage(place=village.title)
    with writing(village, by=by, deed="place.added", op=op, device=device) as book:
        Territory.objects.filter(pk=village.pk).update(in_programme=True)
        entered = ENTERED_AT[cohort]
        return book.create(
            Place(
                programme=programme, village=village, cohort=cohort, entered_at=entered, stage=entered, joined_on=joined_on,
                expansion_round=expansion_round if cohort == "expansion" else None,
            )
        )  # fmt: skip


def check_step(place: Place, kind: str) -> None:
    """Raise BeforeTheBook, StageNotReached or StepTwice when a step of this kind cannot be recorded now."""
    if not has_reached(KINDS[kind].stage, place.entered_at):
        raise BeforeTheBook
    if not has_reached(place.stage, KINDS[kind].stage):
        raise StageNotReached
    if place.steps.filter(kind=kind).exists():
        raise StepTwice


def record_step(
    *, by: Actor, place: Place, kind: str, done_on: date, done_by: str, evidence: str = "", files: Sequence[Opened] = (),
    seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Step:  # fmt: skip
    """Record a step that was done; the one that opens a stage moves the village there.

    Raises StepTwice, StageNotReached, BeforeTheBook, NotYetPast; AlreadyMoved when the stage moved meanwhile.
    """
    require(by, "step.record", place)
    step = KINDS[kind]
    if done_on > place.village.today:
        raise NotYetPast
    with writing(place.village, by=by, deed="step.recorded", op=op, device=device) as book:
        stored = place.refreshed()
        check_step(stored, kind)
        recorded = book.create(Step(place=place, kind=kind, done_on=done_on, done_by=done_by, evidence=evidence))
        keep_evidence(by, place, kind, files)
        if step.opens:
            _move(book, by, place, seen, to=WAY.after(kind, stored.stage))
        if kind == "signed":
            sign(by, place, done_on)
        return recorded


def _move(book: Writing, by: Actor, place: Place, seen: int | None, to: str) -> None:
    with writing(place.village, by=by, deed="place.moved"):
        book.change(place, seen=seen, stage=to, set_back_because="")


def set_back(*, by: Actor, place: Place, to: str, reason: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> Place:
    """Set a village back to an earlier stage; the steps that opened later stages are undone.

    Raises ReasonMissing, BeforeTheBook, NotNow (not an earlier stage), AlreadyMoved.
    """
    require(by, "place.set_back", place)
    if not reason.strip():
        raise ReasonMissing
    if to in STAGES and not has_reached(to, place.entered_at):
        raise BeforeTheBook
    with writing(place.village, by=by, deed="place.set_back", op=op, device=device) as book:
        stage = WAY.after("set_back", place.refreshed().stage, to=to)
        undone = openers_after(stage)
        book.change(place, seen=seen, stage=stage, set_back_because=reason.strip())
        for step in place.steps.filter(kind__in=undone).order_by("id"):
            book.remove(step)
        if "signed" in undone:
            for agreement in Agreement.objects.filter(programme=place.programme_id, territory=place.village_id, status="signed").order_by("id"):
                book.change(agreement, status="ended")
        return place


def pause(*, by: Actor, place: Place, reason: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> Place:
    """Let a village rest (election of its head, harvest, fasting month). Raises ReasonMissing, AlreadyPaused, AlreadyMoved."""
    require(by, "place.pause", place)
    if not reason.strip():
        raise ReasonMissing
    with writing(place.village, by=by, deed="place.paused", op=op, device=device) as book:
        if place.refreshed().paused_on:
            raise AlreadyPaused
        return book.change(place, seen=seen, paused_on=place.village.today, paused_because=reason.strip())


def resume(*, by: Actor, place: Place, seen: int | None = None, op: UUID | None = None, device: str = "") -> Place:
    """The village goes on. Raises AlreadyPaused when it does not rest, AlreadyMoved."""
    require(by, "place.pause", place)
    with writing(place.village, by=by, deed="place.resumed", op=op, device=device) as book:
        if not place.refreshed().paused_on:
            raise AlreadyPaused
        return book.change(place, seen=seen, paused_on=None, paused_because="")
