"""The page with which the day begins."""

import re
from typing import Any

from django.utils import timezone

from desbumi.access.policy import can
from desbumi.book.health import last
from desbumi.desk.queries import today as queries
from desbumi.pages import Request, page, query_of
from desbumi.territory.rules import CODE


@page("desk/today.html", may="programme.see")
def today(request: Request) -> dict[str, Any]:
    """What waits today: what, whose turn, where, since when; below it the board, or the own village."""
    area = request.GET.get("area", "")
    area = area if re.fullmatch(CODE, area) else ""
    day = timezone.localdate()
    return {
        "day": day,
        "area": area,
        "query": query_of({"area": area}),
        **queries.today(request.user, day, area=area, page=request.GET.get("page", "")),
        **queries.around(request.user),
        "health": last(),
        "may_hear": can(request.user, "book.verify") or can(request.user, "place.add"),
    }
