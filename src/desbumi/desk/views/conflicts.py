"""Pages on which a person decides between two values."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed
from desbumi.book.conflicts import record_of
from desbumi.book.models import Conflict, Recorded
from desbumi.desk import actions, forms
from desbumi.desk.queries import conflicts as queries
from desbumi.pages import Request, Response, back_to, deed, page, paginate


@page("desk/conflicts.html", may="conflict.see")
def waiting(request: Request) -> dict[str, Any]:
    """What waits for a decision, oldest first."""
    return {"shown": paginate(request, queries.waiting(request.user))}


@page("desk/conflict.html", may="conflict.see", trace="conflict.opened")
def conflict(request: Request, conflict: Conflict, form: forms.Decide) -> dict[str, Any]:
    """One field that two people wrote differently: both values, who wrote which and when."""
    record = _record(request, conflict)
    return {"sides": queries.sides(conflict, record)}


@deed(may="conflict.see", on=conflict)
def decide(request: Request, conflict: Conflict, form: forms.Decide) -> Response:
    """Decide."""
    record = _record(request, conflict)
    decided = actions.decide(by=request.user, conflict=conflict, **form.asked(), **request.deed, **request.seen)
    says = _("It is changed to what was offered.") if decided.choice == "offered" else _("It stays as it is. What was offered is in the history.")
    return back_to(request, record, says)


def _record(request: Request, conflict: Conflict) -> Recorded:
    record = record_of(conflict)
    if record is None:
        raise actions.NothingToDecide
    if not queries.may_decide(request.user, record):
        raise NotAllowed
    return record
