"""What people do about contact persons. Each function is one deed and one op in the book."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.people.models import Contact, Person
from desbumi.people.rules.phones import number
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


def add_contact(*, by: Actor, territory: Territory, name: str, office: str = "", phone: str = "", op: UUID | None = None, device: str = "") -> Contact:
    """A person to call. Raises NotAPhone."""
    require(by, "contact.record", territory)
    return keep_contact(by=by, territory=territory, name=name, office=office, phone=phone, op=op, device=device)


def keep_contact(*, by: Actor, territory: Territory, name: str, office: str = "", phone: str = "", op: UUID | None = None, device: str = "") -> Contact:
    """Someone who is to be named, as part of a deed under way: whether it may, the room of that deed has asked. Raises NotAPhone."""
    kept = kept_number(phone)
    with writing(territory, by=by, deed="contact.added", op=op, device=device) as book:
        return book.create(Contact(territory=territory, name=name, office=office, phone=kept))


def change_contact(
    *, by: Actor, contact: Contact, name: str, office: str = "", phone: str = "", seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Contact:
    """Change what is told about a contact. Raises NotAPhone, ContactLocked, AlreadyMoved."""
    require(by, "contact.record", contact)
    kept = kept_number(phone)
    with writing(contact.territory, by=by, deed="contact.changed", op=op, device=device) as book:
        _check_unlocked(contact)
        return book.change(contact, seen=seen, name=name, office=office, phone=kept)


def remove_contact(*, by: Actor, contact: Contact, seen: int | None = None, op: UUID | None = None, device: str = "") -> None:
    """Take a contact out of the present; the past stays readable. Raises ContactLocked, AlreadyMoved."""
    require(by, "contact.record", contact)
    with writing(contact.territory, by=by, deed="contact.removed", op=op, device=device) as book:
        _check_unlocked(contact)
        book.remove(contact, seen=seen)


def join_contact(*, by: Actor, contact: Contact, person: Person, seen: int | None = None, op: UUID | None = None, device: str = "") -> Contact:
    """This contact person is someone of the register; each keeps its own entry. Raises ContactLocked.

    The person's book is open too, so that no erasure is asked meanwhile that would not know of the contact.
    """
    require(by, "contact.join", contact)
    require(by, "person.see", person)
    with writing(contact.territory, person.village, by=by, deed="contact.joined", op=op, device=device) as book:
        _check_unlocked(contact)
        stored = person.refreshed()
        if stored.is_locked or stored.merged_into_id is not None:
            raise ContactLocked
        return book.change(contact, seen=seen, person=person)


def kept_number(text: str) -> str:
    """A phone number as it is kept. Raises NotAPhone."""
    kept = number(text)
    if kept is None:
        raise NotAPhone
    return kept


def _check_unlocked(contact: Contact) -> None:
    if contact.refreshed().is_locked:
        raise ContactLocked
