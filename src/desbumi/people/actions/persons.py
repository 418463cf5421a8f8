"""What people do about a person in the register. Each function is one deed and one op in the book."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.access.policy import NotAllowed, require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.people.actions.contacts import kept_number
from desbumi.people.models import Household, Person, Relative, Unmasking
from desbumi.people.models.persons import ABILITIES
from desbumi.people.queries.persons import related_to
from desbumi.people.rules import births, names, numbers
from desbumi.people.rules.births import Birth
from desbumi.people.search import keeping
from desbumi.refusals import Refusal
from desbumi.territory.models import Level, Territory

MOST_DIGITS = 3  # of RT and RW


class NameMissing(Refusal):
    """No letter in the name."""

    code, status, field = "person.name_missing", 422, "name"
    says = _("There is no letter in this name.")
    way_forward = _("Write the name as people say it. One word is enough.")


class NameTooLong(Refusal):
    """More letters than any name has."""

    code, status, field = "person.name_too_long", 422, "name"
    says = _("This name has more than %(most)s letters.")
    way_forward = _("Write the name as people say it; titles and the rest go under “Other spellings”.")


class NumberInWords(Refusal):
    """A NIK, family card or phone number where words belong: there it would lie open, and the search would not know it."""

    code, status, field = "person.number_in_words", 422, "name"
    says = _("There is a long number in what you wrote: “%(number)s”.")
    way_forward = _("Take it out here. A NIK, family card or phone number has a field of its own, where it is sealed and covered.")


class NotANeighbourhood(Refusal):
    """RT and RW are small numbers."""

    code, status = "person.not_a_neighbourhood", 422
    says = _("RT and RW are numbers of at most three digits.")
    way_forward = _("Write only the number, “3” or “003”. Leave it empty when nobody knows.")


class NotABirth(Refusal):
    """A text that tells no birth."""

    code, status, field = "person.not_a_birth", 422, "born"
    says = _("This is no day and no year.")
    way_forward = _("Write 12-7-1987, or 12 July 1987, or only 1987, or “age 39”. Leave it empty when nobody knows.")


class BornLater(Refusal):
    """A birth that is to come, or so long ago that nobody lives."""

    code, status, field = "person.born_later", 422, "born"
    says = _("Nobody can have been born then.")
    way_forward = _("Look at the year. Leave it empty when nobody knows.")


class NotANumber(Refusal):
    """What cannot be a NIK or family card number: letters, or another count of digits."""

    code, status = "person.not_a_number", 422
    says = _("A NIK and a family card number have 16 digits. You wrote %(many)s.")
    way_forward = _("Read it from the card once more. Leave it empty when the person has none, or the card is not here.")


class NothingToShow(Refusal):
    """A number that is not known."""

    code, status, field = "person.nothing_to_show", 409, "number"
    says = _("This number is not recorded.")
    way_forward = _("Ask the person, and record it.")


class PersonLocked(Refusal):
    """Someone asked that this person be erased, or it was merged into another."""

    code, status = "person.locked", 409
    says = _("This person is no longer in the register: an erasure was asked for, or it was found to be the same as another.")
    way_forward = _("Look for the name once more. Who decides about erasures sees it under “Erasures”.")


class NotInAVillage(Refusal):
    """People are registered in villages."""

    code, status, field = "person.not_in_a_village", 422, "village"
    says = _("People are registered in a village.")
    way_forward = _("Choose the village in which the person lives, or lived before leaving.")


def add_person(
    *, by: Actor, village: Territory, name: str, called: str = "", sex: str = "", born: str = "", hamlet: str = "", rt: str = "", rw: str = "",
    source: str = "", source_name: str = "", source_on: date | None = None, op: UUID | None = None, device: str = "",
) -> Person:  # fmt: skip
    """Someone of a village, by name; whatever is not known stays empty.

    Raises NameMissing, NameTooLong, NumberInWords, NotABirth, BornLater, NotANeighbourhood, NotInAVillage.
    """
    require(by, "person.record", village)
    if village.level != Level.VILLAGE:
        raise NotInAVillage
    no_number(name=name, called=called, hamlet=hamlet, source_name=source_name)
    birth = _birth(born, village)
    person = Person(
        village=village, name=_named(name), called=called, sex=sex, born_on=birth.on, born_year=birth.year, hamlet=hamlet, **_neighbourhood(rt=rt, rw=rw),
        source=source, source_name=source_name, source_on=source_on,
    )  # fmt: skip
    with writing(village, by=by, deed="person.added", op=op, device=device) as book:
        added = book.create(person)
        keeping.keep_fresh([added])
        return added


def add_many(
    *, by: Actor, village: Territory, people: Iterable[Person], homes: Iterable[Household] = (), relatives: Iterable[Relative] = (),
    deed: str = "person.added", op: UUID | None = None, device: str = "",
) -> list[Person]:  # fmt: skip
    """Many people of one village in one deed, with their households and relatives by name; the rows come ready made, as an import reads them."""
    require(by, "person.record", village)
    kin = list(relatives)
    with writing(village, by=by, deed=deed, op=op, device=device) as book:
        book.bulk_create(homes)
        added = book.bulk_create(people)
        book.bulk_create(kin)
        keeping.keep_fresh(added, {person: [each.name for each in theirs] for person, theirs in groupby(kin, key=lambda each: each.person_id)})
        return added


def tell_more(*, by: Actor, person: Person, told: Mapping[str, Any], deed: str, op: UUID | None = None, device: str = "") -> Person:
    """What a list tells of someone besides what is known; the fields come as they are stored. Raises PersonLocked."""
    require(by, "person.record", person)
    with writing(person.village, by=by, deed=deed, op=op, device=device) as book:
        check_present(person)
        changed = book.change(person, **told)
        if "hamlet" in told:
            keeping.keep([changed])
        return changed


def take_back(
    *, by: Actor, village: Territory, people: Iterable[Person], homes: Iterable[Household] = (), relatives: Iterable[Relative] = (), deed: str,
    op: UUID | None = None, device: str = "",
) -> None:  # fmt: skip
    """Take people out of the present whom a list brought by mistake, with what hangs on them; their past stays readable."""
    require(by, "person.record", village)
    with writing(village, by=by, deed=deed, op=op, device=device) as book:
        for each in relatives:
            book.remove(each)
        for person in people:
            book.remove(person)
            keeping.forget(person.pk)
        for home in homes:
            book.remove(home)


def change_names(
    *, by: Actor, person: Person, name: str, called: str = "", other_names: str = "", sex: str = "", born: str = "", birthplace: str = "",
    seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Person:  # fmt: skip
    """Who it is: names, sex, birth. Raises NameMissing, NameTooLong, NumberInWords, NotABirth, BornLater, PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    no_number(name=name, called=called, other_names=other_names, birthplace=birthplace)
    birth, named = _birth(born, person.village), _named(name)
    with writing(person.village, by=by, deed="person.changed", op=op, device=device) as book:
        check_present(person)
        changed = book.change(
            person, seen=seen, name=named, called=called, other_names="\n".join(spellings(other_names)), sex=sex, born_on=birth.on, born_year=birth.year,
            birthplace=birthplace,
        )  # fmt: skip
        keeping.keep([changed, *related_to(changed)])
        return changed


def change_address(
    *, by: Actor, person: Person, hamlet: str = "", rt: str = "", rw: str = "", seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Person:
    """Where someone lives. Raises NumberInWords, NotANeighbourhood, PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    no_number(hamlet=hamlet)
    with writing(person.village, by=by, deed="person.changed", op=op, device=device) as book:
        check_present(person)
        changed = book.change(person, seen=seen, hamlet=hamlet, **_neighbourhood(rt=rt, rw=rw))
        keeping.keep([changed])
        return changed


def change_numbers(
    *, by: Actor, person: Person, nik: str = "", drop_nik: bool = False, phone: str = "", drop_phone: bool = False, seen: int | None = None,
    op: UUID | None = None, device: str = "",
) -> Person:  # fmt: skip
    """NIK and phone: what is written replaces what was there, nothing leaves it, unless it is dropped. What a NIK disagrees with refuses nothing.

    Raises NotANumber, NotAPhone, PersonLocked, AlreadyMoved.
    """
    require(by, "person.record", person)
    fields = {"nik": "" if drop_nik else sixteen(nik, "nik"), "phone": "" if drop_phone else kept_number(phone)}
    told = {name: value for name, value in fields.items() if value or (drop_nik if name == "nik" else drop_phone)}
    with writing(person.village, by=by, deed="person.changed", op=op, device=device) as book:
        check_present(person)
        return book.change(person, seen=seen, **told)


def change_life(
    *, by: Actor, person: Person, education: str = "", marital_status: str = "", seen: int | None = None, op: UUID | None = None, device: str = ""
) -> Person:
    """School and marriage. Raises PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    with writing(person.village, by=by, deed="person.changed", op=op, device=device) as book:
        check_present(person)
        return book.change(person, seen=seen, education=education, marital_status=marital_status)


def change_abilities(
    *, by: Actor, person: Person, seeing: int | None = None, hearing: int | None = None, walking: int | None = None, remembering: int | None = None,
    self_care: int | None = None, communicating: int | None = None, seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Person:  # fmt: skip
    """The answers to the Washington Group short set, 1 (no difficulty) to 4 (cannot); None where nobody asked. Raises PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    answers = dict(zip(ABILITIES, (seeing, hearing, walking, remembering, self_care, communicating), strict=True))
    with writing(person.village, by=by, deed="person.changed", op=op, device=device) as book:
        check_present(person)
        return book.change(person, seen=seen, **answers)


def change_source(
    *, by: Actor, person: Person, source: str = "", source_name: str = "", source_on: date | None = None, seen: int | None = None, op: UUID | None = None,
    device: str = "",
) -> Person:  # fmt: skip
    """From whom the village knows this. Raises NumberInWords, PersonLocked, AlreadyMoved."""
    require(by, "person.record", person)
    no_number(source_name=source_name)
    with writing(person.village, by=by, deed="person.changed", op=op, device=device) as book:
        check_present(person)
        return book.change(person, seen=seen, source=source, source_name=source_name, source_on=source_on)


def unmask(*, by: Actor, person: Person, number: str, reason: str, op: UUID | None = None, device: str = "") -> Unmasking:
    """Look at a whole number (`nik`, `phone`, `card`) for one of four reasons; it stands in the person's history. Raises NothingToShow, PersonLocked."""
    require(by, "person.unmask", person)
    if not isinstance(by, Account):
        raise NotAllowed
    with writing(person.village, by=by, deed="number.unmasked", op=op, device=device) as book:
        check_present(person)
        stored = person.refreshed()
        home = stored.household
        if not {"nik": stored.nik, "phone": stored.phone, "card": home.card if home else ""}.get(number):
            raise NothingToShow
        return book.create(Unmasking(person=person, number=number, reason=reason, by=by.pk))


def check_present(person: Person) -> None:
    """Raise PersonLocked when the person is not in the register any more."""
    stored = person.refreshed()
    if stored.is_locked or stored.merged_into_id is not None:
        raise PersonLocked


def sixteen(text: str, field: str) -> str:
    """The digits of a NIK or family card number; nothing for nothing. Raises NotANumber, on that field."""
    found = numbers.digits(text)
    if found == "":
        return ""
    if found is None or len(found) != numbers.LENGTH:
        raise NotANumber(field=field, many=sum(letter.isdigit() for letter in text))
    return found


def spellings(text: str) -> list[str]:
    """Other spellings of a name, each once: one a line, or parted by commas."""
    parts = [" ".join(part.split()) for line in text.splitlines() for part in line.split(",")]
    return list(dict.fromkeys(part for part in parts if names.words(part)))


def no_number(**texts: str) -> None:
    """Raise NumberInWords, on the field, when a long number stands where words belong."""
    for field, text in texts.items():
        if found := numbers.long_number(text):
            raise NumberInWords(field=field, number=numbers.masked(found))


def _named(name: str) -> str:
    kept = " ".join(name.split())
    if not names.words(kept):
        raise NameMissing
    if len(kept) > names.MOST_LETTERS:
        raise NameTooLong(most=names.MOST_LETTERS)
    return kept


def _birth(text: str, village: Territory) -> Birth:
    found = births.birth(text, today=village.today)
    if found is None:
        raise NotABirth
    if births.is_to_come(found, village.today) or births.is_too_long_ago(found, village.today):
        raise BornLater
    return found


def _neighbourhood(**numbers_of: str) -> dict[str, str]:
    """RT and RW without noughts in front: “003” is “3”. Raises NotANeighbourhood, on the field."""
    found = {}
    for field, text in numbers_of.items():
        bare = numbers.digits(text) if text.strip() else ""
        if bare is None or len(bare) > MOST_DIGITS:
            raise NotANeighbourhood(field=field)
        found[field] = bare.lstrip("0") or bare[:1]
    return found
