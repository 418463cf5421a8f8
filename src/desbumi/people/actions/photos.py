"""The photo of a person: kept with her yes alone, gone with it. Each function that is a deed is one op in the book."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import Writing, writing
from desbumi.papers import actions as papers
from desbumi.papers.cell import Opened
from desbumi.people.actions.persons import check_present
from desbumi.people.models import Person
from desbumi.people.queries.persons import all_of, consents_of, in_order
from desbumi.people.rules import consents
from desbumi.refusals import Refusal


class PhotoNotAllowed(Refusal):
    """A photo needs a yes."""

    code, status, field = "person.photo_not_allowed", 409, "scans"
    says = _("The person has not said yes to photos.")
    way_forward = _("Ask for consent first: a photo needs a yes of its own.")


class PhotoMissing(Refusal):
    """No file was chosen."""

    code, status, field = "person.photo_missing", 422, "scans"
    says = _("No photo was chosen.")
    way_forward = _("Take one with the phone, or choose a JPG or PNG. The photo that is there stays.")


class NotAPhoto(Refusal):
    """A PDF, where a picture belongs."""

    code, status, field = "person.not_a_photo", 422, "scans"
    says = _("This is no picture.")
    way_forward = _("Take a photo with the phone, or choose a JPG or PNG.")


def set_photo(
    *, by: Actor, person: Person, scans: Sequence[Opened] = (), drop: bool = False, seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Person:
    """The person's photo, in place of the one before; needs her yes. `drop` takes it out.

    Raises PhotoMissing, PhotoNotAllowed, NotAPhoto, PersonLocked, AlreadyMoved.
    """
    require(by, "person.record", person)
    if not scans and not drop:
        raise PhotoMissing
    if scans and not photo_is_allowed(person):
        raise PhotoNotAllowed
    if scans and not scans[0].kind.startswith("image/"):
        raise NotAPhoto
    with writing(person.village, by=by, deed="photo.changed", op=op, device=device) as book:
        check_present(person)
        before = person.refreshed().photo
        photo = papers.keep(by=by, territory=person.village, opened=nameless(scans[0], "foto"), subject=person.pk) if scans else None
        changed = book.change(person, seen=seen, photo=photo)
        if before is not None and changed.photo_id != before.pk:
            papers.discard(by=by, file=before)
        return changed


def nameless(opened: Opened, word: str) -> Opened:
    """A file under a name that tells nobody's: what was chosen on a phone is often called after the person."""
    return replace(opened, name=f"{word}.{opened.kind.rpartition('/')[2]}")


def photo_is_allowed(*persons: Person) -> bool:
    """Whether the newest answer of a person, under whichever of these entries it was given, is a yes to photos."""
    ids = [pk for person in persons for pk in all_of(person)]
    return consents.is_allowed(consents.standing([(each.purpose, each.status) for each in in_order(consents_of(ids))]).get("photo"))


def take_photos_out(book: Writing, by: Actor, entries: Iterable[Person]) -> None:
    """Whoever takes the yes to photos back is on none from that moment, under whichever entry it was kept."""
    for each in entries:
        stored = each.refreshed()
        if stored.photo is not None:
            photo = stored.photo
            book.change(stored, photo=None)
            papers.discard(by=by, file=photo)
