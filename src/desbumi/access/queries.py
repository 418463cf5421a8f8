"""Questions about accounts and assignments."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import can, roles_of, visible
from desbumi.access.roles import ROLES, Role
from desbumi.book.actors import Actor
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory

LINK_LIVES = timedelta(days=7)


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


def is_in_hand(by: Actor, account: Account) -> bool:
    """Whether all that an account holds are roles that the actor may give, in places that the actor reaches; never one's own."""
    if not isinstance(by, Account):
        return True
    if by.pk == account.pk:
        return False
    gives = {role for each in roles_of(by) for role in each.role_class.gives}
    held = Assignment.objects.not_over().filter(account=account).select_related("territory").order_by("id")
    return all(each.role in gives and can(by, "assignment.give", each) for each in held)


def roles_to_give(by: Actor, territory: Territory) -> list[type[Role]]:
    """The roles that the actor may give in this territory, in the order of the house."""
    gives = {role for each in roles_of(by) for role in each.role_class.gives} if isinstance(by, Account) else set(ROLES)
    return [role for code, role in ROLES.items() if code in gives and territory.level in role.levels]


def link_ends(account: Account) -> datetime | None:
    """Until when the account's one-time link opens, in UTC; None when it was used or the account is closed."""
    return None if account.has_usable_password() or account.closed_at else account.invited_at + LINK_LIVES


def locked(accounts: Iterable[UUID]) -> set[UUID]:
    """Which of these accounts have a second factor."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return set(Authenticator.objects.filter(user__in=list(accounts), type__in=kinds).order_by("id").values_list("user_id", flat=True))


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """How actors of the book are called: UUID hex, `system` or `visitor` → a name."""
    words = {"system": _("Desbumi"), "visitor": _("a visitor")}
    ids = {actor for actor in actors if actor not in words}
    return words | {account.id.hex: account.full_name for account in Account.objects.filter(pk__in=ids)}
