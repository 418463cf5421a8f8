"""Pages and deeds of the register of people: finding, listing, adding, changing what is known."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed, can
from desbumi.pages import Request, Response, back_to, deed, page, paginate, query_of
from desbumi.papers.answers import download
from desbumi.people import actions
from desbumi.people.forms import persons as forms
from desbumi.people.models import Person, Unmasking
from desbumi.people.queries import finding, pairs, persons
from desbumi.people.rules.finding import asked
from desbumi.territory.models import Territory

OPENED, SEARCHED = "person.opened", "person.searched"
MOST_VILLAGES = 300  # offered to choose from
MOST_LISTED = 10_000  # rows that pages are counted to


@page("people/people.html#rows", may="person.see", trace=SEARCHED)
def people(request: Request) -> dict[str, Any]:
    """The register: find as one types, or page through the list."""
    wanted = forms.PeopleFilter(request.GET).asked()
    villages = list(persons.villages_to_register_in(request.user)[:MOST_VILLAGES])
    place = wanted["place"] or (villages[0].code if len(villages) == 1 else "")
    text = wanted.pop("text").strip()
    found = finding.find(request.user, text, territory=_named(place, villages)) if text else None
    rows = persons.listing(request.user, **{**wanted, "place": place}).select_related("village")
    return {
        "wanted": {**wanted, "text": text},
        "query": query_of(wanted),
        "used": sum(bool(wanted[name]) for name in ("hamlet", "sex", "age", "nik")) + bool(wanted["place"] and len(villages) != 1),
        "villages": villages if len(villages) > 1 else [],
        "hamlets": persons.hamlets(request.user, place) if place else [],
        "found": found,
        "is_short": found == [] and asked(text).is_too_short,
        "has_no_letter": found == [] and not any(letter.isalnum() for letter in text),
        "shown": paginate(request, rows, most=MOST_LISTED) if found is None else None,
        "may_add": bool(villages),
        "may_export": can(request.user, "person.export"),
    }


def _named(code: str, villages: list[Territory]) -> Territory | None:
    """The place that a list is narrowed to, if it is one."""
    return next((each for each in villages if each.code == code), None) or (Territory.objects.filter(pk=code).first() if code else None)


@page("people/add.html#alike", may="person.record", trace=SEARCHED)
def adding(request: Request, form: forms.AddPerson) -> dict[str, Any]:
    """Someone who is not in the register yet: few questions, and who might be the same."""
    village = form["village"].value() or form.fields["village"].initial
    place = _named(str(village or ""), list(persons.villages_to_register_in(request.user)[:MOST_VILLAGES]))
    typed = {name: str(form[name].value() or "") for name in ("name", "called", "sex", "born", "hamlet", "rt")}
    return {
        "hamlets": persons.hamlets(request.user, place.code) if place else [],
        "alike": pairs.alike_at_entry(request.user, place, **typed) if place and typed["name"] else [],
    }


@deed(may="person.record", on=adding)
def add(request: Request, form: forms.AddPerson) -> Response:
    """Register someone."""
    added = actions.add_person(by=request.user, **form.asked(), **request.deed)
    return back_to(request, added, _("Registered. What is not known yet can be added here at any time."))


@page("people/part.html", may="person.record", trace=OPENED)
def changing_names(request: Request, person: Person, form: forms.ChangeNames) -> dict[str, Any]:
    """Who it is."""
    return _shown(person, form, _("Name and birth"))


@deed(may="person.record", on=changing_names)
def change_names(request: Request, person: Person, form: forms.ChangeNames) -> Response:
    """Keep who it is."""
    return _changed(request, actions.change_names(by=request.user, person=person, **form.asked(), **request.deed, **request.seen))


@page("people/part.html", may="person.record", trace=OPENED)
def changing_address(request: Request, person: Person, form: forms.ChangeAddress) -> dict[str, Any]:
    """Where the person lives."""
    return _shown(person, form, _("Address")) | {"hamlets": persons.hamlets(request.user, person.village_id)}


@deed(may="person.record", on=changing_address)
def change_address(request: Request, person: Person, form: forms.ChangeAddress) -> Response:
    """Keep where the person lives."""
    return _changed(request, actions.change_address(by=request.user, person=person, **form.asked(), **request.deed, **request.seen))


@page("people/part.html", may="person.record", trace=OPENED)
def changing_numbers(request: Request, person: Person, form: forms.ChangeNumbers) -> dict[str, Any]:
    """NIK and phone number, if there are any."""
    return _shown(person, form, _("NIK and phone"))


@deed(may="person.record", on=changing_numbers)
def change_numbers(request: Request, person: Person, form: forms.ChangeNumbers) -> Response:
    """Keep NIK and phone number."""
    return _changed(request, actions.change_numbers(by=request.user, person=person, **form.asked(), **request.deed, **request.seen))


@page("people/part.html", may="person.record", trace=OPENED)
def changing_life(request: Request, person: Person, form: forms.ChangeLife) -> dict[str, Any]:
    """School and marriage."""
    return _shown(person, form, _("School and marriage"))


@deed(may="person.record", on=changing_life)
def change_life(request: Request, person: Person, form: forms.ChangeLife) -> Response:
    """Keep school and marriage."""
    return _changed(request, actions.change_life(by=request.user, person=person, **form.asked(), **request.deed, **request.seen))


@page("people/part.html", may="person.record", trace=OPENED)
def changing_abilities(request: Request, person: Person, form: forms.ChangeAbilities) -> dict[str, Any]:
    """Six questions about what is difficult; only what was asked is ticked."""
    return _shown(person, form, _("What is difficult"))


@deed(may="person.record", on=changing_abilities)
def change_abilities(request: Request, person: Person, form: forms.ChangeAbilities) -> Response:
    """Keep the answers."""
    return _changed(request, actions.change_abilities(by=request.user, person=person, **form.asked(), **request.deed, **request.seen))


@page("people/part.html", may="person.record", trace=OPENED)
def changing_source(request: Request, person: Person, form: forms.ChangeSource) -> dict[str, Any]:
    """From whom the village knows this."""
    return _shown(person, form, _("From whom is this known?"))


@deed(may="person.record", on=changing_source)
def change_source(request: Request, person: Person, form: forms.ChangeSource) -> Response:
    """Keep from whom it is known."""
    return _changed(request, actions.change_source(by=request.user, person=person, **form.asked(), **request.deed, **request.seen))


@page("people/photo.html", may="person.record", trace=OPENED)
def choosing_photo(request: Request, person: Person, form: forms.SetPhoto) -> dict[str, Any]:
    """A photo of the person, if she said yes to it."""
    return {}


@deed(may="person.record", on=choosing_photo)
def set_photo(request: Request, person: Person, form: forms.SetPhoto) -> Response:
    """Keep the photo, or take it out."""
    return _changed(request, actions.set_photo(by=request.user, person=person, **form.asked(), **request.deed, **request.seen))


@page("people/photo.html", may="person.see", trace=OPENED)
def photo(request: Request, person: Person) -> Response:
    """The photo, to save."""
    if person.photo is None:
        raise NotAllowed
    return download(person.photo)


@page("people/unmask.html", may="person.unmask", trace=OPENED)
def unmasking(request: Request, person: Person, form: forms.Unmask) -> dict[str, Any]:
    """Ask for a whole number: why it is needed."""
    return {"number": form["number"].value() or "nik", "numbers": dict(Unmasking.NUMBERS)}


@deed(may="person.unmask", on=unmasking)
def unmask(request: Request, person: Person, form: forms.Unmask) -> Response:
    """Show it whole for some minutes; it stands in the history."""
    actions.unmask(by=request.user, person=person, **form.asked(), **request.deed)
    return back_to(request, person, _("Shown whole for five minutes. It stands in the history."))


def _shown(person: Person, form: Any, title: str) -> dict[str, Any]:
    form.initial = {**{name: value for name, value in forms.known_of(person).items() if name in form.fields}, **form.initial}
    return {"title": title}


def _changed(request: Request, person: Person) -> Response:
    return back_to(request, person, _("Recorded."))
