"""Deciding whether two are one. Each function is one deed and one op in the book."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.queries import changed_by
from desbumi.book.writing import writing
from desbumi.people.actions.persons import check_present, spellings
from desbumi.people.actions.photos import photo_is_allowed
from desbumi.people.models import Pair, Person
from desbumi.people.queries.pairs import COMPARED, NUMBERS
from desbumi.people.rules.pairs import WAY
from desbumi.people.search import keeping
from desbumi.refusals import AlreadyMoved, Refusal

TAKEN = (*COMPARED, *NUMBERS, "born_year", "household", "source")
FOLLOWING = (("household", "relation"), ("source", "source_name", "source_on"))  # what is taken with the first of them


class PairDecided(Refusal):
    """Someone decided before, or one of the two is no longer there."""

    code, status = "pair.decided", 409
    says = _("This has been decided already, or one of the two is no longer in the register.")
    way_forward = _("Look at what stands there now. A merge can be undone on the page of the person who stayed.")


class OneAndTheSame(Refusal):
    """A person and that person."""

    code, status = "pair.one_and_the_same", 422
    says = _("This is one entry, not two.")
    way_forward = _("Choose another person.")


class NotMerged(Refusal):
    """Nothing to undo."""

    code, status = "pair.not_merged", 409
    says = _("This was undone already, or never merged.")
    way_forward = _("Look at what stands there now.")


def pair_up(*, by: Actor, person: Person, other: Person, likeness: int = 0, op: UUID | None = None, device: str = "") -> Pair:
    """Say that two are perhaps one; a pair that is known stays as it is. Raises OneAndTheSame, PersonLocked."""
    require(by, "person.merge", person)
    require(by, "person.see", other)
    if person.pk == other.pk:
        raise OneAndTheSame
    first, second = _in_order(person, other)
    with writing(first.village, by=by, deed="pair.found", op=op, device=device) as book:
        check_present(first)
        check_present(second)
        known = Pair.objects.filter(first=first, second=second).first()
        return known or book.create(Pair(first=first, second=second, likeness=likeness, status=WAY.after("find", None)))


def propose(*, by: Actor, person: Person, others: Sequence[tuple[Person, int]], op: UUID | None = None, device: str = "") -> list[Pair]:
    """Pairs of a person with others who are perhaps the same (and the points for it); pairs that are known, and decided, stay as they are."""
    require(by, "pair.find", person)
    there = [(*_in_order(person, other), points) for other, points in others]
    known = set(Pair.objects.filter(Q(first=person) | Q(second=person)).values_list("first_id", "second_id"))
    fresh = [(first, second, points) for first, second, points in there if (first.pk, second.pk) not in known]
    if not fresh:
        return []
    places = {first.village_id: first.village for first, _second, _points in fresh}
    with writing(*places.values(), by=by, deed="pair.found", op=op, device=device) as book:
        return [book.create(Pair(first=first, second=second, likeness=points, status=WAY.after("find", None))) for first, second, points in fresh]


def _in_order(one: Person, other: Person) -> tuple[Person, Person]:
    """A pair is the same whoever of it was met first."""
    return (one, other) if one.pk.hex < other.pk.hex else (other, one)


def part(*, by: Actor, pair: Pair, seen: int | None = None, op: UUID | None = None, device: str = "") -> Pair:
    """They are two people; nobody is asked again. Raises PairDecided."""
    require(by, "person.merge", pair)
    return _decide(by, pair, "part", "pair.parted", op, device, seen)


def postpone(*, by: Actor, pair: Pair, seen: int | None = None, op: UUID | None = None, device: str = "") -> Pair:
    """Not now. Raises PairDecided."""
    require(by, "person.merge", pair)
    return _decide(by, pair, "postpone", "pair.postponed", op, device, seen)


def _decide(by: Actor, pair: Pair, way: str, deed: str, op: UUID | None, device: str, seen: int | None) -> Pair:
    require(by, "person.merge", pair.second)
    with writing(pair.first.village, by=by, deed=deed, op=op, device=device) as book:
        stored = pair.refreshed()
        if stored.status not in ("open", "later"):
            raise PairDecided
        return book.change(pair, seen=seen, status=WAY.after(way, stored.status))


def merge(
    *,
    by: Actor,
    pair: Pair,
    keep: str = "first",
    taken: Iterable[str] = (),
    first_seen: int | None = None,
    second_seen: int | None = None,
    op: UUID | None = None,
    device: str = "",
) -> Person:
    """They are one: `keep` ("first" or "second") stays, the other leaves the lists and is found by nobody; its records count as the first's.

    What the one that stays does not know is taken from the other; of what both know, the fields in `taken`. The other spelling of the name is
    kept. `first_seen` and `second_seen` are the versions that the page showed. Raises PairDecided, AlreadyMoved. It can be undone (`part_again`).
    """
    require(by, "person.merge", pair)
    stays, goes = (pair.first, pair.second) if keep == "first" else (pair.second, pair.first)
    require(by, "person.merge", stays)
    require(by, "person.merge", goes)
    with writing(stays.village, goes.village, pair.first.village, by=by, deed="person.merged", op=op, device=device) as book:
        if pair.refreshed().status == "one":
            raise PairDecided
        stays, goes = stays.refreshed(), goes.refreshed()
        for each in (stays, goes):
            if each.is_locked or each.merged_into_id is not None:
                raise PairDecided
        if any(seen not in (None, each.refreshed().version) for seen, each in ((first_seen, pair.first), (second_seen, pair.second))):
            raise AlreadyMoved
        is_taken = goes.photo and not stays.photo and stays.village_id == goes.village_id and photo_is_allowed(stays, goes)  # a file is of one village's book
        photo: dict[str, Any] = {"photo": goes.photo} if is_taken else {}
        book.change(goes, merged_into=stays, **dict.fromkeys(photo))
        book.change(stays, **_filled(stays, goes, set(taken)), **photo)
        book.change(pair, status=WAY.after("merge", pair.status))
        keeping.keep([stays, goes])
        return stays


def _filled(stays: Person, goes: Person, taken: set[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    groups = {first: (first, *rest) for first, *rest in FOLLOWING}
    for name in TAKEN:
        theirs, own = ([getattr(each, field) for field in groups.get(name, (name,))] for each in (goes, stays))
        if theirs[0] not in (None, "") and (own[0] in (None, "") or name in taken) and theirs != own:
            found[name] = theirs[0]
    if "born_on" in found and stays.born_year not in (None, goes.born_year) and not taken & {"born_on", "born_year"}:
        del found["born_on"]  # the year that is known here stands, unless someone chose the other
    if stays.village_id != goes.village_id:
        found.pop("household", None)  # a household is of one village
    if "born_on" in found:
        found["born_year"] = goes.born_year
    elif "born_year" in found and stays.born_on is not None:
        found["born_on"] = None
    found |= {name: getattr(goes, name) for first, *rest in FOLLOWING if first in found for name in rest}
    other_name = stays.name if "name" in found else goes.name
    kept = [*stays.spellings, *goes.spellings] + ([other_name] if other_name != found.get("name", stays.name) else [])
    fitting, total = [], 0
    for each in spellings("\n".join(kept)):
        total += len(each) + 1
        if total <= 300:
            fitting.append(each)
    return {**found, "other_names": "\n".join(fitting)}


def part_again(*, by: Actor, person: Person, op: UUID | None = None, device: str = "") -> Person:
    """Undo the merge by which this person left the lists: what it changed in the other goes back, unless it was changed since.

    The book tells what was before. Raises NotMerged.
    """
    require(by, "person.merge", person)
    into = person.merged_into
    if into is None:
        raise NotMerged
    pair = _pair_of(person, into)
    places = [person.village, into.village, *([pair.first.village] if pair else [])]
    with writing(*places, by=by, deed="person.parted", op=op, device=device) as book:
        stored = person.refreshed()
        if stored.merged_into_id != into.pk or stored.is_locked or into.refreshed().is_locked:
            raise NotMerged
        here = into.refreshed()
        back = _before(stored, stored)
        if back.get("photo_id") != here.photo_id:  # taken out or replaced since: it does not come back
            back.pop("photo_id", None)
        for record, fields in ((here, _before(here, stored)), (stored, back)):  # in this order: two heads are none
            book.change(record, **fields)
        if pair is not None:
            book.change(pair, status=WAY.after("undo", pair.status))
        keeping.keep([person.refreshed(), into.refreshed()])
        return person


def _pair_of(person: Person, into: Person) -> Pair | None:
    first, second = sorted((person.pk, into.pk), key=lambda each: each.hex)
    return Pair.objects.filter(first=first, second=second, status="one").select_related("first__village").first()


def _before(record: Person, merged: Person) -> dict[str, Any]:
    """What the merge changed in a record and nobody has changed since: column → its value before."""
    columns = {field.name: field.attname for field in Person._meta.concrete_fields}
    told = changed_by("person.merged", merged, record)
    moved = {name for name, (_before, is_still_so) in told.items() if not is_still_so}
    kept = {name for together in Person.TOGETHER if moved & set(together) for name in together}  # what belongs together goes back together
    return {columns[name]: before for name, (before, is_still_so) in told.items() if is_still_so and name not in kept}
