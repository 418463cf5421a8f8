"""What waits at the desk itself: fields that two people wrote differently, second locks that wait for a second person, days on which very much was read."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desbumi.access.models import Account
from desbumi.access.policy import can
from desbumi.desk.queries.conflicts import waiting
from desbumi.desk.queries.people import opened_many, resets_waiting
from desbumi.ui.due import Due

TOLD_FOR = timedelta(days=2)  # on the page of today; on that of people a week


def due(user: Account, day: date) -> list[Due]:  # noqa: ARG001 -- what waits for a decision waits on any day
    """Conflicts and resets that wait for this user, without words and without an order."""
    found: list[tuple[str, Any]] = [("conflict", each) for each in waiting(user)]
    if can(user, "factor.reset"):
        found += [("reset", each) for each in resets_waiting(user) if each.asked_by_id != user.pk]
    told = [Due(timezone.localdate(each.created_at), "watch", each.territory_id, kind, each.pk) for kind, each in found]
    if can(user, "roster.see"):
        many = opened_many(user, since=timezone.now() - TOLD_FOR)
        told += [Due(timezone.localdate(when), "watch", where, "many", account.pk) for account, when, where in many]
    return told


def worded(user: Account, day: date, shown: Iterable[Due]) -> list[Due]:
    """These rows in words, in their order; what is decided meanwhile, and rows of other rooms, are left out.

    Whose second lock it is, and who opened very many, stands on the page of people alone.
    """
    wanted = [each for each in shown if each.kind in ("conflict", "reset", "many")]
    conflicts = waiting(user).in_bulk([each.thing for each in wanted if each.kind == "conflict"])
    people = reverse("desk_people")
    found = []
    for each in wanted:
        told = replace(each, whose=_("you"), days=max((day - each.on).days, 0), unit=_("days"))
        if each.kind == "reset":
            what = _("Someone lost it; it is set anew when a second person agrees.")
            found.append(replace(told, title=_("A second lock"), url=people, what=what, go=people))
        elif each.kind == "many":
            what = _("Someone opened very many people, or asked for very many, on one day.")
            found.append(replace(told, title=_("People and roles"), url=people, what=what, go=people))
        elif conflict := conflicts.get(each.thing):
            url, what = conflict.get_absolute_url(), _("Two people wrote the same field differently.")
            found.append(replace(told, title=conflict.territory.title, url=url, what=what, go=url))
    return found
