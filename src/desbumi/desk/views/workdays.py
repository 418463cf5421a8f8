"""Work days: announced beforehand, they raise the day's budget of persons."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from desbumi.access import actions
from desbumi.access.reading import DAILY
from desbumi.desk.forms import AnnounceWorkDay
from desbumi.desk.queries import people as queries
from desbumi.pages import Request, Response, back_to, deed, page, paginate


@page("desk/workdays.html", may="workday.announce")
def work_days(request: Request, form: AnnounceWorkDay) -> dict[str, Any]:
    """Work days that were announced, and a form for another."""
    return {"shown": paginate(request, queries.work_days(request.user)), "daily": DAILY}


@deed(may="workday.announce", on=work_days)
def announce(request: Request, form: AnnounceWorkDay) -> Response:
    """Announce one."""
    actions.announce(by=request.user, **form.asked(), **request.deed)
    return back_to(request, reverse("desk_workdays"), _("Announced."))
