"""What waits today, gathered from the rooms; a room that has something to remind of adds itself to ROOMS."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from desbumi.access.models import Account
from desbumi.access.policy import can, visible
from desbumi.desk import due as desk_due
from desbumi.desk.queries.places import own_villages
from desbumi.journeys import due as journeys_due
from desbumi.people import due as people_due
from desbumi.programme import due as programme_due
from desbumi.programme import queries as programme
from desbumi.programme.models import Place
from desbumi.territory.models import Territory
from desbumi.ui.due import Due

ROOMS: tuple[Any, ...] = (desk_due, people_due, journeys_due, programme_due)  # each has `due(user, day)` and `worded(user, day, rows)`
A_PAGE, COUNTED_FROM, MOST_AREAS = 50, 51, 60


def today(user: Account, day: date, *, area: str = "", page: str = "") -> dict[str, Any]:
    """What waits, worst and oldest first, one page of it; where it is much, how much waits in which area."""
    found = [each for room in ROOMS for each in room.due(user, day)]
    there = sorted((each for each in found if not area or each.place == area or each.place.startswith(f"{area}.")), key=lambda each: each.order)
    shown = Paginator(there, A_PAGE).get_page(page)
    return {
        "shown": shown,
        "rows": in_words(user, day, shown),
        "total": len(there),
        "late": sum(each.state == "stop" for each in there),
        "areas": areas(found)[: MOST_AREAS if len(found) >= COUNTED_FROM else 0],
    }


def in_words(user: Account, day: date, shown: Page[Due] | Sequence[Due]) -> list[Due]:
    """The rows of a page as a person reads them."""
    rows = list(shown)
    told = {(each.kind, each.thing): each for room in ROOMS for each in room.worded(user, day, rows)}
    return [told[each.kind, each.thing] for each in rows if (each.kind, each.thing) in told]


def areas(found: Sequence[Due]) -> list[tuple[Territory, int, int]]:
    """How much waits, and how much of it too long, by regency; by province where the regencies are too many to read."""
    length = 5 if len({each.place[:5] for each in found}) <= MOST_AREAS else 2
    all_of, late = Counter(each.place[:length] for each in found), Counter(each.place[:length] for each in found if each.state == "stop")
    named = Territory.objects.in_bulk(list(all_of))
    told = [(named[code], many, late[code]) for code, many in all_of.items() if code in named]
    return sorted(told, key=lambda each: (-each[2], -each[1], each[0].name)) if len(told) > 1 else []


def around(user: Account) -> dict[str, Any]:
    """What stands below the list: the board of those who see it, the own village of those who work in one."""
    if can(user, "board.see"):
        chosen = programme.chosen_programme(user, "")
        return {"board": programme.board(user, programme=chosen), "programme": chosen, "wanted": {"regency": "", "cohort": ""}}
    own = own_villages(user)
    return {"own": programme.rows(visible(user, Place).filter(village__in=own))}
