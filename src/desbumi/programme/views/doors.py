"""Pages and deeds for whoever is in the room with an own phone, without an account: come in, the test, whether one accepts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from desbumi.pages import Request, Response, back_to, few_wrong, open_deed, open_page
from desbumi.programme import actions
from desbumi.programme.forms import attendance as forms
from desbumi.programme.queries import answers
from desbumi.programme.queries.doors import behind
from desbumi.programme.queries.events import villages_of


def _to(token: str) -> str:
    return reverse("programme_in", args=[token])


@open_page("programme/open/door.html")
def door(request: Request, token: str) -> dict[str, Any]:
    """What one can do here: say that one is here, answer the test, say whether one accepts."""
    return {"event": behind(token), "has_test": bool(answers.asked_at(behind(token)))}


@open_page("programme/open/arrive.html")
def arriving(request: Request, token: str, form: forms.Arrive) -> dict[str, Any]:
    """I am here."""
    event = behind(token)
    forms.of_event("village", form, villages_of(event))
    return {"event": event}


@open_deed(on=arriving)
def arrive(request: Request, token: str, form: forms.Arrive) -> Response:
    """Keep that someone is here."""
    event = behind(token)
    actions.arrive(by=form.user, event=event, **form.asked(), **request.deed)
    return back_to(request, _to(token), _("Thank you, it is kept. Without the right number of the room, or at another hour, an organiser looks at it first."))


@open_page("programme/open/test.html")
def answering(request: Request, token: str, form: forms.HandInByPhone) -> dict[str, Any]:
    """The test: ten questions, no name."""
    event = behind(token)
    forms.of_event("village", form, villages_of(event))
    given = str(form["answers"].value() or "")
    asked = answers.asked_at(event)
    return {"event": event, "questions": [(number, each, given[number - 1 : number]) for number, each in enumerate(asked, 1)]}


@open_deed(on=answering)
def answer(request: Request, token: str, form: forms.HandInByPhone) -> Response:
    """Keep the test."""
    with few_wrong(request, "room_number", wrong=actions.NotInTheRoom, over=actions.ManyNumbers):
        slip = actions.hand_in_by_phone(by=form.user, event=behind(token), **form.asked(), **request.deed)
    says = (
        _("Thank you. Your code is %(code)s: write it down, and use it again afterwards.") if slip.moment == "before" else _("Thank you. Your answers are in.")
    )
    if not answers.is_paired_or_first(slip):
        says = _("Your answers are in. No test from before bears the code %(code)s: if you have another code, tell an organiser.")
    return back_to(request, _to(token), says % {"code": slip.code})


@open_page("programme/open/accept.html")
def accepting(request: Request, token: str, form: forms.AcceptByPhone) -> dict[str, Any]:
    """Whether one will help to carry the programme out."""
    event = behind(token)
    forms.of_event("village", form, villages_of(event))
    return {"event": event}


@open_deed(on=accepting)
def accept(request: Request, token: str, form: forms.AcceptByPhone) -> Response:
    """Keep it."""
    with few_wrong(request, "room_number", wrong=actions.NotInTheRoom, over=actions.ManyNumbers):
        actions.accept_by_phone(by=form.user, event=behind(token), **form.asked(), **request.deed)
    return back_to(request, _to(token), _("Thank you. Nobody of your village sees what you wrote."))
