"""Deeds about accounts and assignments."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import require, roles_of
from desbumi.access.roles import ROLES
from desbumi.book import keys
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory

LINK_SALT = "desbumi.access.link"
LINK_DAYS = 7


class UnknownRole(Refusal):
    """A role that the design does not have."""

    code, status, field = "role.unknown", 422, "role"
    says = _("There is no role “%(role)s”.")
    way_forward = _("Choose one of: %(roles)s.")


class WrongLevel(Refusal):
    """A role of the village given in a regency, or the other way round."""

    code, status, field = "role.wrong_level", 422, "territory"
    says = _("%(role)s is not a role for %(place)s.")
    way_forward = _("Choose a place of the right level for this role.")


class NotYoursToGive(Refusal):
    """A role that whoever gives it may not give, or a role for oneself."""

    code, status, field = "role.not_yours_to_give", 403, "role"
    says = _("You cannot give this role, or not to yourself.")
    way_forward = _("Ask someone of the office above you.")


class BadName(Refusal):
    """A user name that cannot be typed on every keyboard."""

    code, status, field = "account.bad_name", 422, "name"
    says = _("“%(name)s” cannot be a user name.")
    way_forward = _("Use 2 to 40 small letters, digits, dots or hyphens, beginning with a letter.")


class NameTaken(Refusal):
    """Another account signs in with this name."""

    code, status, field = "account.name_taken", 422, "name"
    says = _("Someone already signs in with the name “%(name)s”.")
    way_forward = _("Choose another name, for instance with the village behind it.")


class AlreadyAssigned(Refusal):
    """The same role in the same territory from the same day."""

    code, status, constraint = "assignment.twice", 409, ("access_assignment_once",)
    says = _("This account already has that role there.")
    way_forward = _("Nothing needs to be done.")


class AlreadyEnded(Refusal):
    """An assignment that has ended."""

    code, status = "assignment.ended", 409
    says = _("This role has ended already.")
    way_forward = _("Give the role anew if it is needed again.")


class LinkSpent(Refusal):
    """A one-time link that was used, or is older than a week."""

    code, status = "link.spent", 410
    says = _("This link has been used, or it is older than a week.")
    way_forward = _("Ask whoever invited you for a new one.")


def invite(*, by: Actor, name: str, full_name: str, role: str, territory: Territory, op: UUID | None = None, device: str = "") -> Account:
    """Make an account with its first assignment. Raises BadName, NameTaken, and what `assign` raises.

    The account has no password: its owner sets one through the link that `link_for` makes.
    """
    require(by, "account.add", territory)
    name = name.strip().lower()
    if not re.fullmatch(r"[a-z][a-z0-9.-]{1,39}", name):
        raise BadName(name=name)
    if Account.objects.filter(name__iexact=name).exists():
        raise NameTaken(name=name)
    account = Account(name=name, full_name=full_name.strip()[:120] or name)
    account.set_unusable_password()
    keys.ensure([account.id])
    with transaction.atomic():
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            raise NameTaken(name=name) from None
        assign(by=by, account=account, role=role, territory=territory, op=op, device=device)
    return account


def assign(
    *, by: Actor, account: Account, role: str, territory: Territory, from_on: date | None = None, op: UUID | None = None, device: str = ""
) -> Assignment:
    """Give an account a role in a territory from today, or from a day.

    Raises UnknownRole, WrongLevel, NotYoursToGive, AlreadyAssigned.
    """
    require(by, "assignment.give", territory)
    if role not in ROLES:
        raise UnknownRole(role=role, roles=", ".join(ROLES))
    if territory.level not in ROLES[role].levels:
        raise WrongLevel(role=ROLES[role].name, place=territory.title)
    if isinstance(by, Account) and (by.pk == account.pk or not any(role in each.role_class.gives for each in roles_of(by))):
        raise NotYoursToGive
    with writing(territory, by=by, deed="assignment.given", op=op, device=device) as book:
        return book.create(Assignment(account=account, role=role, territory=territory, from_on=from_on or timezone.localdate()))


def end(*, by: Actor, assignment: Assignment, seen: int | None = None, op: UUID | None = None, device: str = "") -> Assignment:
    """End an assignment: today is its last day. Raises AlreadyEnded, AlreadyMoved."""
    require(by, "assignment.give", assignment)
    today = timezone.localdate()
    with writing(assignment.territory, by=by, deed="assignment.ended", op=op, device=device) as book:
        stored = assignment.refreshed()
        if stored.until_on is not None and stored.until_on <= today:
            raise AlreadyEnded
        return book.change(assignment, seen=seen, until_on=max(today, stored.from_on))


def choose_password(account: Account, password: str) -> None:
    """Set the first password through a one-time link; of two at once one is told that the link is spent. Raises LinkSpent."""
    before = account.password
    account.set_password(password)
    if Account.objects.filter(pk=account.pk, password=before).update(password=account.password) != 1:
        raise LinkSpent


def link_for(account: Account) -> str:
    """The token of a one-time sign-in link: spent when a password is set, at most seven days old."""
    return signing.dumps({"account": account.id.hex, "state": account.password[-12:]}, salt=LINK_SALT)


def account_of(token: str) -> Account:
    """The account that a one-time link is for. Raises LinkSpent."""
    try:
        told: dict[str, Any] = signing.loads(token, salt=LINK_SALT, max_age=LINK_DAYS * 86_400)
    except signing.BadSignature:
        raise LinkSpent from None
    account = Account.objects.filter(pk=told["account"]).first()
    if account is None or not account.is_active or account.password[-12:] != told["state"]:
        raise LinkSpent
    return account
