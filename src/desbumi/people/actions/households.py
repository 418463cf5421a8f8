"""Who lives together, and who is what to whom. Each function is one deed and one op in the book."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.people.actions.contacts import kept_number
from desbumi.people.actions.persons import NameMissing, check_present, no_number, sixteen
from desbumi.people.models import Household, Person, Relative
from desbumi.people.rules import names
from desbumi.people.search import keeping
from desbumi.refusals import Refusal


class TwoHeads(Refusal):
    """A household has one head."""

    code, status, field, constraint = "household.two_heads", 409, "relation", ("people_household_one_head",)
    says = _("This household has a head already.")
    way_forward = _("Say first, on the page of the other, what that person is in the household now; or choose another word here.")


class OtherVillage(Refusal):
    """A household, and who is linked as a relative, are of one village."""

    code, status, field = "household.other_village", 422, "of"
    says = _("The two are registered in different villages.")
    way_forward = _("Write a relative of another village by name. Who has moved here is registered here first.")


class OwnRelative(Refusal):
    """Nobody is a relative of her own."""

    code, status, field, constraint = "relative.own", 422, "registered", ("people_relative_another",)
    says = _("Nobody can be a relative of herself.")
    way_forward = _("Choose another person, or write the name.")


class ParentTwice(Refusal):
    """A mother and a father, one each."""

    code, status, field, constraint = "relative.parent_twice", 409, "relation", ("people_relative_one_parent",)
    says = _("A mother or father of this person is recorded already.")
    way_forward = _("Change that entry. Who brings a child up without being mother or father is a guardian.")


class RelativeTwice(Refusal):
    """The same two, once more."""

    code, status, field, constraint = "relative.twice", 409, "registered", ("people_relative_once",)
    says = _("These two are recorded as relatives already.")
    way_forward = _("Change that entry.")


class ParentOfOwnParent(Refusal):
    """A child that is its mother's mother."""

    code, status, field = "relative.parent_of_parent", 422, "relation"
    says = _("This would make someone the parent of an own parent.")
    way_forward = _("Look at which of the two is older, and change that entry first.")


def set_up_household(
    *, by: Actor, person: Person, relation: str = "head", card: str = "", seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Household:
    """A household of which this person is the first member. Raises NotANumber, PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    kept = sixteen(card, "card")
    with writing(person.village, by=by, deed="household.set_up", op=op, device=device) as book:
        check_present(person)
        household = book.create(Household(territory=person.village, card=kept))
        book.change(person, seen=seen, household=household, relation=relation)
        return household


def join_household(*, by: Actor, person: Person, of: Person, relation: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> Person:
    """Live in the household of another; if that one has none, it is set up. Raises TwoHeads, OtherVillage, OwnRelative, PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    require(by, "person.see", of)
    if of.pk == person.pk:
        raise OwnRelative(field="of")
    if of.village_id != person.village_id:
        raise OtherVillage
    with writing(person.village, by=by, deed="household.joined", op=op, device=device) as book:
        check_present(person)
        check_present(of)
        theirs = of.refreshed()
        household = theirs.household
        if household is None:
            household = book.create(Household(territory=person.village))
            book.change(theirs, household=household, relation="" if relation == "head" else "head")
        return book.change(person, seen=seen, household=household, relation=relation)


def leave_household(*, by: Actor, person: Person, seen: int | None = None, op: UUID | None = None, device: str = "") -> Person:
    """No longer live there. Raises PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    with writing(person.village, by=by, deed="household.left", op=op, device=device) as book:
        check_present(person)
        return book.change(person, seen=seen, household=None, relation="")


def change_household(
    *, by: Actor, person: Person, relation: str, card: str = "", drop_card: bool = False, seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Person:
    """What the person is in the household, and the number of its family card: what is written replaces it. Raises NotANumber, TwoHeads, PersonLocked."""
    require(by, "person.record", person)
    kept = "" if drop_card else sixteen(card, "card")
    with writing(person.village, by=by, deed="household.changed", op=op, device=device) as book:
        check_present(person)
        stored = person.refreshed()
        if stored.household is not None:
            if kept or drop_card:
                book.change(stored.household, card=kept)
            book.change(stored, seen=seen, relation=relation)
        return stored


def add_relative(
    *, by: Actor, person: Person, relation: str, name: str = "", registered: Person | None = None, phone: str = "", is_next_of_kin: bool = False,
    is_carer: bool = False, op: UUID | None = None, device: str = "",
) -> Relative:  # fmt: skip
    """Who somebody is to a person: by name, or someone of the register (of the same village), whose name is then not copied.

    Raises NameMissing, NumberInWords, NotAPhone, OwnRelative, ParentTwice, RelativeTwice, ParentOfOwnParent, OtherVillage, PersonLocked.
    """
    require(by, "person.record", person)
    kept, named = kept_number(phone), " ".join(name.split())
    no_number(name=name)
    if registered is not None:
        require(by, "person.see", registered)
        _check_relation(person, registered, relation)
        named = ""
    elif not names.words(named):
        raise NameMissing
    with writing(person.village, by=by, deed="relative.added", op=op, device=device) as book:
        check_present(person)
        if registered is not None:
            check_present(registered)
        added = book.create(
            Relative(person=person, relation=relation, name=named, registered=registered, phone=kept, is_next_of_kin=is_next_of_kin, is_carer=is_carer)
        )
        keeping.keep([person, *([registered] if registered else [])])
        return added


def change_relative(
    *, by: Actor, relative: Relative, relation: str, name: str = "", phone: str = "", drop_phone: bool = False, is_next_of_kin: bool = False,
    is_carer: bool = False, seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Relative:  # fmt: skip
    """What is told about a relative; a phone number that is written replaces the one before.

    Raises NameMissing, NumberInWords, NotAPhone, ParentTwice, ParentOfOwnParent, PersonLocked, AlreadyMoved.
    """
    require(by, "person.record", relative)
    kept, named = "" if drop_phone else kept_number(phone), " ".join(name.split())
    no_number(name=name)
    if relative.registered is not None:
        _check_relation(relative.person, relative.registered, relation)
        named = ""
    elif not names.words(named):
        raise NameMissing
    with writing(relative.person.village, by=by, deed="relative.changed", op=op, device=device) as book:
        check_present(relative.person)
        changed = book.change(
            relative,
            seen=seen,
            relation=relation,
            name=named,
            phone=kept if kept or drop_phone else relative.phone,
            is_next_of_kin=is_next_of_kin,
            is_carer=is_carer,
        )
        keeping.keep([relative.person])
        return changed


def remove_relative(*, by: Actor, relative: Relative, seen: int | None = None, op: UUID | None = None, device: str = "") -> Person:
    """Take a relative out; the past stays readable. Raises PersonLocked, AlreadyMoved."""
    require(by, "person.record", relative)
    person, registered = relative.person, relative.registered
    with writing(person.village, by=by, deed="relative.removed", op=op, device=device) as book:
        check_present(person)
        book.remove(relative, seen=seen)
        keeping.keep([person, *([registered] if registered else [])])
        return person


def _check_relation(person: Person, registered: Person, relation: str) -> None:
    if person.pk == registered.pk:
        raise OwnRelative
    if person.village_id != registered.village_id:
        raise OtherVillage(field="registered")
    parents = ("mother", "father")
    is_backwards = Relative.objects.filter(person=registered, registered=person, relation__in=parents).exists()
    if relation in parents and is_backwards:
        raise ParentOfOwnParent
