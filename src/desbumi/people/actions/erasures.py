"""What people do so that somebody is forgotten. Each function is one deed and one op in the book."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.access.policy import NotAllowed, can, require
from desbumi.book import keys
from desbumi.book.actors import Actor
from desbumi.book.erasing import is_held, past_the_book
from desbumi.book.writing import writing
from desbumi.people.actions.persons import no_number
from desbumi.people.models import Contact, Erasure, Pair, Person, Relative, RightsRequest
from desbumi.people.queries.erasures import is_of_the_same_body, may_stop, record_of, those_who_are_locked, those_who_are_the_same, under_way
from desbumi.people.queries.persons import all_of, related_to
from desbumi.people.rules.erasures import DELAY, WAY
from desbumi.people.search import keeping
from desbumi.refusals import AlreadyMoved, Refusal
from desbumi.territory.models import Territory


class ErasureHeld(Refusal):
    """A legal hold or an open case keeps what is to be erased."""

    code, status = "erasure.held", 409
    says = _("This may not be erased now: it is needed by law, or for something that is not over.")
    way_forward = _("Ask again when it is over. Nothing was erased.")


class ErasureAsked(Refusal):
    """Someone asked for it before."""

    code, status, constraint = "erasure.asked", 409, ("people_erasure_one_open",)
    says = _("Someone has asked for this erasure already.")
    way_forward = _("Look at it under “Erasures”: perhaps it waits for you to confirm it.")


class AnswerFirst(Refusal):
    """What the person asked about her data is still open; it could not be answered once she is hidden."""

    code, status = "erasure.answer_first", 409
    says = _("Something that this person asked about her or his data is not answered yet.")
    way_forward = _("Answer it first, under “Requests about data”: after this nobody can hand over the file any more.")


class SecondPerson(Refusal):
    """Who asked cannot confirm."""

    code, status, constraint = "erasure.second_person", 403, ("people_erasure_two_people",)
    says = _("You asked for this erasure yourself; a second person must confirm it.")
    way_forward = _("Ask the coordinator or the programme manager to open this page.")


class OtherBody(Refusal):
    """Two of the same office do not decide where someone of another could."""

    code, status = "erasure.other_body", 403
    says = _("Who asked for this erasure has your role in your place; someone of another office must confirm it.")
    way_forward = _("For a regency's contact that is the programme manager, or the coordinator when the office asked.")


class ErasureOver(Refusal):
    """It has begun, is done or was stopped; or who asked may no longer ask."""

    code, status = "erasure.over", 409
    says = _("This erasure cannot be confirmed or stopped any more.")
    way_forward = _("Look at what stands there now. If it is still needed, ask for it anew.")


def ask_erasure(*, by: Actor, contact: Contact, reason: str, op: UUID | None = None, device: str = "") -> Erasure:
    """Ask that a contact be forgotten; from now on it is locked: on no page, changed by nobody. Raises ErasureHeld, ErasureAsked, NumberInWords, AlreadyMoved."""
    require(by, "erasure.ask", contact)
    return _ask(by, contact, reason, op, device)


def ask_to_forget(*, by: Actor, person: Person, reason: str, op: UUID | None = None, device: str = "") -> Erasure:
    """Ask that a person of the register be forgotten, with all that was merged into it; locked at once.

    Raises ErasureHeld, ErasureAsked, AnswerFirst, NumberInWords, AlreadyMoved.
    """
    require(by, "erasure.ask", person)
    return _ask(by, person, reason, op, device)


def _ask(by: Actor, whom: Contact | Person, reason: str, op: UUID | None, device: str) -> Erasure:
    if not isinstance(by, Account):
        raise NotAllowed
    no_number(reason=reason)
    if is_held(whom.pk):
        raise ErasureHeld
    all_of_it = those_who_are_locked(whom)
    if not all_of_it:
        raise AlreadyMoved
    with writing(*_places(all_of_it), by=by, deed="erasure.asked", op=op, device=device) as book:
        if whom.refreshed().is_locked:
            raise ErasureAsked
        if [each.pk for each in those_who_are_locked(whom.refreshed())] != [each.pk for each in all_of_it]:
            raise AlreadyMoved  # meanwhile it was merged, or someone was merged into it
        if isinstance(whom, Person) and RightsRequest.objects.filter(person__in=all_of(whom), status="asked").exists():
            raise AnswerFirst
        for each in all_of_it:
            book.change(each, is_locked=True)
        _find_anew(all_of_it)
        return book.create(Erasure(territory=whom.belongs_to, subject=whom.pk, model=whom._meta.label_lower, record=whom.pk, reason=reason, asked_by=by))


def _places(records: Sequence[Contact | Person]) -> list[Territory]:
    return list({each.belongs_to.code: each.belongs_to for each in records}.values())


def _find_anew(records: Sequence[Contact | Person]) -> None:
    """Nobody is found by who is locked, nor shown as a relative; who is unlocked is found again."""
    for each in records:
        if isinstance(each, Person):
            keeping.keep([each, *related_to(each)])


def confirm_erasure(*, by: Actor, erasure: Erasure, seen: int | None = None, op: UUID | None = None, device: str = "") -> Erasure:
    """Confirm as the second person; three days later it begins. Raises SecondPerson, OtherBody, ErasureOver, ErasureHeld, AlreadyMoved."""
    require(by, "erasure.confirm", erasure)
    if not isinstance(by, Account):
        raise NotAllowed
    if by.pk == erasure.asked_by_id:
        raise SecondPerson
    if is_of_the_same_body(by, erasure):
        raise OtherBody
    if is_held(erasure.subject):
        raise ErasureHeld
    with writing(erasure.territory, by=by, deed="erasure.confirmed", op=op, device=device) as book:
        stored = erasure.refreshed()
        if stored.status != "asked" or not can(stored.asked_by, "erasure.ask", stored):  # who asked may be out by now
            raise ErasureOver
        return book.change(erasure, seen=seen, status=WAY.after("confirm", stored.status), confirmed_by_id=by.pk, confirmed_at=timezone.now())


def stop_erasure(*, by: Actor, erasure: Erasure, op: UUID | None = None, device: str = "") -> Erasure:
    """Stop an erasure that has not begun, as who asked for it or who may confirm it: what it is about is unlocked. Raises ErasureOver."""
    require(by, "erasure.stop", erasure)
    if not may_stop(by, erasure):
        raise NotAllowed
    found = record_of(erasure)
    all_of_it = those_who_are_locked(found) if isinstance(found, (Contact, Person)) else []
    with writing(erasure.territory, *_places(all_of_it), by=by, deed="erasure.stopped", op=op, device=device) as book:
        stored = erasure.refreshed()
        if not stored.is_stoppable:
            raise ErasureOver
        for each in all_of_it:
            if each.pk == erasure.subject or under_way(each.pk) is None:
                back: dict[str, Any] = {"is_locked": False, **_no_second_head(each)}
                book.change(each, **back)
        _find_anew(all_of_it)
        return book.change(erasure, status=WAY.after("stop", stored.status))


def _no_second_head(whom: Contact | Person) -> dict[str, str]:
    """Meanwhile someone else may have become head of the household: then who comes back is not head again."""
    if not isinstance(whom, Person) or whom.relation != "head" or whom.merged_into_id:
        return {}
    others = Person.objects.filter(household=whom.household_id, relation="head").exclude(pk=whom.pk)
    return {"relation": ""} if others.exists() else {}


def begin_erasure(*, by: Actor, erasure: Erasure, op: UUID | None = None, device: str = "") -> Erasure:
    """Begin what was confirmed three days ago: from here on there is no way back. Raises ErasureOver, ErasureHeld."""
    require(by, "erasure.go_on", erasure)
    if is_held(erasure.subject):
        raise ErasureHeld
    with writing(erasure.territory, by=by, deed="erasure.begun", op=op, device=device) as book:
        stored = erasure.refreshed()
        if stored.status != "confirmed" or stored.confirmed_at is None or stored.confirmed_at > timezone.now() - DELAY:
            raise ErasureOver
        before, after = those_who_are_the_same(stored)
        also = "|".join(" ".join(each.hex for each in some) for some in (before, after))
        return book.change(erasure, status=WAY.after("begin", stored.status), also=also if also != "|" else "")


def finish_erasure(*, by: Actor, erasure: Erasure, outstanding: Sequence[str], op: UUID | None = None, device: str = "") -> Erasure:
    """Say that it is done, or which copies of the keys (by name) are still out. Raises ErasureOver."""
    require(by, "erasure.go_on", erasure)
    deed = "erasure.waits" if outstanding else "erasure.done"
    with writing(erasure.territory, by=by, deed=deed, op=op, device=device) as book:
        stored = erasure.refreshed()
        if stored.status != "begun":
            raise ErasureOver
        if outstanding:
            return book.change(erasure, outstanding=", ".join(sorted(outstanding))[:300])
        return book.change(erasure, status=WAY.after("finish", stored.status), outstanding="")


def release(*, by: Actor, subject: UUID, op: UUID | None = None, device: str = "") -> None:  # noqa: ARG001 -- what is released once is not there again
    """Whatever points to someone who is being forgotten lets go: relatives, pairs, contacts. What stands under a key that is gone goes past the book."""
    require(by, "erasure.go_on")
    relatives = Relative._base_manager.filter(registered=subject).select_related("person__village").order_by("pk")
    pairs = Pair._base_manager.filter(second=subject).select_related("first__village").order_by("pk")
    for record, whose in (*((each, each.person) for each in relatives), *((each, each.first) for each in pairs)):
        try:
            keys.of(whose.pk)
        except keys.KeyGone:
            past_the_book(type(record)).filter(pk=record.pk).delete()
            continue
        with writing(whose.village, by=by, deed="relative.released", device=device) as book:
            book.remove(record)
            keeping.keep([whose.refreshed()])
