"""What people do about tests of understanding and acceptance. Each function is one deed and one op in the book."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.programme.actions.agreements import NotYetPast
from desbumi.programme.actions.attendance import NotADay, at_the_door, knows
from desbumi.programme.actions.events import begin_if_planned, check_open
from desbumi.programme.actions.questions import questions_of
from desbumi.programme.models import AcceptanceSlip, CardCount, Event, UnderstandingSlip, VillageAnswer
from desbumi.programme.queries.doors import fresh_code
from desbumi.refusals import NotNow, Refusal
from desbumi.territory.models import Territory

CODE = re.compile("[A-Z0-9]{3,8}")


class NotACode(Refusal):
    """What is no code of a slip."""

    code, status = "slip.not_a_code", 422
    says = _("“%(written)s” is no code of a slip.")
    way_forward = _("It stands at the top of the slip: five letters and digits, such as K7M4T.")


class HandedIn(Refusal):
    """A test or answer with this code is there already."""

    code, status, constraint = "slip.handed_in", 409, ("programme_test_once", "programme_acceptance_once")
    says = _("A slip with this code is in already; the first one counts.")
    way_forward = _(
        "Look whether the code is right. If two slips bear the same code, write a new one on the second: a code is only a mark that pairs before with after."
    )


class AnsweredMore(Refusal):
    """More answers than questions, or letters that are no answer."""

    code, status, field = "slip.answered_more", 422, "answers"
    says = _("There are %(questions)s questions. You wrote: %(written)s.")
    way_forward = _("Write a letter for each question, A, B or C, and “-” where there is none: ABCA-BCABC.")


class NotInTheRoom(Refusal):
    """A test or an answer by phone without the number that is written in the room."""

    code, status, field = "door.not_in_the_room", 422, "word"
    says = _("That is not the number that is written in the room.")
    way_forward = _("Look at the wall or ask an organiser; whoever is not in the room cannot answer.")


class ManyNumbers(Refusal):
    """Number after number of the room from one line: someone tries them all."""

    code, status, field = "door.many_numbers", 429, "word"
    says = _("Too many wrong numbers came from here.")
    way_forward = _("Wait ten minutes, or ask an organiser for a paper slip.")


class NotOfEvent(Refusal):
    """A slip of a village that the event does not concern."""

    code, status, field = "slip.not_of_event", 422, "village"
    says = _("The event is not for %(village)s.")
    way_forward = _("Choose a village of the event, or leave the village empty.")


class NothingCounted(Refusal):
    """A count of cards without a card."""

    code, status = "cards.nothing", 422
    says = _("No card is counted yet.")
    way_forward = _("Write for at least one question how many held up A, B and C.")


def hand_in(
    *, by: Actor, event: Event, moment: str, code: str, answers: str, role: str = "", village: Territory | None = None, has_disability: bool | None = None,
    op: UUID | None = None, device: str = "",
) -> UnderstandingSlip:  # fmt: skip
    """Type in a test from a slip. Raises NotACode, AnsweredMore, HandedIn, NoQuestions, EventOver, NotADay, NotOfEvent."""
    require(by, "slip.record", event)
    with writing(event.territory, by=by, deed="test.handed_in", op=op, device=device) as book:
        _check_held(event, village)
        slip = UnderstandingSlip(event=event, moment=moment, code=code, answers=answers, role=role, village=village, has_disability=has_disability)
        return _hand_in(book, slip)


def hand_in_by_phone(
    *, by: Actor, event: Event, moment: str, code: str, answers: str, role: str = "", village: str = "", has_disability: bool | None = None, word: str = "",
    op: UUID | None = None, device: str = "",
) -> UnderstandingSlip:  # fmt: skip
    """Someone without an account hands in a test by phone; who has no slip is given a code before. Raises DoorClosed, NotInTheRoom, NotACode, AnsweredMore, HandedIn, NotADay."""
    require(by, "door.use", event)
    with writing(event.territory, by=by, deed="test.handed_in", op=op, device=device) as book:
        _check_in_the_room(event, word)
        home = Territory.objects.filter(pk=village, events__event=event).first() if village else None
        given = code if code.strip() or moment != "before" else fresh_code()
        slip = UnderstandingSlip(event=event, moment=moment, code=given, answers=answers, role=role, village=home, has_disability=has_disability)
        return _hand_in(book, slip)


def count_cards(*, by: Actor, event: Event, moment: str, counts: Mapping[int, Sequence[int]], op: UUID | None = None, device: str = "") -> list[CardCount]:
    """How many showed card A, B, C, question by question, when the test was read aloud; what was counted before is replaced.

    Raises NothingCounted, NoQuestions, EventOver, NotADay.
    """
    require(by, "slip.record", event)
    with writing(event.territory, by=by, deed="cards.counted", op=op, device=device) as book:
        _check_held(event)
        if not any(map(any, counts.values())):
            raise NothingCounted
        asked = {each.number for each in questions_of(book, event)}
        known = {each.number: each for each in event.cards.filter(moment=moment).order_by("id")}
        found = []
        for number, (a, b, c) in counts.items():
            told = {"a_count": a, "b_count": b, "c_count": c}
            if number in known:
                found.append(book.change(known[number], **told))
            elif number in asked and any((a, b, c)):
                found.append(book.create(CardCount(event=event, number=number, moment=moment, **told)))
        return found


def accept(
    *, by: Actor, event: Event, code: str = "", answer: str, reason: str = "", village: Territory | None = None, op: UUID | None = None, device: str = ""
) -> AcceptanceSlip:
    """Type in a folded slip of acceptance; whoever types it reads it, so nobody of a village does. Without a code it gets one.

    Raises NotACode, HandedIn, EventOver, NotADay, NotOfEvent.
    """
    require(by, "acceptance.record", event)
    with writing(event.territory, by=by, deed="acceptance.told", op=op, device=device) as book:
        _check_held(event, village)
        return _accept(book, event, code, answer, reason, village)


def accept_by_phone(
    *, by: Actor, event: Event, code: str = "", answer: str, reason: str = "", village: str = "", word: str = "", op: UUID | None = None,
    device: str = "",
) -> AcceptanceSlip:  # fmt: skip
    """Someone without an account tells by phone whether she or he accepts. Raises DoorClosed, NotInTheRoom, NotACode, HandedIn, NotADay."""
    require(by, "door.use", event)
    with writing(event.territory, by=by, deed="acceptance.told", op=op, device=device) as book:
        _check_in_the_room(event, word)
        home = Territory.objects.filter(pk=village, events__event=event).first() if village else None
        return _accept(book, event, code, answer, reason, home)


def answer_for_village(
    *, by: Actor, event: Event, village: Territory, answer: str, decided_on: date, signatories: str, reason: str = "", op: UUID | None = None,
    device: str = "",
) -> VillageAnswer:  # fmt: skip
    """What the village's own people decided, with who signs for it; a later answer replaces the former. Raises NotYetPast, NotNow for another village."""
    require(by, "answer.record", village)
    if decided_on > village.today:
        raise NotYetPast(field="decided_on")
    if not event.villages.filter(village=village).exists():
        raise NotNow
    told: dict[str, Any] = {"answer": answer, "reason": reason, "decided_on": decided_on, "signatories": signatories}
    with writing(village, by=by, deed="answer.given", op=op, device=device) as book:
        known = VillageAnswer.objects.filter(event=event, village=village).first()
        return book.change(known, **told) if known else book.create(VillageAnswer(event=event, village=village, **told))


def _check_in_the_room(event: Event, word: str) -> None:
    stored = at_the_door(event)
    if event.territory.today not in stored.days:
        raise NotADay
    if not knows(stored, word):
        raise NotInTheRoom


def _check_held(event: Event, village: Territory | None = None) -> None:
    check_open(event)
    if event.starts_on > event.territory.today:
        raise NotADay
    if village is not None and not event.villages.filter(village=village).exists():
        raise NotOfEvent(village=village.title)


def _code(written: str) -> str:
    code = "".join(written.upper().split()).replace("-", "")
    if not CODE.fullmatch(code):
        raise NotACode(written=written, field="code")
    return code


def _hand_in(book: Writing, slip: UnderstandingSlip) -> UnderstandingSlip:
    many, written = len(questions_of(book, slip.event)), slip.answers
    slip.code, slip.answers = _code(slip.code), "".join(written.upper().split()).ljust(many, "-")
    if len(slip.answers) > many or set(slip.answers) - set("ABC-"):
        raise AnsweredMore(questions=many, written=written)
    if UnderstandingSlip.objects.filter(event=slip.event, code=slip.code, moment=slip.moment).exists():
        raise HandedIn
    begin_if_planned(book, slip.event)
    return book.create(slip)


def _accept(book: Writing, event: Event, code: str, answer: str, reason: str, village: Territory | None) -> AcceptanceSlip:
    slip = AcceptanceSlip(event=event, code=_code(code) if code.strip() else fresh_code(), answer=answer, reason=reason, village=village)
    if AcceptanceSlip.objects.filter(event=event, code=slip.code).exists():
        raise HandedIn
    return book.create(slip)
