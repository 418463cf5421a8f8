"""What the gathering pages ask of several rooms at once."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from desbumi.access.models import Account
from desbumi.access.policy import can, roles_of, visible
from desbumi.access.queries import names_of, staff_of
from desbumi.book.models import Entry
from desbumi.book.queries import entries_of, lines
from desbumi.programme import queries as programme
from desbumi.programme.models import Implementer, Place
from desbumi.programme.rules.way import STAGES, has_reached
from desbumi.territory.models import Territory, within
from desbumi.territory.rules import NATION

TOLD = (
    "programme.place",
    "programme.step",
    "programme.agreement",
    "programme.agreementparty",
    "programme.agreementscan",
    "programme.stepfile",
    "programme.agreementtext",
    "programme.team",
    "programme.target",
    "programme.achievement",
    "programme.villageanswer",
)


def village(user: Account, place: Territory) -> dict[str, Any]:
    """Everything about a village that its page shows."""
    found = list(visible(user, Place).filter(village=place).select_related("programme", "village").order_by("id"))
    measures = programme.reached_by_pillar([each.pk for each in found])
    stands = [
        {
            "place": each,
            "row": programme.row(each, measures.get(each.pk)),
            "passed": [stage for stage in STAGES if stage != each.stage and has_reached(each.stage, stage)],
            "way": programme.way_of(user, each),
            "agreements": list(programme.agreements_of(user, each.programme, place.code)),
            "over": programme.agreements_of(user, each.programme, NATION),
            "reached": [sum(many) for many in zip(*measures.get(each.pk, {}).values(), strict=True)],  # targets reached, and all of them
            "may_record": can(user, "step.record", each),
            "may_draft": can(user, "understanding.draft", each),
            "may_lead": can(user, "place.set_back", each),
            "may_set_back": each.stage != each.entered_at and can(user, "place.set_back", each),
        }
        for each in found
    ]
    return {
        "may_visit": can(user, "event.record", place),
        "stands": stands,
        "people": staff_of(user, place),
        "contacts": programme.contacts_around(user, place),
        "events": programme.of_village(user, place),
        **told(happened(place)[:8]),
    }


def told(entries: Iterable[Entry]) -> dict[str, Any]:
    """Entries in words, with the names of who did it."""
    shown = lines(entries)
    return {"lines": shown, "names": names_of(line.entry.actor for line in shown)}


def happened(place: Territory) -> QuerySet[Entry]:
    """What happened to a village's place in its programmes, newest first."""
    return entries_of(f"{place.code}/main", TOLD)


def regency(user: Account, place: Territory) -> dict[str, Any]:
    """Everything about a regency that its page shows."""
    there = visible(user, Place).filter(within(place.code, "village_id"))
    rows = programme.rows(there)
    known = programme.programmes(user)
    over = [agreement for each in known for code in (place.code, NATION) for agreement in programme.agreements_of(user, each, code)]
    return {
        "rows": rows,
        "house": programme.area_house(there),
        "existing": [row for row in rows if row.place.cohort == "existing"],
        "expansion": [row for row in rows if row.place.cohort == "expansion"],
        "implementers": visible(user, Implementer).filter(territory=place).select_related("organisation", "programme").order_by("id"),
        "over": over,
        "people": staff_of(user, place),
    }


def own_villages(user: Account) -> list[Territory]:
    """Villages in which the user holds a role, in order of name."""
    return list(visible(user, Territory).filter(level="village", pk__in=[role.territory_id for role in roles_of(user)]).order_by("name"))
