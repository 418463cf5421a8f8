"""Pages and deeds about rights over data, breaches, and lists that leave the house."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed
from desbumi.pages import Request, Response, back_to, deed, page, paginate
from desbumi.papers.answers import attachment
from desbumi.people import actions, lists
from desbumi.people.forms import rights as forms
from desbumi.people.models import Export, Person, RightsRequest
from desbumi.people.queries import rights as queries

OPENED = "person.opened"


@page("people/requests.html", may="request.see")
def requests(request: Request) -> dict[str, Any]:
    """What people asked about their data, and breaches: each with its clock."""
    return {"shown": paginate(request, queries.requests(request.user))}


@page("people/right.html", may="request.record", trace=OPENED)
def asking_right(request: Request, person: Person, form: forms.AskRight) -> dict[str, Any]:
    """What a person may ask, and by when it is answered."""
    return {}


@deed(may="request.record", on=asking_right)
def ask_right(request: Request, person: Person, form: forms.AskRight) -> Response:
    """Record it; the clock runs."""
    asked = actions.ask_right(by=request.user, person=person, **form.asked(), **request.deed)
    return back_to(request, asked, _("Recorded. The law gives three days for the answer."))


@page("people/request.html", may="request.see", trace=OPENED)
def rights_request(request: Request, request_about: RightsRequest) -> dict[str, Any]:
    """One request: what was asked, until when, what was done."""
    return {"about": request_about, **queries.request(request.user, request_about)}


@page("people/answer.html", may="request.record", trace=OPENED)
def answering(request: Request, request_about: RightsRequest, form: forms.AnswerRight) -> dict[str, Any]:
    """Say what was done."""
    return {"about": request_about}


@deed(may="request.record", on=answering)
def answer(request: Request, request_about: RightsRequest, form: forms.AnswerRight) -> Response:
    """Keep what was done; the clock stops."""
    done = actions.answer_right(by=request.user, request=request_about, **form.asked(), **request.deed, **request.seen)
    return back_to(request, done, _("Recorded as done."))


@page("people/refuse.html", may="request.record", trace=OPENED)
def refusing(request: Request, request_about: RightsRequest, form: forms.RefuseRight) -> dict[str, Any]:
    """Refuse, on a ground of the law."""
    return {"about": request_about}


@deed(may="request.record", on=refusing)
def refuse(request: Request, request_about: RightsRequest, form: forms.RefuseRight) -> Response:
    """Keep the refusal; the clock stops."""
    done = actions.refuse_right(by=request.user, request=request_about, **form.asked(), **request.deed, **request.seen)
    return back_to(request, done, _("Recorded as refused."))


@page("people/breach.html", may="request.record")
def reporting_breach(request: Request, form: forms.ReportBreach) -> dict[str, Any]:
    """Data got into wrong hands, or lost: what the law asks within three days."""
    return {}


@deed(may="request.record", on=reporting_breach)
def report_breach(request: Request, form: forms.ReportBreach) -> Response:
    """Record it; the clock runs."""
    return back_to(
        request, actions.report_breach(by=request.user, **form.asked(), **request.deed), _("Recorded. Three days to tell the people and the authority.")
    )


@page("people/export.html", may="person.export")
def exporting(request: Request, form: forms.ExportPeople) -> dict[str, Any]:
    """A list for others: for what, and for whom; and those that were made before."""
    return {"made": queries.exports(request.user)[:20]}


@deed(may="person.export", on=exporting)
def export(request: Request, form: forms.ExportPeople) -> Response:
    """Record that a list leaves the house."""
    made = actions.export(by=request.user, **form.asked(), **request.deed)
    return back_to(request, made, _("The list is ready. That it was made, for whom and what for, stands in the book."))


@page("people/exported.html", may="export.see")
def exported(request: Request, export: Export) -> dict[str, Any]:
    """A list that left the house: for whom, of how many."""
    return {"is_own": export.by == request.user.pk}


@page("people/exported.html", may="person.export")
def export_file(request: Request, export: Export) -> Response:
    """The list as a spreadsheet, for whoever asked for it, as consent stands now."""
    if export.by != request.user.pk:
        raise NotAllowed
    made = lists.spreadsheet(queries.rows_of(request.user, export), export)
    return attachment(made, lists.XLSX, _("residents-%(code)s-%(day)s.xlsx") % {"code": export.territory_id, "day": export.territory.today.isoformat()})
