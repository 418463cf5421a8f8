"""Questions about the rights over data: open requests, who may stand on a list, what a person's file holds."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from desbumi.access.models import Account
from desbumi.access.policy import can, reached, visible
from desbumi.access.queries import names_of
from desbumi.book.queries import history
from desbumi.people.models import Consent, Export, Person, RightsRequest
from desbumi.people.queries import persons
from desbumi.people.rules import consents
from desbumi.territory.models import Territory, within
from desbumi.territory.rules import above

MOST_ASKED = 500
MOST_EXPORTED = 20_000


def requests(user: Account) -> QuerySet[RightsRequest]:
    """Requests that the user may see: open ones first, soonest due first."""
    return visible(user, RightsRequest).select_related("person", "territory").order_by("status", "asked_at", "id")


def request(user: Account, of: RightsRequest) -> dict[str, Any]:
    """Everything that the page of a request shows."""
    lines = history([of])
    return {
        "may_answer": of.status == "asked" and can(user, "request.record", of),
        "may_make_file": of.may_make_file and can(user, "request.record", of),
        "lines": lines,
        "names": names_of(line.entry.actor for line in lines),
    }


def of_person(ids: list[UUID]) -> list[RightsRequest]:
    """What a person asked, newest first."""
    return list(RightsRequest.objects.filter(person__in=ids).order_by("-asked_at", "-id"))


def exportable(user: Account, territory: Territory, purpose: str, *, hamlet: str = "", sex: str = "", age: str = "", nik: str = "") -> tuple[list[UUID], int]:
    """Who may stand on a list that leaves the house, by name; and how many are left out for want of consent.

    Unasked people stand on covered lists for the village's duty and the programme's own team; on a report stands only who said
    yes. Whoever said no, or took a yes back, stands on none.
    """
    rows = list(persons.listing(user, place=territory.code, hamlet=hamlet, sex=sex, age=age, nik=nik).values_list("pk", flat=True)[: MOST_EXPORTED + 1])
    answers = standing(territory)
    allowed = [each for each in rows if _may_stand(answers.get(each), purpose)]
    return allowed, len(rows) - len(allowed)


def standing(territory: Territory) -> dict[UUID, str]:
    """What people of a place answered about lists and reports: person → the answer that holds; whoever was merged counts as who stayed."""
    merged = Person._base_manager.filter(merged_into__isnull=False).order_by("pk")
    into: dict[UUID, Any] = dict(merged.values_list("pk", "merged_into_id"))
    of_place = within(territory.code, "person__village_id") | Q(person__merged_into__isnull=False)
    rows = Consent._base_manager.filter(of_place, purpose="share").order_by("id")
    return {_root(each.person_id, into): each.status for each in persons.in_order(rows)}


def _root(person: UUID, into: dict[UUID, Any]) -> UUID:
    while person in into:
        person = into[person]
    return person


def _may_stand(answer: str | None, purpose: str) -> bool:
    return consents.is_allowed(answer) if purpose == "report" else not consents.is_left_out(answer)


def exports(user: Account) -> QuerySet[Export]:
    """Lists that left the house and that the user may see, newest first."""
    return visible(user, Export).select_related("territory").defer("whom").order_by("-id")


def exports_of(person: Person) -> list[Export]:
    """The lists on which a person, or whoever was merged into it, left the house, newest first."""
    ids = persons.all_of(person)
    rows = Export.objects.filter(territory__in=[person.village_id, *above(person.village_id)]).order_by("-id")
    return [each for each in rows.iterator(chunk_size=20) if any(each.holds(pk) for pk in ids)]


def rows_of(user: Account, export: Export) -> list[Person]:
    """The people of a list who are still in the register and have not taken their consent back since, as far as the user may see them, by name."""
    whom = bytes(export.whom)
    ids = [UUID(bytes=whom[at : at + 16]) for at in range(0, len(whom), 16)]
    answers = standing(export.territory)
    rows: list[Person] = []
    for start in range(0, len(ids), MOST_ASKED):
        rows += visible(user, Person).filter(pk__in=ids[start : start + MOST_ASKED]).select_related("village").order_by("pk")
    return sorted((each for each in rows if _may_stand(answers.get(each.pk), export.purpose)), key=lambda each: (each.name_key, each.pk.hex))


def places_of_breaches(user: Account) -> QuerySet[Territory]:
    """Places for which the user may say that data got into wrong hands."""
    return reached(user, "request.record", Territory.objects.filter(in_programme=True).order_by("name", "code"))


def places_to_export(user: Account) -> QuerySet[Territory]:
    """Places of which the user may take a list out of the house."""
    return reached(user, "person.export", Territory.objects.filter(in_programme=True).order_by("code"))
