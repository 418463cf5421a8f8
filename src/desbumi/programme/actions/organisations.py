"""Who carries a programme out, whom to call there, and the founding document that names them."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.people import actions as people
from desbumi.programme import founding
from desbumi.programme.models import (
    Implementer,
    Organisation,
    OrganisationContact,
    Programme,
)
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory
from desbumi.territory.rules import NATION


class AlreadyImplements(Refusal):
    """The organisation carries this programme out there already, from the same day."""

    code, status, field, constraint = "implementer.twice", 409, "organisation", ("programme_implementer_once", "programme_implementer_once_undated")
    says = _("This organisation already carries the programme out there.")
    way_forward = _("Nothing needs to be done.")


class PeriodBackwards(Refusal):
    """A period that ends before it begins."""

    code, status, field, constraint = "implementer.backwards", 422, "until_on", ("programme_implementer_forward",)
    says = _("The period would end before it begins.")
    way_forward = _("Write a last day after the first one, or leave it empty.")


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
