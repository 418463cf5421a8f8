"""What people do to a village's place in a programme. Each function is one deed and one op in the book."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.papers.cell import Opened
from desbumi.people import actions as people
from desbumi.programme import founding
from desbumi.programme.actions.evidence import keep_evidence
from desbumi.programme.actions.reasons import ReasonMissing
from desbumi.programme.models import (
    Agreement,
    AgreementExtension,
    AgreementParty,
    AgreementScope,
    Implementer,
    Organisation,
    OrganisationContact,
    Place,
    Programme,
    Step,
)
from desbumi.programme.rules import ENTERED_AT, KINDS, STAGES, WAY, has_reached, openers_after
from desbumi.refusals import AlreadyMoved, NotNow, Refusal
from desbumi.territory.models import Level, Territory
from desbumi.territory.rules import NATION


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


class NotYetPast(Refusal):
    """A date in the future for something that was done."""

    code, status, field = "date.in_the_future", 422, "done_on"
    says = _("That day is still to come.")
    way_forward = _("Write the day on which it was done, today at the latest.")


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


class NotForward(Refusal):
    """An extension that ends before it begins."""

    code, status, field, constraint = "agreement.not_forward", 422, "until_on", ("programme_extension_forward",)
    says = _("The extension would end before it was signed.")
    way_forward = _("Write a last day after the day of signing.")


class PeriodBackwards(Refusal):
    """A period that ends before it begins."""

    code, status, field, constraint = "implementer.backwards", 422, "until_on", ("programme_implementer_forward",)
    says = _("The period would end before it begins.")
    way_forward = _("Write a last day after the first one, or leave it empty.")


class AlreadyImplements(Refusal):
    """The organisation carries this programme out there already, from the same day."""

    code, status, field, constraint = "implementer.twice", 409, "organisation", ("programme_implementer_once", "programme_implementer_once_undated")
    says = _("This organisation already carries the programme out there.")
    way_forward = _("Nothing needs to be done.")


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
            _sign(by, place, done_on)
        return recorded


def _move(book: Writing, by: Actor, place: Place, seen: int | None, to: str) -> None:
    with writing(place.village, by=by, deed="place.moved"):
        book.change(place, seen=seen, stage=to, set_back_because="")


def _sign(by: Actor, place: Place, signed_on: date) -> None:
    """The shared understanding of the village: the one that is recorded already, with this day if it has none; else a new one."""
    known = Agreement.objects.filter(programme=place.programme_id, territory=place.village_id, kind="agreement").exclude(status="ended")
    found = list(known.order_by("-status", "id"))  # a signed one before a drafted one
    if any(each.signed_on and each.status == "signed" for each in found):
        return
    if found:
        with writing(place.village, by=by, deed="agreement.dated") as book:
            book.change(found[0], signed_on=found[0].signed_on or signed_on, status="signed")
        return
    with writing(place.village, by=by, deed="agreement.recorded") as book:
        agreement = book.create(Agreement(programme=place.programme, territory=place.village, signed_on=signed_on))
        book.create(AgreementParty(agreement=agreement, government_of=place.village))
        working = Implementer.objects.filter(programme=place.programme_id, territory__code__in=[place.village_id[:5], place.village_id])
        for implementer in working.order_by("id"):
            book.create(AgreementParty(agreement=agreement, organisation_id=implementer.organisation_id))
        book.create(AgreementScope(agreement=agreement, territory=place.village))


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


def record_agreement(
    *, by: Actor, programme: Programme, territory: Territory, organisation: Organisation, kind: str, status: str, signed_on: date | None = None,
    until_on: date | None = None, op: UUID | None = None, device: str = "",
) -> Agreement:  # fmt: skip
    """Record an understanding or working agreement between an organisation and the government of a territory.

    Its date may be unknown. Raises NotYetPast, NotForward.
    """
    require(by, "agreement.record", territory)
    if signed_on and signed_on > territory.today:
        raise NotYetPast
    if signed_on and until_on and until_on <= signed_on:
        raise NotForward
    with writing(territory, by=by, deed="agreement.recorded", op=op, device=device) as book:
        agreement = book.create(Agreement(programme=programme, territory=territory, kind=kind, status=status, signed_on=signed_on, until_on=until_on))
        book.create(AgreementParty(agreement=agreement, government_of=territory))
        book.create(AgreementParty(agreement=agreement, organisation=organisation))
        book.create(AgreementScope(agreement=agreement, territory=territory))
        return agreement


def extend(
    *, by: Actor, agreement: Agreement, signed_on: date, until_on: date, seen: int | None = None, op: UUID | None = None, device: str = ""
) -> AgreementExtension:
    """Extend a signed agreement to a later day. Raises NotNow when it is not signed, NotForward, NotYetPast, AlreadyMoved."""
    require(by, "agreement.record", agreement)
    if signed_on > agreement.territory.today:
        raise NotYetPast
    with writing(agreement.territory, by=by, deed="agreement.extended", op=op, device=device) as book:
        stored = agreement.refreshed()
        if stored.status != "signed":
            raise NotNow
        if until_on <= max(signed_on, stored.until_on or signed_on):
            raise NotForward
        if book.change(agreement, seen=seen, until_on=until_on).until_on != until_on:
            raise AlreadyMoved  # an extension beside an agreement that does not hold so long would say two things
        return book.create(AgreementExtension(agreement=agreement, signed_on=signed_on, until_on=until_on))


def date_agreement(*, by: Actor, agreement: Agreement, signed_on: date, seen: int | None = None, op: UUID | None = None, device: str = "") -> Agreement:
    """Tell on which day an agreement was signed, when that was not known. Raises NotNow, NotYetPast, AlreadyMoved."""
    require(by, "agreement.record", agreement)
    if signed_on > agreement.territory.today:
        raise NotYetPast
    with writing(agreement.territory, by=by, deed="agreement.dated", op=op, device=device) as book:
        if agreement.refreshed().signed_on is not None:
            raise NotNow
        dated = book.change(agreement, seen=seen, signed_on=signed_on, status="signed")
        if dated.signed_on != signed_on:
            raise AlreadyMoved  # signed, and on no day, is what this deed mends
        return dated


def edit_agreement(
    *, by: Actor, agreement: Agreement, kind: str, signed_on: date | None = None, until_on: date | None = None, seen: int | None = None,
    op: UUID | None = None, device: str = "",
) -> Agreement:  # fmt: skip
    """Mend what is recorded of an agreement. What another wrote meanwhile in the same field becomes a conflict.

    Raises NotYetPast, NotForward; AlreadyMoved when it is gone.
    """
    require(by, "agreement.record", agreement)
    if signed_on and signed_on > agreement.territory.today:
        raise NotYetPast
    if signed_on and until_on and until_on <= signed_on:
        raise NotForward
    with writing(agreement.territory, by=by, deed="agreement.edited", op=op, device=device) as book:
        edited = book.change(agreement, seen=seen, kind=kind, signed_on=signed_on, until_on=until_on)
        if edited.signed_on and edited.until_on and edited.until_on <= edited.signed_on:
            raise NotForward  # each day was right beside what its writer saw; merged they are not
        return edited


def add_implementer(
    *, by: Actor, programme: Programme, organisation: Organisation, territory: Territory, from_on: date | None = None,
    until_on: date | None = None, op: UUID | None = None, device: str = "",
) -> Implementer:  # fmt: skip
    """An organisation carries the programme out in a territory. Raises AlreadyImplements, PeriodBackwards."""
    require(by, "implementer.record", territory)
    with writing(territory, by=by, deed="implementer.recorded", op=op, device=device) as book:
        return book.create(Implementer(programme=programme, organisation=organisation, territory=territory, from_on=from_on, until_on=until_on))


def add_contact(
    *, by: Actor, organisation: Organisation, name: str, office: str = "", phone: str = "", op: UUID | None = None, device: str = ""
) -> OrganisationContact:
    """A person to call at an organisation, in the book of its territory. Raises NotAPhone."""
    require(by, "contact.record", organisation)
    with writing(organisation.territory, by=by, deed="contact.added", op=op, device=device) as book:
        contact = people.add_contact(by=by, territory=organisation.territory, name=name, office=office, phone=phone)
        return book.create(OrganisationContact(organisation=organisation, contact=contact))


def remove_contact(*, by: Actor, link: OrganisationContact, seen: int | None = None, op: UUID | None = None, device: str = "") -> None:
    """A person is no longer to be called there; the past stays readable. Raises ContactLocked, AlreadyMoved."""
    require(by, "contact.record", link)
    with writing(link.contact.territory, by=by, deed="contact.removed", op=op, device=device) as book:
        book.remove(link)
        people.remove_contact(by=by, contact=link.contact, seen=seen)


def load(*, by: Actor, text: str, op: UUID | None = None, device: str = "") -> Programme:
    """Load a founding document; what is there already stays, so the same file twice changes nothing.

    Raises FileUnreadable, FileWrong; then nothing was written.
    """
    told = founding.read(text)
    require(by, "programme.load", Territory.objects.get(pk=NATION))
    places = founding.territories(told)
    with writing(*places.values(), by=by, deed="programme.loaded", op=op, device=device) as book:
        return founding.Loading(book, places).all(told)
