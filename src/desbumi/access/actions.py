"""Deeds about accounts and assignments."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import require
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


class NameTaken(Refusal):
    """Another account signs in with this name."""

    code, status, field = "account.name_taken", 422, "name"
    says = _("Someone already signs in with the name “%(name)s”.")
    way_forward = _("Choose another name, for instance with the village behind it.")


class AlreadyAssigned(Refusal):
    """The same role in the same territory from the same day."""

    code, status, constraint = "assignment.twice", 409, "access_assignment_once"
    says = _("This account already has that role there.")
    way_forward = _("Nothing needs to be done.")


class LinkSpent(Refusal):
    """A one-time link that was used, or is older than a week."""

    code, status = "link.spent", 410
    says = _("This link has been used, or it is older than a week.")
    way_forward = _("Ask whoever invited you for a new one.")


def invite(*, by: Actor, name: str, full_name: str, role: str, territory: Territory, op: UUID | None = None, device: str = "") -> Account:
    """Make an account with its first assignment. Raises UnknownRole, NameTaken.

    The account has no password: its owner sets one through the link that `link_for` makes.
    """
    require(by, "account.add", territory)
    if Account.objects.filter(name__iexact=name).exists():
        raise NameTaken(name=name)
    _known(role)
    account = Account(name=name.lower(), full_name=full_name)
    account.set_unusable_password()
    keys.ensure([account.id])
    with transaction.atomic():
        account.save(force_insert=True)
        assign(by=by, account=account, role=role, territory=territory, op=op, device=device)
    return account


def assign(
    *, by: Actor, account: Account, role: str, territory: Territory, from_on: date | None = None, op: UUID | None = None, device: str = ""
) -> Assignment:
    """Give an account a role in a territory from today, or from a day. Raises UnknownRole, AlreadyAssigned."""
    require(by, "assignment.give", territory)
    _known(role)
    with writing(territory, by=by, deed="assignment.given", op=op, device=device) as book:
        return book.create(Assignment(account=account, role=role, territory=territory, from_on=from_on or timezone.localdate()))


def end(*, by: Actor, assignment: Assignment, seen: int | None = None, op: UUID | None = None, device: str = "") -> Assignment:
    """End an assignment: from tomorrow it grants nothing. Raises AlreadyMoved."""
    require(by, "assignment.give", assignment)
    with writing(assignment.territory, by=by, deed="assignment.ended", op=op, device=device) as book:
        return book.change(assignment, seen=seen, until_on=timezone.localdate())


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


def _known(role: str) -> None:
    if role not in ROLES:
        raise UnknownRole(role=role, roles=", ".join(ROLES))
