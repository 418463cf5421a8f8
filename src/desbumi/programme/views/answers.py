"""Pages and deeds about what was answered: tests from slips and cards, acceptance, what villages decided, the questions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from desbumi.access.policy import NotAllowed, can
from desbumi.pages import Request, Response, back_to, deed, page
from desbumi.programme import actions
from desbumi.programme.forms import attendance as forms
from desbumi.programme.models import Event, Programme, Question
from desbumi.programme.queries import answers as queries
from desbumi.programme.queries import events
from desbumi.territory.models import Territory


@page("programme/test.html", may="event.see")
def test(request: Request, event: Event) -> dict[str, Any]:
    """What the tests show: all together, question by question, and by role or by village, never both."""
    cut = forms.CutFilter(request.GET).asked()["cut"] or "role"
    around = events.around(request.user, event)
    return {
        "around": around,
        "tab": "test",
        "told": queries.understanding(event, cut=cut),
        "cut": cut,
        "asked": queries.asked_at(event),
        "may_write": can(request.user, "question.write"),
    }


@page("programme/test_type.html", may="slip.record")
def typing(request: Request, event: Event, form: forms.HandIn) -> dict[str, Any]:
    """Type in a test from a slip."""
    around = events.around(request.user, event)
    forms.listed_of_event(form, around.villages)
    return {"around": around, "tab": "test", "asked": queries.asked_at(event)}


@deed(may="slip.record", on=typing)
def hand_in(request: Request, event: Event, form: forms.HandIn) -> Response:
    """Keep the test, and on to the next slip."""
    slip = actions.hand_in(by=request.user, event=event, **form.asked(), **request.deed)
    return back_to(
        request, f"{reverse('programme_test_type', args=[event.pk])}?moment={slip.moment}", _("Slip %(code)s is in. The next one.") % {"code": slip.code}
    )


@page("programme/test_cards.html", may="slip.record")
def counting(request: Request, event: Event, form: forms.CountCards) -> dict[str, Any]:
    """The test read aloud: how many showed which card."""
    moment = str(form["moment"].value() or "before")
    known = {each.number: each for each in event.cards.filter(moment=moment).order_by("number")}
    asked = queries.asked_at(event)
    return {
        "around": events.around(request.user, event),
        "tab": "test",
        "lines": [(number, each, known.get(number)) for number, each in enumerate(asked, 1)],
        "moment": moment,
    }


@deed(may="slip.record", on=counting)
def count_cards(request: Request, event: Event, form: forms.CountCards) -> Response:
    """Keep the count."""
    actions.count_cards(by=request.user, event=event, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_test", args=[event.pk]), _("The cards are counted."))


@page("programme/acceptance.html", may="event.see")
def acceptance(request: Request, event: Event) -> dict[str, Any]:
    """Who accepts: the slips in numbers, and what each village decided."""
    around = events.around(request.user, event)
    return {
        "around": around, "tab": "acceptance", "told": queries.acceptance(request.user, event), "answers": queries.village_answers(request.user, event, around.villages),
        "may_read": can(request.user, "slip.see", event), "may_type": can(request.user, "acceptance.record", event),
    }  # fmt: skip


@page("programme/acceptance_type.html", may="acceptance.record")
def accepting(request: Request, event: Event, form: forms.Accept) -> dict[str, Any]:
    """Type in a folded slip."""
    around = events.around(request.user, event)
    forms.listed_of_event(form, around.villages)
    return {"around": around, "tab": "acceptance"}


@deed(may="acceptance.record", on=accepting)
def accept(request: Request, event: Event, form: forms.Accept) -> Response:
    """Keep it, and on to the next."""
    actions.accept(by=request.user, event=event, **form.asked(), **request.deed)
    village = form.cleaned_data["village"]
    return back_to(request, f"{reverse('programme_accept', args=[event.pk])}?village={village.code if village else ''}", _("The slip is in. The next one."))


@page("programme/village_answer.html", may="answer.record")
def deciding(request: Request, village: Territory, event: Event, form: forms.AnswerForVillage) -> dict[str, Any]:
    """What the people of a village decided."""
    if not event.villages.filter(village=village).exists():
        raise NotAllowed
    found = next((told for _village, told, *_may in queries.village_answers(request.user, event, [village])), None)
    if found is not None:
        form.initial = {"answer": found.answer, "reason": found.reason, "decided_on": found.decided_on, "signatories": found.signatories, **form.initial}
    return {"around": events.around(request.user, event), "tab": "acceptance"}


@deed(may="answer.record", on=deciding)
def decide(request: Request, village: Territory, event: Event, form: forms.AnswerForVillage) -> Response:
    """Keep it."""
    actions.answer_for_village(by=request.user, event=event, village=village, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_acceptance", args=[event.pk]), _("The answer of %(village)s is recorded.") % {"village": village.title})


@page("programme/questions.html", may="open.see")
def questions(request: Request, programme: Programme) -> dict[str, Any]:
    """The questions of the test that a programme asks now."""
    return {"questions": list(queries.questions_of(request.user, programme)), "may_write": can(request.user, "question.write", programme)}


@page("programme/question_write.html", may="question.write")
def writing(request: Request, programme: Programme, form: forms.WriteQuestion) -> dict[str, Any]:
    """Write a question, or another in the place of one."""
    number = str(form["number"].value() or "")
    known = queries.questions_of(request.user, programme).filter(number=number).first() if number.isascii() and number.isdigit() and len(number) < 4 else None
    if known is not None:
        form.initial = {**{name: getattr(known, name) for name in ("number", "text", "a", "b", "c", "right")}, **form.initial}
    return {}


@deed(may="question.write", on=writing)
def write_question(request: Request, programme: Programme, form: forms.WriteQuestion) -> Response:
    """Keep it."""
    actions.write_question(by=request.user, programme=programme, **form.asked(), **request.deed)
    return back_to(request, reverse("programme_questions", args=[programme.pk]), _("The question is written. Events whose test has begun keep their own."))


@deed(may="question.write")
def drop_question(request: Request, question: Question) -> Response:
    """Ask it no more."""
    actions.drop_question(by=request.user, question=question, **request.deed)
    return back_to(request, reverse("programme_questions", args=[question.programme_id]), _("It is asked no more, from the next event on."))
