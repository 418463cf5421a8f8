"""What waits in the room of people: erasures for a second person or for copies of the keys, requests with their clock, two who are perhaps one.

Whom an erasure is about stands on its own page alone.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desbumi.access.models import Account
from desbumi.access.policy import can, reached, visible
from desbumi.people.models import Erasure, RightsRequest
from desbumi.people.queries.erasures import CONFIRM, confirmable
from desbumi.people.queries.pairs import waiting
from desbumi.ui.due import Due


def due(user: Account, day: date) -> list[Due]:
    """Erasures that wait for this user, and what people asked about their data with its clock, without words and without an order."""
    locked = list(reached(user, CONFIRM, Erasure.objects.filter(status__in=("asked", "begun"), created_at__date__lte=day)).order_by("id"))
    found = confirmable(user, [each for each in locked if each.status == "asked"])
    found += [each for each in locked if each.status == "begun" and each.outstanding]
    erasures = [Due(timezone.localdate(each.created_at), "watch", each.territory_id, f"erasure_{each.status}", each.pk) for each in found]
    return [*erasures, *_requests(user, day), *_pairs(user)]


def _requests(user: Account, day: date) -> list[Due]:
    asked = reached(user, "request.record", RightsRequest.objects.filter(status="asked", asked_at__date__lte=day)).order_by("id")
    told = [(each, timezone.localdate(each.due_at)) for each in asked]
    return [Due(until, "stop" if until < day or each.is_late else "watch", each.territory_id, f"request_{each.kind}", each.pk) for each, until in told]


def _pairs(user: Account) -> list[Due]:
    """That two entries wait to be looked at: one row, however many they are."""
    if not can(user, "person.merge"):
        return []
    rows = waiting(user).filter(status="open").order_by("created_at", "id").values_list("pk", "created_at", "first__village_id")
    return [Due(timezone.localdate(since), "watch", place, "pairs", pair) for pair, since, place in rows[:1]]


def worded(user: Account, day: date, shown: Iterable[Due]) -> list[Due]:
    """These rows in words, in their order; what is gone meanwhile, and rows of other rooms, are left out."""
    wanted = [each for each in shown if each.thing]
    erasures = visible(user, Erasure).select_related("territory").in_bulk([each.thing for each in wanted if each.kind.startswith("erasure_")])
    requests = visible(user, RightsRequest).select_related("territory").in_bulk([each.thing for each in wanted if each.kind.startswith("request_")])
    what = {
        "erasure_asked": _("An erasure waits for a second person."), "erasure_begun": _("An erasure waits for copies of the keys."),
        "request_file": _("Someone asked for what is kept about her or him."), "request_correction": _("Someone asked for a correction."),
        "request_stop": _("Someone asked to stop using the data."), "request_breach": _("A breach: the people and the authority are to be told."),
    }  # fmt: skip
    found = []
    for each in wanted:
        if each.kind == "pairs":
            pairs, what_waits = reverse("people_pairs"), _("Two entries that are perhaps one person wait to be looked at.")
            days = max((day - each.on).days, 0)
            found.append(replace(each, title=_("Perhaps one person"), url=pairs, what=what_waits, whose=_("you"), go=pairs, days=days, unit=_("days")))
            continue
        thing: Erasure | RightsRequest | None = erasures.get(each.thing) or requests.get(each.thing)
        if thing is None:
            continue
        url = thing.get_absolute_url()
        told = replace(each, title=thing.territory.title, url=url, what=what[each.kind], whose=_("you"), go=url)
        is_clock = isinstance(thing, RightsRequest)
        days = abs((each.on - day).days) if is_clock else max((day - each.on).days, 0)
        unit = (_("days too late") if each.on < day else _("days left")) if is_clock else _("days")
        found.append(replace(told, days=days, unit=unit))
    return found
