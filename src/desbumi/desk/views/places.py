"""Pages of places: where work begins, a village, a regency."""

from typing import Any

from django.http import HttpResponseRedirect
from django.urls import reverse

from desbumi.access.policy import NotAllowed, can, vetoed
from desbumi.desk.queries import places as queries
from desbumi.pages import Request, Response, page, paginate, to_the_door
from desbumi.programme.models import Stage
from desbumi.territory.models import Level, Territory
from desbumi.ui.house import PARTS


def home(request: Request) -> Response:
    """Where each role's work begins: what waits today, or the counts."""
    if not request.user.is_authenticated:
        return to_the_door(request)
    if refusal := vetoed(request.user, "home"):
        return HttpResponseRedirect(reverse(refusal.leads_to))
    if can(request.user, "programme.see"):
        return HttpResponseRedirect(reverse("desk_today"))
    first = next((name for may, name in (("counts.see", "programme_nation"), ("roster.see", "desk_people")) if can(request.user, may)), "usersessions_list")
    return HttpResponseRedirect(reverse(first))


@page("desk/village.html", may="village.see")
def own_village(request: Request) -> Response:
    """The village in which the account holds its role; with several, the first by name."""
    found = queries.own_villages(request.user)
    if not found:
        raise NotAllowed
    return HttpResponseRedirect(reverse("desk_village", args=[found[0].code]))


@page("desk/village.html", may="programme.see")
def village(request: Request, village: Territory) -> dict[str, Any]:
    """A village: its house, its way through each programme, its people, its history."""
    only(village, Level.VILLAGE)
    return {
        "stages": Stage.choices,
        "parts": PARTS,
        "may_add": can(request.user, "place.add", village),
        "may_see_regency": can(request.user, "board.see", village),
        "roster_of": _roster_of(request, village),
        **queries.village(request.user, village),
    }


@page("desk/history.html", may="programme.see")
def history(request: Request, village: Territory) -> dict[str, Any]:
    """All that happened to a village's place in its programmes."""
    only(village, Level.VILLAGE)
    shown = paginate(request, queries.happened(village))
    return {"shown": shown, **queries.told(shown)}


@page("desk/regency.html", may="programme.see")
def regency(request: Request, regency: Territory) -> dict[str, Any]:
    """A regency: who carries the programme out, its villages by cohort, the agreement above it."""
    only(regency, Level.REGENCY)
    return {"roster_of": _roster_of(request, regency), **queries.regency(request.user, regency)}


def _roster_of(request: Request, place: Territory) -> str:
    """The place whose roster the user may open; empty when there is none for this account."""
    return str(place.code) if can(request.user, "roster.see", place) else ""


def only(place: Territory, level: Level) -> None:
    """A page for places of one level is absent for all others."""
    if place.level != level:
        raise NotAllowed
