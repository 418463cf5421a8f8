"""Announcing a day on which much is looked up. One deed and one op in the book."""

from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.models import WorkDay
from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory

FARTHEST = timedelta(days=60)
MOST = 500


class WorkDayOver(Refusal):
    """A day that is over, or far ahead."""

    code, status, field = "workday.over", 422, "on"
    says = _("A work day is announced beforehand, at most two months ahead.")
    way_forward = _("Choose a day from today on.")


class TooManyPersons(Refusal):
    """More than anyone can look at in a day."""

    code, status, field = "workday.too_many", 422, "persons"
    says = _("Nobody looks at more than %(most)s people in a day.")
    way_forward = _("Write how many persons more one of you opens on that day.")


def announce(*, by: Actor, territory: Territory, on: date, persons: int, reason: str, op: UUID | None = None, device: str = "") -> WorkDay:
    """On that day everyone with a role there, or within, may open so many persons more. Raises WorkDayOver, TooManyPersons."""
    require(by, "workday.announce", territory)
    if not territory.today <= on <= territory.today + FARTHEST:
        raise WorkDayOver
    if not 0 < persons <= MOST:
        raise TooManyPersons(most=MOST)
    with writing(territory, by=by, deed="workday.announced", op=op, device=device) as book:
        return book.create(WorkDay(territory=territory, on=on, persons=persons, reason=reason))
