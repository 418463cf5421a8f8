"""The questions of the test: a programme's, and those that an event keeps."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.programme.models import Event, EventQuestion, Programme, Question
from desbumi.programme.rules.events import OPEN, TESTED
from desbumi.refusals import Refusal


class NoQuestions(Refusal):
    """An event whose test has no question."""

    code, status = "test.no_questions", 409
    says = _("The programme has no questions yet, so there is no test.")
    way_forward = _("The programme manager writes them, under “Questions of the test”.")


class QuestionGap(Refusal):
    """A question without its answers."""

    code, status, field = "question.gap", 422, "text"
    says = _("A question has three answers, each another.")
    way_forward = _("Write all three; the first need not be the right one.")


def write_question(
    *, by: Actor, programme: Programme, number: int, text: str, a: str, b: str, c: str, right: str, op: UUID | None = None, device: str = ""
) -> Question:
    """Write a question of the test, or another in the place of one. What was asked at an event stays as it was asked. Raises QuestionGap."""
    require(by, "question.write", programme)
    if len({a.casefold(), b.casefold(), c.casefold()}) < 3:
        raise QuestionGap
    with writing(programme.territory, by=by, deed="question.written", op=op, device=device) as book:
        for known in Question.objects.filter(programme=programme, number=number, is_asked=True).order_by("id"):
            book.change(known, is_asked=False)
        return book.create(Question(programme=programme, number=number, text=text, a=a, b=b, c=c, right=right))


def drop_question(*, by: Actor, question: Question, op: UUID | None = None, device: str = "") -> Question:
    """A question is asked no more, from the next event on. Raises AlreadyMoved."""
    require(by, "question.write", question)
    with writing(question.programme.territory, by=by, deed="question.dropped", op=op, device=device) as book:
        return book.change(question, is_asked=False)


def settle_test(*, by: Actor, event: Event, op: UUID | None = None, device: str = "") -> list[EventQuestion]:
    """The questions of an event are those that the programme asks now: its slips are printed, and from here on they stay.

    Without a question there is none; an event that is over, or of a kind that is not tested, keeps what it has.
    """
    require(by, "event.record", event)
    with writing(event.territory, by=by, deed="test.settled", op=op, device=device) as book:
        stored = event.refreshed()
        return settled(book, stored) if stored.kind in TESTED and stored.status in OPEN else []


def settled(book: Writing, event: Event) -> list[EventQuestion]:
    """The questions that an event keeps; at first use those that its programme asks."""
    known = list(event.questions.select_related("question").order_by("number"))
    if known:
        return known
    asked = Question.objects.filter(programme=event.programme_id, is_asked=True).order_by("number")
    return book.bulk_create([EventQuestion(event=event, question=each, number=number) for number, each in enumerate(asked, 1)])


def questions_of(book: Writing, event: Event) -> list[EventQuestion]:
    """The same, where there must be some. Raises NoQuestions."""
    found = settled(book, event)
    if not found:
        raise NoQuestions
    return found
