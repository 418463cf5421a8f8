"""Pages and deeds of contact persons."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.people import actions
from desbumi.people.forms import contacts as forms
from desbumi.people.forms.persons import OfPerson
from desbumi.people.models import Contact
from desbumi.people.queries import contacts as queries
from desbumi.people.queries import finding

OPENED = "person.opened"


@page("people/contact.html", may="contact.see", trace=OPENED)
def contact(request: Request, contact: Contact) -> dict[str, Any]:
    """A person to call: the number, ready to be tapped, and what happened."""
    return queries.contact(request.user, contact)


@page("people/change.html", may="contact.record", trace=OPENED)
def changing(request: Request, contact: Contact, form: forms.ChangeContact) -> dict[str, Any]:
    """Change what is told about a contact."""
    form.initial = {"name": contact.name, "office": contact.office, "phone": contact.phone_shown, **form.initial}
    return {}


@deed(may="contact.record", on=changing)
def change(request: Request, contact: Contact, form: forms.ChangeContact) -> Response:
    """Keep the change."""
    changed = actions.change_contact(by=request.user, contact=contact, **form.asked(), **request.deed, **request.seen)
    return back_to(request, changed, _("The contact person is changed."))


@page("people/join_contact.html#found", may="contact.join", trace=OPENED)
def joining(request: Request, contact: Contact, form: forms.JoinContact) -> dict[str, Any]:
    """Who of the register is this contact person?"""
    text = OfPerson(request.GET).asked()["text"]
    return {"text": text, "found": finding.find(request.user, text) if text else None}


@deed(may="contact.join", on=joining)
def join(request: Request, contact: Contact, form: forms.JoinContact) -> Response:
    """Keep who it is."""
    joined = actions.join_contact(by=request.user, contact=contact, **form.asked(), **request.deed, **request.seen)
    return back_to(request, joined, _("Recorded: this contact person is in the register."))
