"""Deeds about assignments: who holds which role where, from when until when."""

from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import require
from desbumi.access.queries import held_by, may_give
from desbumi.access.roles import ROLES
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory
from desbumi.territory.rules import NATION


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
    """A role that whoever gives or ends it may not, or one's own."""

    code, status, field = "role.not_yours_to_give", 403, "role"
    says = _("This role is not in your hand, or it is your own.")
    way_forward = _("Ask someone of the office above you.")


class AlreadyAssigned(Refusal):
    """The same role in the same territory from the same day."""

    code, status, constraint = "assignment.twice", 409, ("access_assignment_once",)
    says = _("This account already has that role there.")
    way_forward = _("Nothing needs to be done.")


class AlreadyClosed(Refusal):
    """An account that is closed."""

    code, status = "account.closed", 409
    says = _("This account is closed.")
    way_forward = _("Invite the person anew if an account is needed again.")


class EndsEarlier(Refusal):
    """An end that lies behind the one that is set: ending a role never prolongs it."""

    code, status, field = "assignment.ends_earlier", 422, "last_day"
    says = _("The role ends earlier already.")
    way_forward = _("Choose an earlier day. If it is needed longer, someone gives the role anew.")


class AlreadyEnded(Refusal):
    """An assignment that has ended."""

    code, status = "assignment.ended", 409
    says = _("This role has ended already.")
    way_forward = _("Give the role anew if it is needed again.")


class InThePast(Refusal):
    """A role from, or until, a day that is over: nobody acts yesterday."""

    code, status = "assignment.in_the_past", 422
    says = _("That day is over.")
    way_forward = _("Choose today or a day to come.")


class EndsBeforeItBegins(Refusal):
    """A role whose last day lies before its first."""

    code, status, field, constraint = "assignment.backward", 422, "until_on", ("access_assignment_forward",)
    says = _("The last day lies before the first.")
    way_forward = _("Choose a later last day, or leave it empty.")


class LastAdministrator(Refusal):
    """Without an administrator nobody can let anyone in."""

    code, status = "assignment.last_administrator", 409
    says = _("This is the last administrator who can sign in.")
    way_forward = _("First invite another administrator and wait until that person has signed in.")


def assign(
    *, by: Actor, account: Account, role: str, territory: Territory, from_on: date | None = None, until_on: date | None = None,
    op: UUID | None = None, device: str = "",
) -> Assignment:  # fmt: skip
    """Give an account a role in a territory from today, or from a day; for good, or until a last day.

    Raises UnknownRole, WrongLevel, NotYoursToGive, AlreadyClosed, AlreadyAssigned, InThePast, EndsBeforeItBegins.
    """
    require(by, "assignment.give", territory)
    if role not in ROLES:
        raise UnknownRole(role=role, roles=", ".join(ROLES))
    if territory.level not in ROLES[role].levels:
        raise WrongLevel(role=ROLES[role].name, place=territory.title)
    if isinstance(by, Account) and (by.pk == account.pk or not may_give(by, role, territory)):
        raise NotYoursToGive
    today = timezone.localdate()
    first = from_on or today
    if isinstance(by, Account) and first < today:
        raise InThePast
    if until_on is not None and until_on < first:
        raise EndsBeforeItBegins
    with writing(territory, by=by, deed="assignment.given", op=op, device=device) as book:
        if Account.objects.filter(pk=account.pk, closed_at__isnull=False).exists():
            raise AlreadyClosed
        held = held_by(account).filter(role=role, territory=territory)
        if any((until_on is None or each.from_on <= until_on) and (each.until_on is None or each.until_on >= first) for each in held):
            raise AlreadyAssigned
        return book.create(Assignment(account=account, role=role, territory=territory, from_on=first, until_on=until_on))


def end(
    *, by: Actor, assignment: Assignment, last_day: date | None = None, reason: str = "", seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Assignment:
    """End an assignment: at once, or with a last day, today or later.

    Raises AlreadyEnded, AlreadyMoved, InThePast, EndsBeforeItBegins, EndsEarlier, LastAdministrator, NotYoursToGive.
    """
    require(by, "assignment.give", assignment)
    if isinstance(by, Account) and by.pk != assignment.account_id and not may_give(by, assignment.role, assignment.territory):
        raise NotYoursToGive
    if last_day is not None and last_day < timezone.localdate():
        raise InThePast
    with writing(*books_of(assignment), by=by, deed="assignment.ended", op=op, device=device) as book:
        stored = Assignment.objects.select_related("account").get(pk=assignment.pk)
        if stored.state == "over":
            raise AlreadyEnded
        keep_an_administrator(stored)
        if last_day is not None and last_day < stored.from_on:
            raise EndsBeforeItBegins
        if last_day is not None and stored.until_on is not None and last_day > stored.until_on:
            raise EndsEarlier
        return book.change(assignment, seen=seen, ended_because=reason.strip() or stored.ended_because, **ending(stored, last_day))


def end_now(book: Writing, assignment: Assignment, reason: str) -> None:
    """End one assignment within a deed under way."""
    book.change(assignment, ended_because=reason, **ending(assignment, None))


def ending(assignment: Assignment, last_day: date | None) -> dict[str, Any]:
    """The fields of an end: a last day, or this moment."""
    if last_day is not None:
        return {"until_on": last_day}
    return {"until_on": max(timezone.localdate(), assignment.from_on), "ended_at": timezone.now()}


def books_of(*assignments: Assignment) -> set[Territory]:
    """The territories whose books a deed about these assignments opens.

    For administrators also the nation's: two who end each other at once wait for one another there.
    """
    found = {each.territory for each in assignments}
    return found | {Territory.objects.get(pk=NATION)} if any(each.role == "administrator" for each in assignments) else found


def keep_an_administrator(*ending: Assignment) -> None:
    """Raise LastAdministrator when nobody who can sign in would be left to let people in.

    A role that ends on a set day, and an account that was invited and has never signed in, do not count.
    """
    if all(each.role != "administrator" for each in ending):
        return
    others = Assignment.objects.in_force().filter(role="administrator", territory=NATION, until_on__isnull=True).exclude(pk__in=[each.pk for each in ending])
    if not any(each.account.has_usable_password() for each in others.select_related("account").order_by("id")):
        raise LastAdministrator
