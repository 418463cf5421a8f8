"""The page of a person of the register, gathered from all rooms."""

import json
from typing import Any

from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed
from desbumi.desk.queries import files
from desbumi.desk.queries import persons as queries
from desbumi.pages import Request, Response, page
from desbumi.papers import printing
from desbumi.papers.answers import attachment
from desbumi.people.models import Person, RightsRequest
from desbumi.people.queries import persons
from desbumi.territory.models import Territory


@page("desk/resident.html", may="person.see", trace="person.opened")
def resident(request: Request, person: Person) -> dict[str, Any]:
    """Who someone is, with whom, what is allowed, what is known and what is not, and what happened."""
    return queries.resident(request.user, person, whole=request.GET.get("history") == "all")


@page("desk/resident.html", may="request.record", trace="person.opened")
def person_file(request: Request, request_about: RightsRequest) -> Response:
    """The file that a person asked for: as a sheet, or for a machine. Only while that request is open, and three days after."""
    person = request_about.person
    if person is None or not request_about.may_make_file:
        raise NotAllowed
    name = _("data-of-a-person-%(day)s") % {"day": person.village.today.isoformat()}
    if request.GET.get("as") == "json":
        made = json.dumps(files.as_document(person), ensure_ascii=False, indent=1).encode()
        return attachment(made, "application/json", f"{name}.json")
    told = {**files.file_of(person), "words": files.words()}
    return printing.pdf(printing.sheet("person.typ", title=_("All that is kept about you"), place=person.village, told=told), f"{name}.pdf")


@page("desk/resident.html", may="person.see", trace="person.opened")
def visit_sheet(request: Request, person: Person) -> Response:
    """A sheet for a visit: what is known is printed, what is not has a line."""
    return _visit(person.village, files.visit_sheet(person))


@page("desk/resident.html", may="person.record")
def blank_visit_sheet(request: Request) -> Response:
    """A sheet for a visit, with nothing on it yet."""
    place = persons.villages_to_register_in(request.user).first()
    if place is None:
        raise NotAllowed
    return _visit(place, files.visit_sheet(None))


def _visit(place: Territory, told: dict[str, Any]) -> Response:
    return printing.pdf(
        printing.sheet("visit.typ", title=_("Visit sheet"), place=place, told=told), _("visit-sheet-%(day)s.pdf") % {"day": place.today.isoformat()}
    )
