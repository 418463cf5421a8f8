"""What waits of journeys: papers that run out, families without news longer than usual, answers that were promised."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desbumi.access.models import Account
from desbumi.access.policy import reached, visible
from desbumi.journeys.models import Document, Import, Journey, Promise
from desbumi.journeys.rules import hearing
from desbumi.journeys.rules.stages import ABROAD, OVER
from desbumi.ui.due import Due

RECORD = "person.record"


def due(user: Account, day: date) -> list[Due]:
    """Papers, silences, promises and sheets where the user works, without words and without an order."""
    return [*_papers(user, day), *_silences(user, day), *_promises(user, day), *_sheets(user)]


def _papers(user: Account, day: date) -> list[Due]:
    rows = reached(user, RECORD, Document.objects.filter(until__lte=day + hearing.SOON, journey__person__is_locked=False)).exclude(journey__stage__in=OVER)
    told = rows.order_by("until", "id").values_list("pk", "until", "journey__person__village_id")
    return [Due(until, "stop" if until < day else "watch", place, "journey_paper", pk) for pk, until, place in told if until]


def _silences(user: Account, day: date) -> list[Due]:
    """Journeys of which the family has heard nothing longer than is usual for it."""
    rows = reached(user, RECORD, Journey.objects.filter(stage__in=ABROAD, silent_on__lt=day))
    told = rows.order_by("silent_on", "id").values_list("pk", "silent_on", "person__village_id")
    return [Due(since, "stop", place, "journey_silent", pk) for pk, since, place in told if since]


def _promises(user: Account, day: date) -> list[Due]:
    still = Promise.objects.filter(answered_on__isnull=True, due_on__lte=day + hearing.PROMISE_SOON, journey__person__is_locked=False)
    told = reached(user, RECORD, still).order_by("due_on", "id").values_list("pk", "due_on", "journey__person__village_id")
    return [Due(until, "stop" if until <= day else "watch", place, "journey_promise", pk) for pk, until, place in told]


def _sheets(user: Account) -> list[Due]:
    """Sheets of which rows need a look, or that wait to be agreed to."""
    rows = reached(user, "people.import", Import.objects.filter(Q(status="brought") | Q(status="done", needs_a_look__gt=0)))
    told = rows.order_by("created_at", "id").annotate(place=F("territory_id")).values_list("pk", "created_at", "place")
    return [Due(since.date(), "watch", place, "sheet", pk) for pk, since, place in told]


def worded(user: Account, day: date, shown: Iterable[Due]) -> list[Due]:
    """These rows in words, in their order; what is gone meanwhile, and rows of other rooms, are left out."""
    rows = [each for each in shown if each.thing and each.kind in ("journey_paper", "journey_silent", "journey_promise", "sheet")]
    ids: dict[str, list[Any]] = {}
    for each in rows:
        ids.setdefault(each.kind, []).append(each.thing)
    papers = visible(user, Document).select_related("journey__person").in_bulk(ids.get("journey_paper", []))
    journeys = visible(user, Journey).select_related("person").in_bulk(ids.get("journey_silent", []))
    promises = visible(user, Promise).select_related("journey__person").in_bulk(ids.get("journey_promise", []))
    sheets = visible(user, Import).select_related("territory").in_bulk(ids.get("sheet", []))
    found = []
    for each in rows:
        told = _told(each, day, papers, journeys, promises, sheets)
        if told is not None:
            found.append(told)
    return found


def _told(each: Due, day: date, papers: Any, journeys: Any, promises: Any, sheets: Any) -> Due | None:
    thing = {"journey_paper": papers, "journey_silent": journeys, "journey_promise": promises, "sheet": sheets}[each.kind].get(each.thing)
    if thing is None:
        return None
    apart = abs((each.on - day).days)
    left = _("days too late") if each.on < day else _("days left")
    if each.kind == "sheet":
        return _filled(each, thing.territory.title, thing.get_absolute_url(), _("A sheet waits: look at its rows."), apart, _("days"))
    journey = thing if each.kind == "journey_silent" else thing.journey
    name, url = str(journey.person), journey.get_absolute_url()
    if each.kind == "journey_paper":
        what = _("%(paper)s runs out.") if each.on >= day else _("%(paper)s has run out.")
        return _filled(each, name, url, what % {"paper": capfirst(str(thing))}, apart, left)
    if each.kind == "journey_promise":
        what = _("%(who)s was promised an answer.") % {"who": thing.to_whom}
        return replace(_filled(each, name, url, what, apart, left), go=reverse("journeys_answer", args=[thing.pk]))
    return _filled(each, name, url, _("Longer without news than usual. Call the family."), apart, _("days"))


def _filled(each: Due, title: str, url: str, what: str, days: int, unit: str) -> Due:
    return replace(each, title=title, url=url, what=what, whose=_("you"), go=url, days=days, unit=unit)
