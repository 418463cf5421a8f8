"""Pages and deeds of a person's journeys."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.journeys import actions
from desbumi.journeys.forms import journeys as forms
from desbumi.journeys.models import Contract, DocumentScan, Journey, Promise
from desbumi.journeys.queries import journeys as queries
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.papers.answers import download
from desbumi.people.models import Person

OPENED = "person.opened"


@page("journeys/part.html", may="person.record", trace=OPENED)
def adding(request: Request, person: Person, form: forms.AddJourney) -> dict[str, Any]:
    """A journey that is not recorded yet."""
    return {"title": _("Record a journey"), "whose": person, "back": person, "thing": person}


@deed(may="person.record", on=adding)
def add(request: Request, person: Person, form: forms.AddJourney) -> Response:
    """Record it."""
    return back_to(request, actions.add_journey(by=request.user, person=person, **form.asked(), **request.deed), _("Recorded."))


@page("journeys/journey.html", may="person.see", trace=OPENED)
def journey(request: Request, journey: Journey) -> dict[str, Any]:
    """One migration: where to, with which papers, what the family knows."""
    return queries.page_of(request.user, journey)


@page("journeys/part.html", may="person.record", trace=OPENED)
def changing(request: Request, journey: Journey, form: forms.ChangeJourney) -> dict[str, Any]:
    """What is known of a journey."""
    return _asked(form, journey, _("Change the journey"), queries.known_of(journey))


@deed(may="person.record", on=changing)
def change(request: Request, journey: Journey, form: forms.ChangeJourney) -> Response:
    """Keep it."""
    return back_to(request, actions.change_journey(by=request.user, journey=journey, **form.asked(), **request.deed, **request.seen), _("Recorded."))


@page("journeys/part.html", may="person.record", trace=OPENED)
def adding_document(request: Request, journey: Journey, form: forms.KeepDocument) -> dict[str, Any]:
    """A paper that is there."""
    return _asked(form, journey, _("Keep a paper"), {})


@deed(may="person.record", on=adding_document)
def keep_document(request: Request, journey: Journey, form: forms.KeepDocument) -> Response:
    """Keep the paper."""
    actions.keep_document(by=request.user, journey=journey, **form.asked(), **request.deed)
    return back_to(request, journey, _("Kept."))


@page("journeys/part.html", may="person.record", trace=OPENED)
def contract(request: Request, journey: Journey, form: forms.RecordContract) -> dict[str, Any]:
    """What stands in the contract."""
    found = Contract.objects.filter(journey=journey).first()
    return _asked(form, journey, _("The employment contract"), queries.known_of_contract(found)) | ({"thing": found} if found else {})


@deed(may="person.record", on=contract)
def record_contract(request: Request, journey: Journey, form: forms.RecordContract) -> Response:
    """Keep what stands in it."""
    actions.record_contract(by=request.user, journey=journey, **form.asked(), **request.deed, **request.seen)
    return back_to(request, journey, _("Kept."))


@page("journeys/part.html", may="person.record", trace=OPENED)
def hearing(request: Request, journey: Journey, form: forms.Hear) -> dict[str, Any]:
    """When the family last heard."""
    return _asked(form, journey, _("Has the family heard?"), queries.known_of(journey))


@deed(may="person.record", on=hearing)
def hear(request: Request, journey: Journey, form: forms.Hear) -> Response:
    """Keep it."""
    return back_to(request, actions.hear(by=request.user, journey=journey, **form.asked(), **request.deed, **request.seen), _("Recorded."))


@page("journeys/part.html", may="confided.tell", trace=OPENED)
def confiding(request: Request, journey: Journey, form: forms.Confide) -> dict[str, Any]:
    """Tell the regency's team alone."""
    return _asked(form, journey, _("Tell the regency’s team"), {})


@deed(may="confided.tell", on=confiding)
def confide(request: Request, journey: Journey, form: forms.Confide) -> Response:
    """Tell them; the village's pages say nothing of it."""
    actions.confide(by=request.user, journey=journey, **form.asked(), **request.deed)
    return back_to(request, journey, _("The regency’s team is told. Call the family, and tell nobody else."))


@page("journeys/part.html", may="person.record", trace=OPENED)
def promising(request: Request, journey: Journey, form: forms.MakePromise) -> dict[str, Any]:
    """The family is promised an answer."""
    return _asked(form, journey, _("Promise an answer"), {})


@deed(may="person.record", on=promising)
def promise(request: Request, journey: Journey, form: forms.MakePromise) -> Response:
    """Promise it."""
    actions.promise(by=request.user, journey=journey, **form.asked(), **request.deed)
    return back_to(request, journey, _("Promised: it stands on “Today” until the family has its answer."))


@page("journeys/part.html", may="person.record", trace=OPENED)
def answering(request: Request, promise: Promise, form: forms.AnswerPromise) -> dict[str, Any]:
    """The family gets its answer, even an empty one."""
    return _asked(form, promise.journey, _("Answer the family"), {}) | {"thing": promise, "asked": promise}


@deed(may="person.record", on=answering)
def answer(request: Request, promise: Promise, form: forms.AnswerPromise) -> Response:
    """Keep what they were told."""
    actions.answer(by=request.user, promise=promise, **form.asked(), **request.deed)
    return back_to(request, promise.journey, _("Kept. The promise is fulfilled."))


@page("journeys/journey.html", may="person.see", trace=OPENED)
def scan(request: Request, leaf: DocumentScan) -> Response:
    """A page of a paper, to save."""
    return download(leaf.file)


def _asked(form: Any, journey: Journey, title: str, known: dict[str, Any]) -> dict[str, Any]:
    form.initial = {**{name: value for name, value in known.items() if name in form.fields}, **form.initial}
    return {"title": title, "whose": journey.person, "back": journey, "thing": journey}
