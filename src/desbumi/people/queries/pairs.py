"""Who is perhaps the same: few candidates by what sounds or is numbered alike, then points for each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from desbumi.access.models import Account
from desbumi.access.policy import visible
from desbumi.book.fields import plain
from desbumi.book.queries import in_words
from desbumi.people.models import Pair, Person
from desbumi.people.queries.finding import near, relatives_of
from desbumi.people.queries.persons import who_stayed
from desbumi.people.rules import births, names, pairs
from desbumi.people.search import fulltext
from desbumi.territory.models import Territory, within
from desbumi.ui.templatetags.ui import moment

MOST, MOST_AT_ENTRY = 80, 50  # candidates looked at; fewer while somebody is typing
COMPARED = (
    "name", "called", "other_names", "sex", "born_on", "birthplace", "hamlet", "rt", "rw", "education", "marital_status", "seeing", "hearing", "walking",
    "remembering", "self_care", "communicating",
)  # fmt: skip
NUMBERS = ("nik", "phone")
LOOKED_AT = ("name", "other_names", "called", "sex", "born_on", "born_year", "nik_index", "phone_index", "village", "hamlet", "rt", "rw")


@dataclass(frozen=True)
class Alike:
    """Someone who is perhaps the same, with the points for it."""

    person: Person
    likeness: int


def candidates(person: Person, most: int = MOST) -> list[UUID]:
    """Those of the same regency who could be this person: the same number, or a name that sounds alike; of each kind at most so many."""
    found = list(_numbered(person).values_list("pk", flat=True)[:most])
    scope = [person.village_id[:5]]
    told = [names.sounds(each) for each in (person.name, *person.spellings)]
    for heard in told:
        if not heard:
            continue
        found += fulltext.matching([[[(each, False)] for each in heard]], scope, limit=most)
        if len(heard) > 1:
            close = near(heard)
            nearly = [[(each, False), *((sound, False) for sound in close[each])] for each in heard]
            longest = sorted(range(len(heard)), key=lambda at: (-len(heard[at]), at))[:2]  # a word may be missing on the other side
            found += fulltext.matching([nearly, [nearly[at] for at in longest]], scope, limit=most)
    return [each for each in dict.fromkeys(found) if each != person.pk]


def _numbered(person: Person) -> QuerySet[Person]:
    wanted = Q(pk__in=[])
    if person.nik_index:
        wanted |= Q(nik_index=person.nik_index)
    if person.phone_index:
        wanted |= Q(phone_index=person.phone_index)
    found: QuerySet[Person] = Person.objects.filter(wanted).filter(within(person.village_id[:5], "village_id")).exclude(pk=person.pk).order_by("id")
    return found


def facts(people: Collection[Person]) -> dict[UUID, pairs.Facts]:
    """What of these people can speak for or against being one."""
    related = relatives_of([each.pk for each in people])
    return {
        each.pk: pairs.Facts(
            (each.name, *each.spellings), each.called, each.sex, each.born_on, each.born_year, each.nik_index, each.phone_index, each.village_id, each.hamlet,
            each.rt, tuple(related.get(each.pk, ())),
        )
        for each in people
    }  # fmt: skip


def alike(person: Person, *, least: int = pairs.THRESHOLD, most: int = MOST) -> list[Alike]:
    """Who is perhaps the same, most alike first. The person need not be in the register yet."""
    ids = candidates(person, most)
    rows = list(Person.objects.filter(pk__in=ids).only(*LOOKED_AT).order_by("pk"))
    told = facts([person, *rows])
    found = [Alike(each, pairs.likeness(told[person.pk], told[each.pk])) for each in rows]
    return sorted((each for each in found if each.likeness >= least), key=lambda each: (-each.likeness, each.person.pk.hex))


def alike_seen(user: Account, person: Person, *, least: int = pairs.THRESHOLD, limit: int = 5, most: int = MOST) -> list[Alike]:
    """Of those, whom this user may see."""
    found = alike(person, least=least, most=most)
    seen = set(visible(user, Person).filter(pk__in=[each.person.pk for each in found]).values_list("pk", flat=True)) if found else set()
    return [each for each in found if each.person.pk in seen][:limit]


def alike_at_entry(
    user: Account, village: Territory, *, name: str, called: str = "", sex: str = "", born: str = "", hamlet: str = "", rt: str = ""
) -> list[Alike]:
    """Who is perhaps the same as someone who is being typed in; what makes no sense yet counts as not known."""
    birth = births.birth(born, today=village.today) or births.Birth()
    known = sex if sex in ("female", "male") else ""
    typed = Person(village=village, name=name[:120], called=called, sex=known, born_on=birth.on, born_year=birth.year, hamlet=hamlet, rt=rt)
    return alike_seen(user, typed, least=pairs.AT_ENTRY, limit=4, most=MOST_AT_ENTRY)


def waiting(user: Account) -> QuerySet[Pair]:
    """Pairs that wait for a decision, most alike first: where the user may see both."""
    there = visible(user, Person)
    rows = visible(user, Pair).filter(status__in=("open", "later"), first__in=there, second__in=there)
    return rows.select_related("first__village", "second__village").order_by("status", "-likeness", "id")


def is_seen(user: Account, pair: Pair) -> bool:
    """Whether the user may see both of a pair, and both are there."""
    return visible(user, Person).filter(pk__in=[pair.first_id, pair.second_id]).count() == len({pair.first_id, pair.second_id})


def is_over(user: Account, pair: Pair) -> bool:
    """Whether one of a pair was merged meanwhile, and the user may see whoever stayed."""
    now = [who_stayed(each) for each in (pair.first, pair.second)]
    is_merged = [each.pk for each in now] != [pair.first_id, pair.second_id]
    return is_merged and visible(user, Person).filter(pk__in=[each.pk for each in now]).count() == len({each.pk for each in now})


@dataclass(frozen=True)
class Row:
    """One field of two people, side by side; which side a merge would take if nobody chose otherwise."""

    field: str
    label: str
    first: Any
    second: Any
    is_other: bool = False  # although both are told in the same words

    @property
    def is_same(self) -> bool:
        """Whether both say the same, or one says nothing."""
        return (self.first == self.second and not self.is_other) or not self.first or not self.second


def side_by_side(first: Person, second: Person) -> list[Row]:
    """What is known of both, field by field; numbers covered; what neither tells is left out."""
    rows = [_row(first, second, name) for name in COMPARED if plain(getattr(first, name)) or plain(getattr(second, name))]
    if (first.born_year or second.born_year) and not (first.born_on and second.born_on):
        rows.append(_row(first, second, "born_year"))
    rows += [_told(first, second, name) for name in (*NUMBERS, "household", "source", "photo") if _side(first, name) or _side(second, name)]
    one, other = _relatives(first, second)
    since = [moment(each.created_at, each.village.zone) for each in (first, second)]
    return [*rows, Row("", _("Relatives"), one, other), Row("", _("Recorded"), since[0], since[1])]


def _told(first: Person, second: Person, name: str) -> Row:
    """A number covered, of a household its card, of a source who told it, of a photo, which cannot be chosen, only that there is one."""
    label = str(Person._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    is_other = name == "household" and None not in (first.household_id, second.household_id) and first.household_id != second.household_id
    return Row("" if name == "photo" else name, label, _side(first, name), _side(second, name), is_other)


def _side(person: Person, name: str) -> str:
    if name in NUMBERS:
        return str(getattr(person, f"{name}_masked"))
    if name == "household":
        return (person.household.card_masked or _("yes")) if person.household else ""
    if name == "source":
        return ", ".join(part for part in (str(person.get_source_display()), person.source_name) if part)
    return _("yes") if person.photo_id else ""


def _row(first: Person, second: Person, name: str) -> Row:
    (label, one), (_label, other) = (in_words(Person, name, plain(getattr(each, name))) for each in (first, second))
    return Row(name, label, one, other)


def _relatives(first: Person, second: Person) -> Sequence[str]:
    related = relatives_of([first.pk, second.pk])
    return [", ".join(name for _relation, name in related.get(each.pk, ())) for each in (first, second)]
