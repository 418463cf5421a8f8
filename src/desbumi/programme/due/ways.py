"""What waits in the programme: the next step of each village's way, and agreements that end or lack something.

Counted bare for all that the user sees, in two questions; put into words for the rows of one page alone.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desbumi.access.policy import reached, visible
from desbumi.book.actors import Actor
from desbumi.programme.models import Agreement, Place
from desbumi.programme.rules.way import STAGES, agreement_waits, open_steps, waits
from desbumi.territory.rules import NATION
from desbumi.ui.due import Due


def due(user: Actor, day: date) -> list[Due]:
    """What waits where the user sees the programme, without words and without an order. A village that rests waits for nothing."""
    return [*_ways(user, day), *_agreements(user, day)]


def _ways(user: Actor, day: date) -> list[Due]:
    found = visible(user, Place).filter(paused_on__isnull=True).exclude(stage=STAGES[-1]).annotate(moved=Max("steps__created_at"))
    rows = found.order_by("pk").values_list("pk", "village_id", "created_at", "moved")
    since = ((pk, code, timezone.localdate(max(created, moved or created))) for pk, code, created, moved in rows)
    return [Due(on, waits(on, day), code, "step", pk) for pk, code, on in since]


def _agreements(user: Actor, day: date) -> list[Due]:
    """Of the agreements where the user works; those above are another's to extend."""
    rows = reached(user, "programme.see", visible(user, Agreement)).exclude(status="ended").order_by("pk")
    found = []
    for pk, code, status, signed_on, until_on, created in rows.values_list("pk", "territory_id", "status", "signed_on", "until_on", "created_at"):
        told = agreement_waits(status=status, signed_on=signed_on, until_on=until_on, recorded_on=timezone.localdate(created), day=day)
        if told:
            found.append(Due(told[1], told[2], code, f"agreement_{told[0]}", pk))
    return found


def worded(user: Actor, day: date, shown: Iterable[Due]) -> list[Due]:
    """These rows in words, in their order; what is gone meanwhile, and rows of other rooms, are left out."""
    wanted = list(shown)
    steps = [each.thing for each in wanted if each.kind == "step" and each.thing]
    others = [each.thing for each in wanted if each.kind.startswith("agreement_") and each.thing]
    places = Place.objects.select_related("village").prefetch_related("steps").in_bulk(steps)
    agreements = Agreement.objects.select_related("territory").in_bulk(others)
    mine = set(reached(user, "step.record", Place.objects.filter(pk__in=steps)).values_list("pk", flat=True))
    led = set(reached(user, "agreement.record", Agreement.objects.filter(pk__in=others)).values_list("pk", flat=True))
    found = []
    for each in wanted:
        if each.thing in places:
            found.append(_step(each, places[each.thing], day, is_mine=each.thing in mine))
        elif each.thing in agreements:
            found.append(_agreement(each, agreements[each.thing], day, is_mine=each.thing in led))
    return found


def _step(each: Due, place: Any, day: date, *, is_mine: bool) -> Due:
    kinds = open_steps(place.stage, {step.kind for step in place.steps.all()})
    kind = kinds[0] if kinds else None
    badge = {"stop": _("no step for 60 days"), "watch": _("no step for 30 days")}.get(each.state, "")
    return replace(
        each, title=place.village.title, url=place.get_absolute_url(), what=kind.name if kind else _("Nothing stands open."), whose=kind.owner if kind else "",
        badge=badge, go=reverse("programme_step", args=[place.pk, kind.key]) if kind and is_mine else "", days=max((day - each.on).days, 0), unit=_("days"),
    )  # fmt: skip


def _agreement(each: Due, agreement: Any, day: date, *, is_mine: bool) -> Due:
    told = {"kind": agreement.get_kind_display().capitalize(), "day": date_format(each.on, "j F Y")}
    what = {
        "agreement_ended": _("%(kind)s: its last day was %(day)s, and no extension is recorded."),
        "agreement_ends": _("%(kind)s: it ends on %(day)s."),
        "agreement_drafted": _("%(kind)s: being drafted since %(day)s."),
        "agreement_undated": _("%(kind)s: on which day it was signed is not known yet."),
    }[each.kind] % told
    left = (each.on - day).days
    where = (
        reverse("programme_date_agreement", args=[agreement.pk]) if each.kind in ("agreement_drafted", "agreement_undated") else agreement.get_absolute_url()
    )
    return replace(
        each, title=agreement.territory.title, url=agreement.get_absolute_url(), what=what, days=abs(left), unit=_("days left") if left > 0 else _("days"),
        whose=_("programme manager") if agreement.territory_id == NATION else _("coordinator"), go=where if is_mine else "",
    )  # fmt: skip
