"""Pages and deeds of contacts and erasures."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.pages import Request, Response, back_to, deed, page, paginate
from desbumi.people import actions, forms, queries
from desbumi.people.models import Contact, Erasure

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


@page("people/ask.html", may="erasure.ask", trace=OPENED)
def asking(request: Request, contact: Contact, form: forms.AskErasure) -> dict[str, Any]:
    """Ask that a contact be forgotten: what will happen, and what cannot."""
    return {}


@deed(may="erasure.ask", on=asking)
def ask(request: Request, contact: Contact, form: forms.AskErasure) -> Response:
    """Ask; the contact is locked at once."""
    asked = actions.ask_erasure(by=request.user, contact=contact, **form.asked(), **request.deed)
    return back_to(request, asked, _("Asked, and locked at once. Now a second person must confirm it."))


@page("people/erasures.html", may="erasure.see")
def erasures(request: Request) -> dict[str, Any]:
    """All erasures: which wait for someone, which are done."""
    return {"shown": paginate(request, queries.erasures(request.user))}


@page("people/erasure.html", may="erasure.see", trace=OPENED)
def erasure(request: Request, erasure: Erasure) -> dict[str, Any]:
    """Where an erasure stands, who asked and confirmed, what is still out."""
    return queries.erasure(request.user, erasure)


@deed(may="erasure.confirm")
def confirm(request: Request, erasure: Erasure) -> Response:
    """Confirm as the second person."""
    confirmed = actions.confirm_erasure(by=request.user, erasure=erasure, **request.deed, **request.seen)
    return back_to(request, confirmed, _("Confirmed. In three days it begins, unless someone stops it."))


@deed(may="erasure.stop")
def stop(request: Request, erasure: Erasure) -> Response:
    """Stop what has not begun."""
    stopped = actions.stop_erasure(by=request.user, erasure=erasure, **request.deed)
    return back_to(request, stopped, _("Stopped. Everything is as it was before."))
