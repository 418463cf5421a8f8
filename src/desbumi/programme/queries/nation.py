"""The programme over all: the facts of the founding document, regencies, counts."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from desbumi.access.policy import can, countable, reached, visible
from desbumi.book.actors import Actor
from desbumi.programme.models import (
    AgreementScope,
    Cohort,
    Implementer,
    Organisation,
    Place,
    Programme,
    Stage,
)
from desbumi.programme.queries.board import area_house, places
from desbumi.programme.queries.village import agreements_of
from desbumi.territory.models import Territory
from desbumi.territory.rules import NATION


@dataclass(frozen=True)
class Tally:
    """Villages of one regency by stage and cohort, no village named; without counts where the user may not count."""

    regency: Territory
    implementers: list[str]
    stages: dict[str, int]
    cohorts: dict[str, int]
    total: int
    is_counted: bool


def first_programme() -> Programme | None:
    """The programme that was loaded first."""
    return Programme.objects.order_by("id").first()


def programmes(user: Actor) -> list[Programme]:
    """The programmes that the user knows of, the first loaded first."""
    return list(visible(user, Programme).order_by("id"))


def chosen_programme(user: Actor, key: str) -> Programme | None:
    """The programme that was chosen, else the first."""
    known = programmes(user)
    return next((each for each in known if str(each.pk) == key), known[0] if known else None)


def facts(user: Actor, programme: Programme) -> dict[str, Any]:
    """What the founding document tells and the villages have become, as `desbumi programme show --json` prints it."""
    agreements = list(agreements_of(user, programme, NATION))
    working = visible(user, Implementer).filter(programme=programme).select_related("organisation").order_by("id")
    named = dict.fromkeys(each.territory_id for agreement in agreements for each in agreement.scope.all())
    regencies = Territory.objects.select_related("parent").in_bulk(list(named))
    villages = places(user, programme=programme).select_related("village__parent").order_by("id")
    return {
        "programme": {"name": programme.name, "component": programme.component},
        "organisations": [
            {"key": each.key, "name": each.name, "kind": each.kind, "level": each.territory.level.replace("nation", "national"), "role": each.role}
            | ({"territory": each.territory_id} if each.territory_id != NATION else {})
            for each in visible(user, Organisation).select_related("territory").order_by("id")
        ],
        "agreements": [
            {
                "level": "national", "parties": [party.organisation.key for party in agreement.parties.all() if party.organisation],
                "status": agreement.status, "date": agreement.signed_on.isoformat() if agreement.signed_on else None,
                "scope": [each.territory_id for each in agreement.scope.all()],
            }
            for agreement in agreements
        ],
        "regencies": [
            {
                "code": code, "name": regencies[code].name, "province": getattr(regencies[code].parent, "name", ""),
                "implementers": [line.organisation.key for line in working if line.territory_id == code],
            }
            for code in named
        ],
        "villages": [
            {
                "code": each.village_id, "name": each.village.name, "district": getattr(each.village.parent, "name", ""),
                "cohort": each.cohort, "stage": each.stage,
            }
            for each in villages
        ],
        "events": [programme.event] if programme.event else [],
        "pillars": programme.pillars,
    }  # fmt: skip


def nations_house(user: Actor, programme: Programme) -> dict[str, Any]:
    """The house picture of the whole programme, from counts."""
    return area_house(countable(user, "counts.see", Place.objects.filter(programme=programme)))


def counts(user: Actor, programme: Programme) -> list[Tally]:
    """The named query behind AGGREGATES: regencies of the programme, their villages by stage and cohort."""
    found = countable(user, "counts.see", Place.objects.filter(programme=programme))
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for code, stage, cohort, villages in (
        found.annotate(regency=Substr("village_id", 1, 5)).values_list("regency", "stage", "cohort").annotate(n=Count("id")).order_by("regency")
    ):
        table[code] += Counter({stage: villages, cohort: villages, "total": villages})
    working = implementers_by_regency(programme)
    regencies = regencies_of(programme)
    counted = set(countable(user, "counts.see", Territory.objects.filter(pk__in=[place.pk for place in regencies])).values_list("pk", flat=True))
    return [
        Tally(
            place, working.get(place.code, []), {stage: table[place.code][stage] for stage in Stage.values},
            {cohort: table[place.code][cohort] for cohort in Cohort.values}, table[place.code]["total"],
            place.code in counted,
        )
        for place in regencies
        if place.code in counted or can(user, "open.see")
    ]  # fmt: skip


def regencies_of(programme: Programme) -> list[Territory]:
    """The regencies in which a programme works, in order of code: the scope of its agreements and its implementers'."""
    scope = AgreementScope.objects.filter(agreement__programme=programme).values("territory")
    working = Implementer.objects.filter(programme=programme).values("territory")
    return list(Territory.objects.filter(Q(pk__in=scope) | Q(pk__in=working), level="regency").order_by("code"))


def regencies_seen(user: Actor) -> list[Territory]:
    """Regencies in which the user sees villages of a programme."""
    codes = places(user).annotate(regency=Substr("village_id", 1, 5)).values_list("regency", flat=True).distinct().order_by("regency")
    return list(Territory.objects.filter(pk__in=list(codes)).order_by("name"))


def implementers_by_regency(programme: Programme) -> dict[str, list[str]]:
    """Regency code → names of those who carry the programme out there."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in Implementer.objects.on(timezone.localdate()).filter(programme=programme).order_by("id").values_list("territory_id", "organisation__name"):
        found[code].append(name)
    return dict(found)


def regencies_to_work_in(user: Actor) -> QuerySet[Territory]:
    """Regencies of programmes, where `implementer.record` reaches."""
    return reached(user, "implementer.record", Territory.objects.filter(level="regency", in_programme=True)).order_by("name")
