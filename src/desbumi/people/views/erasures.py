"""Pages and deeds by which somebody is forgotten."""

from typing import Any

from django.utils.translation import gettext as _

from desbumi.pages import Request, Response, back_to, deed, page, paginate
from desbumi.people import actions
from desbumi.people.forms import erasures as forms
from desbumi.people.models import Contact, Erasure, Person
from desbumi.people.queries import erasures as queries

OPENED = "person.opened"


@page("people/ask.html", may="erasure.ask", trace=OPENED)
def asking(request: Request, contact: Contact, form: forms.AskErasure) -> dict[str, Any]:
    """Ask that a contact be forgotten: what will happen, and what cannot."""
    return {"whom": contact}


@deed(may="erasure.ask", on=asking)
def ask(request: Request, contact: Contact, form: forms.AskErasure) -> Response:
    """Ask; the contact is locked at once."""
    asked = actions.ask_erasure(by=request.user, contact=contact, **form.asked(), **request.deed)
    return back_to(request, asked, _("Asked, and locked at once. Now a second person must confirm it."))


@page("people/ask.html", may="erasure.ask", trace=OPENED)
def asking_to_forget(request: Request, person: Person, form: forms.AskToForget) -> dict[str, Any]:
    """Ask that a person of the register be forgotten: what will happen, and what cannot."""
    return {"whom": person}


@deed(may="erasure.ask", on=asking_to_forget)
def ask_to_forget(request: Request, person: Person, form: forms.AskToForget) -> Response:
    """Ask; the person is locked at once, and everyone who was merged into it."""
    asked = actions.ask_to_forget(by=request.user, person=person, **form.asked(), **request.deed)
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
