"""What people do about contacts and erasures. Each function is one deed and one op in the book."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.access.policy import NotAllowed, can, require
from desbumi.book.actors import Actor
from desbumi.book.erasing import is_held
from desbumi.book.writing import writing
from desbumi.people.models import Contact, Erasure
from desbumi.people.queries import is_of_the_same_body, record_of
from desbumi.people.rules import DELAY, WAY, number
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory


class NotAPhone(Refusal):
    """Text that is no phone number."""

    code, status, field = "contact.not_a_phone", 422, "phone"
    says = _("This is no phone number.")
    way_forward = _("Write it with digits, such as 0812 3344 7788; a number of another country begins with +.")


class ContactLocked(Refusal):
    """Someone asked that this person be erased."""

    code, status = "contact.locked", 409
    says = _("This person is locked: an erasure was asked for.")
    way_forward = _("Nothing can be changed meanwhile. Who decides about erasures sees it under “Erasures”.")


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


def add_contact(*, by: Actor, territory: Territory, name: str, office: str = "", phone: str = "", op: UUID | None = None, device: str = "") -> Contact:
    """A person to call. Raises NotAPhone."""
    require(by, "contact.record", territory)
    kept = _number(phone)
    with writing(territory, by=by, deed="contact.added", op=op, device=device) as book:
        return book.create(Contact(territory=territory, name=name, office=office, phone=kept))


def change_contact(
    *, by: Actor, contact: Contact, name: str, office: str = "", phone: str = "", seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Contact:
    """Change what is told about a contact. Raises NotAPhone, ContactLocked, AlreadyMoved."""
    require(by, "contact.record", contact)
    kept = _number(phone)
    with writing(contact.territory, by=by, deed="contact.changed", op=op, device=device) as book:
        _check_unlocked(contact)
        return book.change(contact, seen=seen, name=name, office=office, phone=kept)


def remove_contact(*, by: Actor, contact: Contact, seen: int | None = None, op: UUID | None = None, device: str = "") -> None:
    """Take a contact out of the present; the past stays readable. Raises ContactLocked, AlreadyMoved."""
    require(by, "contact.record", contact)
    with writing(contact.territory, by=by, deed="contact.removed", op=op, device=device) as book:
        _check_unlocked(contact)
        book.remove(contact, seen=seen)


def ask_erasure(*, by: Actor, contact: Contact, reason: str, op: UUID | None = None, device: str = "") -> Erasure:
    """Ask that a contact be forgotten; from now on it is locked: on no page, changed by nobody. Raises ErasureHeld, ErasureAsked."""
    require(by, "erasure.ask", contact)
    if not isinstance(by, Account):
        raise NotAllowed
    if is_held(contact.pk):
        raise ErasureHeld
    with writing(contact.territory, by=by, deed="erasure.asked", op=op, device=device) as book:
        if contact.refreshed().is_locked:
            raise ErasureAsked
        book.change(contact, is_locked=True)
        return book.create(
            Erasure(territory=contact.territory, subject=contact.pk, model=contact._meta.label_lower, record=contact.pk, reason=reason, asked_by=by)
        )


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
    """Stop an erasure that has not begun: what it is about is unlocked. Raises ErasureOver."""
    require(by, "erasure.stop", erasure)
    with writing(erasure.territory, by=by, deed="erasure.stopped", op=op, device=device) as book:
        stored = erasure.refreshed()
        if not stored.is_stoppable:
            raise ErasureOver
        found = record_of(stored)
        if isinstance(found, Contact):
            book.change(found, is_locked=False)
        return book.change(erasure, status=WAY.after("stop", stored.status))


def begin_erasure(*, by: Actor, erasure: Erasure, op: UUID | None = None, device: str = "") -> Erasure:
    """Begin what was confirmed three days ago: from here on there is no way back. Raises ErasureOver, ErasureHeld."""
    require(by, "erasure.go_on", erasure)
    if is_held(erasure.subject):
        raise ErasureHeld
    with writing(erasure.territory, by=by, deed="erasure.begun", op=op, device=device) as book:
        stored = erasure.refreshed()
        if stored.status != "confirmed" or stored.confirmed_at is None or stored.confirmed_at > timezone.now() - DELAY:
            raise ErasureOver
        return book.change(erasure, status=WAY.after("begin", stored.status))


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


def _number(text: str) -> str:
    kept = number(text)
    if kept is None:
        raise NotAPhone
    return kept


def _check_unlocked(contact: Contact) -> None:
    if contact.refreshed().is_locked:
        raise ContactLocked
