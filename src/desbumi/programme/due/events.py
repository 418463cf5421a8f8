"""What waits of events: those that come near, those that are over and not complete, the next visit, commitments, targets whose day comes near."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desbumi.access.policy import can, reached, visible
from desbumi.book.actors import Actor
from desbumi.programme.models import Commitment, Event, Target
from desbumi.programme.rules import events as rules
from desbumi.programme.rules import promises
from desbumi.ui.due import Due

SOON = timedelta(days=30)  # before a target's last day


def due(user: Actor, day: date) -> list[Due]:
    """Events, visits, commitments and targets where the user works, without words and without an order."""
    return [*_events(user, day), *_visits(user, day), *_commitments(user, day), *_targets(user, day)]


def _events(user: Actor, day: date) -> list[Due]:
    rows = reached(user, "event.record", Event.objects.filter(status__in=rules.OPEN, starts_on__lte=day + rules.SOON)).exclude(kind="visit")
    found = []
    for pk, code, status, first, last in rows.order_by("pk").values_list("pk", "territory_id", "status", "starts_on", "ends_on"):
        told = rules.waits(status, first, last, day)
        if told:
            found.append(Due(told[1], told[0], code, "event_open" if day > last else "event_soon", pk))
    return found


def _visits(user: Actor, day: date) -> list[Due]:
    """The next day that was agreed at the newest visit to a village."""
    rows = reached(user, "event.record", Event.objects.filter(kind="visit", next_on__isnull=False, next_on__lte=day + rules.SOON))
    newest: dict[str, tuple[Any, Any]] = {}
    for pk, code, on in rows.order_by("starts_on", "pk").values_list("pk", "territory_id", "next_on"):
        newest[code] = (pk, on)
    later = dict(Event.objects.filter(kind="visit", territory__in=newest).order_by("starts_on", "pk").values_list("territory_id", "pk"))
    return [Due(on, "watch" if on <= day else "good", code, "visit_next", pk) for code, (pk, on) in newest.items() if later.get(code) == pk]


def _commitments(user: Actor, day: date) -> list[Due]:
    rows = reached(user, "commitment.record", visible(user, Commitment).filter(status="open", due_on__lte=day + promises.SOON))
    return [Due(on, promises.waits(on, day), code, "commitment", pk) for pk, code, on in rows.order_by("pk").values_list("pk", "territory_id", "due_on")]


def _targets(user: Actor, day: date) -> list[Due]:
    rows = reached(user, "target.set", Target.objects.filter(dropped_because="", is_reached=False, due_on__lte=day + SOON))
    told = rows.order_by("pk").values_list("pk", "place__village_id", "due_on")
    return [Due(on, "stop" if on < day else "watch", code, "target", pk) for pk, code, on in told]


def worded(user: Actor, day: date, shown: Iterable[Due]) -> list[Due]:
    """These rows in words, in their order; what is gone meanwhile, and rows of other rooms, are left out."""
    wanted = list(shown)
    keys: dict[str, list[Any]] = {"event": [], "visit": [], "commitment": [], "target": []}
    for each in wanted:
        kind = each.kind.partition("_")[0]
        if kind in keys and each.thing:
            keys[kind].append(each.thing)
    known: dict[Any, Any] = {}
    if keys["event"] or keys["visit"]:
        known |= visible(user, Event).select_related("territory").in_bulk(keys["event"] + keys["visit"])
    if keys["commitment"]:
        known |= visible(user, Commitment).select_related("territory").in_bulk(keys["commitment"])
    if keys["target"]:
        known |= visible(user, Target).filter(Q(pk__in=keys["target"])).select_related("indicator", "place__village").in_bulk()
    return [_worded(user, each, known[each.thing], day) for each in wanted if each.thing in known and each.kind.partition("_")[0] in keys]


def _worded(user: Actor, each: Due, thing: Any, day: date) -> Due:
    on = date_format(each.on, "j F Y")
    left = (each.on - day).days
    unit = _("days left") if left > 0 else _("days")
    told = replace(each, url=thing.get_absolute_url(), days=abs(left), unit=unit, go=thing.get_absolute_url(), whose=_("you"))
    if each.kind == "event_soon":
        return replace(told, title=thing.title, what=_("It is held on %(day)s.") % {"day": on})
    if each.kind == "event_open":
        return replace(
            told,
            title=thing.title,
            what=_("It is over since %(day)s, and not complete yet.") % {"day": on},
            go=reverse("programme_file", args=[thing.pk]) if can(user, "activity.see", thing) else told.url,
        )
    if each.kind == "visit_next":
        return replace(
            told,
            title=thing.territory.title,
            what=_("The next visit was agreed for %(day)s.") % {"day": on},
            go=reverse("programme_visit") + f"?village={thing.territory_id}",
        )
    if each.kind == "commitment":
        return replace(told, title=thing.what, what=_("Promised by %(whose)s until %(day)s.") % {"whose": thing.whose, "day": on}, whose=thing.whose)
    return replace(
        told,
        title=str(thing),
        what=_("%(village)s: the target is for %(day)s.") % {"village": thing.place.village.title, "day": on},
        whose=thing.answers_for_it,
    )
