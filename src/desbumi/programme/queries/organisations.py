"""Organisations, and whom to call there."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from desbumi.access.policy import visible
from desbumi.book.actors import Actor
from desbumi.programme.models import (
    Agreement,
    AgreementParty,
    Implementer,
    Organisation,
    OrganisationContact,
)
from desbumi.territory.models import Territory
from desbumi.territory.rules import above


def organisation(user: Actor, of: Organisation) -> dict[str, Any]:
    """Everything about an organisation that its page shows."""
    agreed = AgreementParty.objects.filter(organisation=of).values("agreement")
    parties = AgreementParty.objects.select_related("organisation", "government_of").order_by("id")
    agreements = visible(user, Agreement).filter(pk__in=agreed).select_related("territory").prefetch_related(Prefetch("parties", parties))
    return {
        "works": visible(user, Implementer).filter(organisation=of).select_related("programme", "territory").order_by("territory__name", "id"),
        "agreements": agreements.order_by("-signed_on", "id"),
        "contacts": contacts(user, OrganisationContact.objects.filter(organisation=of)),
    }


def contacts(user: Actor, among: QuerySet[OrganisationContact]) -> QuerySet[OrganisationContact]:
    """Whom to call, as far as the user may see it; by organisation and name. Who is to be erased is not there."""
    rows = visible(user, among.filter(contact__is_locked=False))
    return rows.select_related("contact", "organisation").order_by("organisation__name", "contact__name", "id")


def contacts_around(user: Actor, place: Territory) -> QuerySet[OrganisationContact]:
    """Whom to call at the organisations that carry programmes out in a place or above it."""
    working = Implementer.objects.on(place.today).filter(territory__in=[place.code, *above(place.code)]).values("organisation")
    return contacts(user, OrganisationContact.objects.filter(organisation__in=working))
