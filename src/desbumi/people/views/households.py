"""Pages and deeds of households and relatives."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.access.policy import visible
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.people import actions
from desbumi.people.forms import households as forms
from desbumi.people.forms.persons import OfPerson
from desbumi.people.models import Person, Relative
from desbumi.people.queries import finding

OPENED = "person.opened"


@page("people/household.html", may="person.record", trace=OPENED)
def setting_up(request: Request, person: Person, form: forms.SetUpHousehold) -> dict[str, Any]:
    """Nobody lives with this person yet in the register: set up a household, or look for whom the person lives with."""
    return _looking(request, person)


@deed(may="person.record", on=setting_up)
def set_up(request: Request, person: Person, form: forms.SetUpHousehold) -> Response:
    """Set up a household."""
    actions.set_up_household(by=request.user, person=person, **form.asked(), **request.deed, **request.seen)
    return back_to(request, person, _("The household is set up."))


@page("people/join.html#found", may="person.record", trace=OPENED)
def joining(request: Request, person: Person, form: forms.JoinHousehold) -> dict[str, Any]:
    """With whom the person lives: look for a name, then say what the person is there."""
    form.initial = {"relation": "spouse", **form.initial}
    return _looking(request, person)


@deed(may="person.record", on=joining)
def join(request: Request, person: Person, form: forms.JoinHousehold) -> Response:
    """Live in the household of another."""
    actions.join_household(by=request.user, person=person, **form.asked(), **request.deed, **request.seen)
    return back_to(request, person, _("Recorded who lives together."))


@page("people/household_change.html", may="person.record", trace=OPENED)
def changing(request: Request, person: Person, form: forms.ChangeHousehold) -> dict[str, Any]:
    """What the person is in the household, and the family card."""
    form.initial = {"relation": person.relation, **form.initial}
    return {"household": person.household}


@deed(may="person.record", on=changing)
def change(request: Request, person: Person, form: forms.ChangeHousehold) -> Response:
    """Keep it."""
    actions.change_household(by=request.user, person=person, **form.asked(), **request.deed, **request.seen)
    return back_to(request, person, _("Recorded."))


@deed(may="person.record")
def leave(request: Request, person: Person) -> Response:
    """No longer live there."""
    actions.leave_household(by=request.user, person=person, **request.deed, **request.seen)
    return back_to(request, person, _("Recorded: lives there no longer."))


@page("people/relative_add.html#found", may="person.record", trace=OPENED)
def adding_relative(request: Request, person: Person, form: forms.AddRelative) -> dict[str, Any]:
    """Who somebody is to the person: someone of the register, or a name."""
    return _looking(request, person, "registered")


@deed(may="person.record", on=adding_relative)
def add_relative(request: Request, person: Person, form: forms.AddRelative) -> Response:
    """Keep the relative."""
    actions.add_relative(by=request.user, person=person, **form.asked(), **request.deed)
    return back_to(request, person, _("The relative is recorded."))


@page("people/relative.html", may="person.record", trace=OPENED)
def changing_relative(request: Request, relative: Relative, form: forms.ChangeRelative) -> dict[str, Any]:
    """What is told about a relative."""
    told = {name: getattr(relative, name) for name in ("relation", "name", "is_next_of_kin", "is_carer")}
    form.initial = {**told, **form.initial}
    return {"person": relative.person}


@deed(may="person.record", on=changing_relative)
def change_relative(request: Request, relative: Relative, form: forms.ChangeRelative) -> Response:
    """Keep what is told about a relative."""
    changed = actions.change_relative(by=request.user, relative=relative, **form.asked(), **request.deed, **request.seen)
    return back_to(request, changed.person, _("Recorded."))


@deed(may="person.record")
def remove_relative(request: Request, relative: Relative) -> Response:
    """Take a relative out of the present."""
    person = actions.remove_relative(by=request.user, relative=relative, **request.deed, **request.seen)
    return back_to(request, person, _("Taken out; the history keeps it."))


def _looking(request: Request, person: Person, name: str = "of") -> dict[str, Any]:
    """People of the same village who answer what is typed, and the one that was chosen."""
    asked = OfPerson(request.GET).asked()
    found = [each for each in finding.find(request.user, asked["text"], territory=person.village) if each.person.pk != person.pk] if asked["text"] else None
    key = request.POST.get(name) or asked["of"]
    chosen = visible(request.user, Person).filter(pk=key, village=person.village_id).first() if _is_key(key) else None
    return {"text": asked["text"], "found": found, "chosen": chosen}


def _is_key(text: Any) -> bool:
    return bool(OfPerson({"of": str(text)}).asked()["of"])
