"""Questions about accounts and assignments."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import visible
from desbumi.book.actors import Actor
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory


class UnknownAccount(Refusal):
    """No account signs in with that name."""

    code, status = "account.unknown", 422
    says = gettext_lazy("No account has the name “%(name)s”.")
    way_forward = gettext_lazy("Make one first: desbumi user add NAME --role ROLE --territory CODE.")


def account_named(name: str) -> Account:
    """The account of that name. Raises UnknownAccount."""
    account = Account.objects.filter(name__iexact=name, closed_at__isnull=True).first()
    if account is None:
        raise UnknownAccount(name=name)
    return account


def staff_of(user: Actor, *territories: Territory) -> QuerySet[Assignment]:
    """Who holds which role in these territories today, as far as the user may see it."""
    there = Assignment.objects.in_force().filter(territory__in=[place.code for place in territories])
    return visible(user, there).select_related("account", "territory").order_by("territory_id", "role", "account__full_name")


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """How actors of the book are called: UUID hex, `system` or `visitor` → a name."""
    words = {"system": _("Desbumi"), "visitor": _("a visitor")}
    ids = {actor for actor in actors if actor not in words}
    return words | {account.id.hex: account.full_name for account in Account.objects.filter(pk__in=ids)}
