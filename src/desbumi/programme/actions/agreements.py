"""What people do about understandings and working agreements. Each function is one deed and one op in the book."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.programme.models import (
    Agreement,
    AgreementExtension,
    AgreementParty,
    AgreementScope,
    Implementer,
    Organisation,
    Place,
    Programme,
)
from desbumi.refusals import AlreadyMoved, NotNow, Refusal
from desbumi.territory.models import Territory


class NotYetPast(Refusal):
    """A date in the future for something that was done."""

    code, status, field = "date.in_the_future", 422, "done_on"
    says = _("That day is still to come.")
    way_forward = _("Write the day on which it was done, today at the latest.")


class NotForward(Refusal):
    """An agreement or extension that ends before it begins."""

    code, status, field, constraint = "agreement.not_forward", 422, "until_on", ("programme_extension_forward", "programme_agreement_forward")
    says = _("It would end before it was signed.")
    way_forward = _("Write a last day after the day of signing.")


def sign(by: Actor, place: Place, signed_on: date) -> None:
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
    with writing(agreement.territory, by=by, deed="agreement.edited", op=op, device=device) as book:
        return book.change(agreement, seen=seen, kind=kind, signed_on=signed_on, until_on=until_on)  # merged with another's, two right days may be wrong
