"""Questions about accounts and assignments."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access.models import Account, Assignment, FactorReset, Reading
from desbumi.access.policy import Scope, can, roles_of, visible
from desbumi.access.roles import ROLES, Reach, Role
from desbumi.book.actors import Actor
from desbumi.book.models import Entry
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory

LINK_LIVES = timedelta(days=7)
GIVE = "assignment.give"


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


def may_give(by: Actor, role: str, territory: Territory) -> bool:
    """Whether the actor may give, and end, this role there: one assignment must both give the role and reach the place."""
    if not isinstance(by, Account):
        return can(by, GIVE, territory)
    return can(by, GIVE, territory) and any(role in each.role_class.gives and _reaches(each, territory) for each in roles_of(by))


def _reaches(assignment: Assignment, territory: Territory) -> bool:
    reach = assignment.role_class.grants.get(GIVE)
    return reach is not None and Scope(assignment.territory_id, reach).holds(territory.code)


def held_by(account: Account) -> QuerySet[Assignment]:
    """All that an account holds now or will hold."""
    return Assignment.objects.not_over().filter(account=account).select_related("territory", "account").order_by("id")


def _last_held_by(account: Account) -> list[Assignment]:
    """What an account holds, or, when that is nothing, all that it ever held: it is still in the hand of those who look after that."""
    return list(held_by(account)) or list(Assignment.objects.filter(account=account).select_related("territory", "account").order_by("id"))


def is_in_hand(by: Actor, account: Account) -> bool:
    """Whether all that an account holds, or held, is the actor's to give; never one's own."""
    held = _last_held_by(account)
    return not (isinstance(by, Account) and by.pk == account.pk) and bool(held) and all(may_give(by, each.role, each.territory) for each in held)


def may_reset(by: Actor, account: Account) -> bool:
    """Whether the actor looks after the second factor of all that an account holds: theirs to give, or their own kind; never the own."""
    if not isinstance(by, Account) or by.pk == account.pk or account.closed_at is not None or by.closed_at is not None:
        return False
    held = _last_held_by(account)
    return bool(held) and all(can(by, "factor.reset", each) and (may_give(by, each.role, each.territory) or _is_peer(by, each)) for each in held)


def _is_peer(by: Account, held: Assignment) -> bool:
    """Whether the actor holds that very role there or above: two coordinators of one regency look after each other."""
    return any(mine.role == held.role and Scope(mine.territory_id, Reach.OWN_REGENCY).holds(held.territory_id) for mine in roles_of(by))


def is_being_reset(account: Account, by: Actor) -> bool:
    """Whether a reset of the account's second factor waits, or the actor took part in one within a week."""
    found = FactorReset.objects.filter(account=account, updated_at__gte=timezone.now() - LINK_LIVES).exclude(status="stopped").order_by("id")
    return any(each.is_open or by.id in (each.asked_by_id, each.confirmed_by_id) for each in found)


def has_renewed_link(account: Account, by: Actor) -> bool:
    """Whether the actor made a new link for the account within a week, or its link is open now: then the password is in play."""
    since = int((timezone.now() - LINK_LIVES).timestamp()) * 1_000_000
    held = [each.pk.hex for each in Assignment.objects.filter(account=account).order_by("id")]
    name = by.id if isinstance(by.id, str) else by.id.hex
    return not account.has_usable_password() or Entry.objects.filter(record__in=held, deed="account.link_renewed", actor=name, at__gte=since).exists()


def roles_to_give(by: Actor, territory: Territory) -> list[type[Role]]:
    """The roles that the actor may give in this territory, in the order of the house."""
    return [role for code, role in ROLES.items() if territory.level in role.levels and may_give(by, code, territory)]


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


def readings_of(records: Iterable[str]) -> list[tuple[datetime, str]]:
    """Who opened one of these records (UUID hex) in which hour, newest first: for whoever asks who used her data."""
    rows = Reading.objects.filter(deed="person.opened", record__in=list(records)).select_related("account").order_by("-hour", "account__full_name")
    return [(each.hour, each.account.full_name) for each in rows]
