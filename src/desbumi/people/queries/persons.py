"""Questions about people of the register: the list, one person, what is worth a look."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.access.policy import any_of, can, scopes, visible
from desbumi.book.models import Recorded
from desbumi.people.models import Consent, Person, Relative, RightsRequest, Unmasking
from desbumi.people.rules import consents, numbers
from desbumi.territory.models import Level, Territory, within
from desbumi.territory.queries import districts

SHOWN_FOR = timedelta(minutes=5)  # how long a number stays whole for whoever asked for it
HAMLETS = 60
DOUBTS = {
    "nik_is_card": _("The NIK is the number of the family card."),
    "nik_perhaps_card": _("The NIK looks like a family card number: the day in it is one on which a card is made."),
    "nik_region": _("The register has no district with the first six digits of the NIK."),
    "nik_day": _("The NIK has no day of the calendar in it."),
    "nik_birth": _("The day of birth in the NIK is another than the one recorded here."),
    "nik_sex": _("The NIK tells another sex than the one recorded here."),
    "nik_serial": _("The last four digits of the NIK are noughts."),
    "nik_twice": _("Someone else has the same NIK:"),
}
AGES = {"child": (0, 17), "young": (18, 30), "adult": (31, 59), "old": (60, 200)}


def villages_to_register_in(user: Account) -> QuerySet[Territory]:
    """Villages of the programmes in which the user may register people, and those in which the user holds a role."""
    found = any_of(scopes(user, "person.record"), "code")
    rows = Territory.objects.filter(level=Level.VILLAGE).order_by("name", "code")
    if found is None:
        return rows.none()
    own = [scope.territory for scope in scopes(user, "person.record")]
    return rows.filter(found).filter(Q(in_programme=True) | Q(code__in=own))


def listing(user: Account, *, place: str = "", hamlet: str = "", sex: str = "", age: str = "", nik: str = "", today: date | None = None) -> QuerySet[Person]:
    """People of the register, by name."""
    rows = visible(user, Person)
    if place:
        rows = rows.filter(within(place, "village_id"))
    if hamlet:
        rows = rows.filter(hamlet=hamlet)
    if sex:
        rows = rows.filter(sex=sex)
    if nik:
        rows = rows.filter(nik_index="") if nik == "none" else rows.exclude(nik_index="")
    if age:
        rows = rows.filter(_of_age(age, today or timezone.localdate()))
    return rows.order_by("name_key", "id")


def _of_age(band: str, today: date) -> Q:
    if band not in AGES:
        return Q(born_year__isnull=True)
    least, most = AGES[band]
    return Q(born_year__gte=today.year - most, born_year__lte=today.year - least)


def hamlets(user: Account, place: str) -> list[str]:
    """Hamlets that people of a village are registered in."""
    found = visible(user, Person).filter(village=place).exclude(hamlet="").order_by("hamlet").values_list("hamlet", flat=True).distinct()
    return list(found[:HAMLETS])


@dataclass(frozen=True)
class Doubt:
    """Something worth a look: which field, a code, and who else bears the same number."""

    code: str
    others: tuple[Person, ...] = ()

    @property
    def says(self) -> str:
        """What it is, in words."""
        return str(DOUBTS[self.code])


def doubts(user: Account, person: Person) -> list[Doubt]:
    """What of a person is worth a look. A number that someone elsewhere has too is told only to who may see that one."""
    today = person.village.today
    card = person.household.card if person.household else ""
    knows = not person.nik or f"{person.nik[:2]}.{person.nik[2:4]}.{person.nik[4:6]}" in districts()
    told = numbers.doubts(person.nik, sex=person.sex, born_on=person.born_on, born_year=person.born_year, knows_region=knows, card=card, today=today)
    found = [Doubt(f"nik_{code}") for code in told]
    if person.nik_index:
        same = visible(user, Person).filter(nik_index=person.nik_index).exclude(pk=person.pk).order_by("name_key", "id")[:5]
        found += [Doubt("nik_twice", tuple(same))] if same else []
    return found


def whole(user: Account, looks: Iterable[Unmasking]) -> set[str]:
    """Numbers that the user asked to see whole a few minutes ago, of the looks at a person's numbers."""
    since = timezone.now() - SHOWN_FOR
    return {each.number for each in looks if each.by == user.pk and each.created_at >= since}


def all_of(person: Person) -> list[UUID]:
    """The person and whoever was merged into it: their records are one person's."""
    return all_of_id(person.pk)


def who_stayed(person: Person) -> Person:
    """Who counts for a person now: the last that it was merged into, or itself."""
    while person.merged_into is not None:
        person = person.merged_into
    return person


def entries_of(person: Person) -> list[Person]:
    """The person and whoever was merged into it, as they stand now, each with its village."""
    return list(Person._base_manager.filter(pk__in=all_of(person)).select_related("village", "photo").order_by("pk"))


def all_of_id(person: UUID) -> list[UUID]:
    """As `all_of`, by id; who was merged comes after whom it was merged into."""
    found, fresh = [person], [person]
    while fresh:
        fresh = list(Person._base_manager.filter(merged_into__in=fresh).order_by("pk").values_list("pk", flat=True))
        found += fresh
    return found


def related_to(person: Person) -> list[Person]:
    """Those who are found by this person's name too."""
    found = Person.objects.filter(relative_of__person=person) | Person.objects.filter(relatives__registered=person)
    return list(found.distinct().order_by("pk"))


def relatives(ids: Collection[UUID]) -> list[Relative]:
    """Who somebody is to the person, and of whom the person is a relative; who is told first before the others, who is locked not at all."""
    there = Q(registered__isnull=True) | Q(registered__is_locked=False)
    rows = Relative.objects.filter(there, Q(person__in=ids) | Q(registered__in=ids), person__is_locked=False)
    return list(rows.select_related("person", "registered").order_by("-is_next_of_kin", "relation", "id"))


@dataclass(frozen=True)
class Purpose:
    """One purpose, what holds for it, and the answers that were given."""

    code: str
    label: str
    answer: str
    newest: Consent | None

    @property
    def is_allowed(self) -> bool:
        """Whether the answer is yes."""
        return consents.is_allowed(self.answer)


def purposes(answers: Iterable[Consent]) -> list[Purpose]:
    """What the person allows: for each purpose the newest answer, or none while nobody asked."""
    newest = {each.purpose: each for each in in_order(answers)}
    return [Purpose(code, str(label), newest[code].status if code in newest else "", newest.get(code)) for code, label in Consent.PURPOSES]


def in_order(answers: Iterable[Consent]) -> list[Consent]:
    """Answers as they were given or taken back: a withdrawal counts from its own day, not from the day of the yes."""
    return sorted(answers, key=lambda each: (each.withdrawn_on or each.given_on, each.withdrawn_on is not None, each.pk.hex))


def consents_of(ids: Collection[UUID]) -> list[Consent]:
    """All answers of a person."""
    return list(Consent.objects.filter(person__in=ids).order_by("given_on", "id"))


@dataclass(frozen=True)
class Around:
    """What hangs on a person: whoever was merged into it, who lives in the household, relatives, answers, looks at its numbers."""

    person: Person
    merged: list[Person]
    members: list[Person]
    relatives: list[Relative]
    consents: list[Consent]
    looks: list[Unmasking]

    @property
    def ids(self) -> list[UUID]:
        """The person's id and those that are the same person."""
        return [self.person.pk, *(each.pk for each in self.merged)]

    @property
    def records(self) -> list[Recorded]:
        """The records whose past is this person's."""
        own = [each for each in self.relatives if each.person_id in self.ids]
        return [self.person, *self.merged, *own, *self.consents, *self.looks, *([self.person.household] if self.person.household else [])]


def around(person: Person) -> Around:
    """What hangs on a person, in few questions."""
    same_or_near = Q(merged_into=person) | Q(household=person.household_id) if person.household_id else Q(merged_into=person)
    near = list(Person._base_manager.filter(same_or_near).order_by("relation", "name_key", "id"))
    merged = [each for each in near if each.merged_into_id == person.pk]
    if merged:
        further = all_of_id(person.pk)[1:]
        merged = list(Person._base_manager.filter(pk__in=further).order_by("pk"))
    near = [each for each in near if each.village_id == person.village_id or each.merged_into_id]
    members = [each for each in near if each.household_id and each.household_id == person.household_id and each.merged_into_id is None and not each.is_locked]
    ids = [person.pk, *(each.pk for each in merged)]
    looks = list(Unmasking.objects.filter(person__in=ids).order_by("id"))
    return Around(person, merged, [each for each in members if each.pk != person.pk], relatives(ids), consents_of(ids), looks)


def page_of(user: Account, person: Person, there: Around) -> dict[str, Any]:
    """What the room tells of a person for the page that gathers from all rooms."""
    sees_requests = can(user, "request.see", person)
    return {
        "today": person.village.today,
        "whole": whole(user, there.looks),
        "doubts": doubts(user, person),
        "members": there.members,
        "relatives": [each for each in there.relatives if each.person_id in there.ids and can(user, "person.see", each)],
        "known_by": [each for each in there.relatives if each.person_id not in there.ids and can(user, "person.see", each)],
        "purposes": purposes(there.consents),
        "may_record": can(user, "person.record", person),
        "may_unmask": can(user, "person.unmask", person),
        "may_erase": can(user, "erasure.ask", person),
        "may_merge": can(user, "person.merge", person),
        "may_ask_right": can(user, "request.record", person),
        "has_merged": bool(there.merged),
        "asked": list(visible(user, RightsRequest).filter(person__in=there.ids).select_related("territory").order_by("-asked_at", "-id"))
        if sees_requests
        else [],
    }
