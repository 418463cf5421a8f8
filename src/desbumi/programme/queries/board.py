"""The board of villages, and the villages that may come onto it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from desbumi.access.policy import reached, scopes, visible
from desbumi.book.actors import Actor
from desbumi.programme.models import (
    Place,
    Programme,
    Stage,
    Step,
    Target,
)
from desbumi.programme.rules.way import PILLARS, STAGES, StepKind, is_stalled, number, open_steps, stalled_before
from desbumi.territory.models import Territory, within
from desbumi.territory.queries import find, with_place_above

DENSE_FROM, COUNTS_FROM = 13, 61  # villages on the board: large houses, small rows, counts first
MOST_REGENCIES = 60  # more than that, and the board counts by province


@dataclass(frozen=True)
class Row:
    """A village on the board: where it stands, what is open and whose, whether it stalls."""

    place: Place
    open_steps: tuple[StepKind, ...]
    is_stalled: bool
    house: dict[str, Any]

    @property
    def more(self) -> int:
        """How many steps stand open besides the first."""
        return len(self.open_steps) - 1


@dataclass(frozen=True)
class Board:
    """The board: villages by stage, or counts first when there are many."""

    total: int
    columns: list[tuple[Stage, int, list[Row]]]
    stalled: int
    size: str  # "large", "dense" or "counts"
    areas: list[tuple[Territory, dict[str, int], int]]


def places(user: Actor, *, programme: Programme | None = None, regency: str = "", cohort: str = "") -> QuerySet[Place]:
    """Places that the user may see, by stage and name."""
    found = visible(user, Place)
    if programme:
        found = found.filter(programme=programme)
    if regency:
        found = found.filter(within(regency, "village_id"))
    return found.filter(cohort=cohort) if cohort else found


def board(user: Actor, *, programme: Programme | None = None, regency: str = "", cohort: str = "") -> Board:
    """The board of villages for this user and filter."""
    found = places(user, programme=programme, regency=regency, cohort=cohort)
    counts = dict(found.values_list("stage").annotate(villages=Count("id")).order_by("stage"))
    total = sum(counts.values())
    size = "large" if total < DENSE_FROM else "dense" if total < COUNTS_FROM else "counts"
    shown: dict[str, list[Row]] = defaultdict(list)
    if size != "counts":
        for row in rows(found):
            shown[row.place.stage].append(row)
    columns = [(Stage(each), counts.get(each, 0), shown[each]) for each in Stage.values]
    return Board(total, columns, stalled(found).count(), size, by_area(found) if size == "counts" else [])


def rows(found: QuerySet[Place]) -> list[Row]:
    """Board rows for these places, in the order of their names."""
    detailed = (
        found.select_related("village", "village__parent").prefetch_related(Prefetch("steps", Step.objects.order_by("id"))).order_by("village__name", "id")
    )
    there = list(detailed)
    measures = reached_by_pillar([place.pk for place in there])
    return [row(place, measures.get(place.pk)) for place in there]


def row(place: Place, measures: Mapping[str, tuple[int, int]] | None = None) -> Row:
    """One village on the board; its steps are prefetched, its targets counted: pillar → (reached, all)."""
    steps = list(place.steps.all())
    moved_at = max([place.created_at, *(step.created_at for step in steps)])
    stalled_now = is_stalled(stage=place.stage, is_paused=bool(place.paused_on), moved_at=moved_at, now=timezone.now())
    return Row(place, open_steps(place.stage, {step.kind for step in steps}), stalled_now, house(place, measures or {}))


def house(place: Place, measures: Mapping[str, tuple[int, int]]) -> dict[str, Any]:
    """The house picture of a village, of what rooms measure: the roof is the stage of five, a pillar its targets reached of those set."""
    return {"roof": (number(place.stage), len(Stage)), **{pillar: measures.get(pillar) for pillar in PILLARS}, "ground": None}


def area_house(found: QuerySet[Place]) -> dict[str, Any]:
    """The house picture of a regency, or of all, from its places as far as the user sees or counts them; no village is named.

    The roof is the villages at assistance or later, a pillar the targets reached of those set in them.
    """
    later = STAGES[STAGES.index("assistance") :]
    villages = dict(found.annotate(is_later=Q(stage__in=later)).values_list("is_later").annotate(many=Count("id")).order_by("is_later"))
    rows = Target.objects.filter(place__in=found, dropped_because="").values_list("indicator__pillar", "is_reached")
    told: dict[str, Counter[bool]] = defaultdict(Counter)
    for pillar, is_there, many in rows.annotate(many=Count("id")).order_by("indicator__pillar"):
        told[pillar][is_there] += many
    pillars = {pillar: (told[pillar][True], sum(told[pillar].values())) if told[pillar] else None for pillar in PILLARS}
    return {"roof": (villages.get(True, 0), sum(villages.values())) if villages else None, **pillars, "ground": None}


def reached_by_pillar(found: Collection[UUID]) -> dict[UUID, dict[str, tuple[int, int]]]:
    """Place → pillar → (reached, all): for the house pictures of a board, in one question."""
    told: dict[UUID, dict[str, Counter[bool]]] = defaultdict(lambda: defaultdict(Counter))
    rows = Target.objects.filter(place__in=found, dropped_because="").values_list("place_id", "indicator__pillar", "is_reached")
    for place, pillar, is_there, many in rows.annotate(many=Count("id")).order_by("place_id"):
        told[place][pillar][is_there] += many
    return {place: {pillar: (many[True], sum(many.values())) for pillar, many in pillars.items()} for place, pillars in told.items()}


def stalled(found: QuerySet[Place]) -> QuerySet[Place]:
    """The places that `rules.is_stalled` says stall, decided in the database."""
    since = stalled_before(timezone.now())
    moved = Step.objects.filter(created_at__gte=since).values("place_id")
    return found.filter(created_at__lt=since, paused_on__isnull=True).exclude(stage=STAGES[-1]).exclude(pk__in=moved)


def by_area(found: QuerySet[Place]) -> list[tuple[Territory, dict[str, int], int]]:
    """Villages by regency and stage, in order of name; by province where the regencies are too many to read."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for code, stage, villages in found.annotate(regency=Substr("village_id", 1, 5)).values_list("regency", "stage").annotate(n=Count("id")).order_by("regency"):
        table[code][stage] += villages
    if len(table) > MOST_REGENCIES:
        provinces: dict[str, Counter[str]] = defaultdict(Counter)
        for code, stages in table.items():
            provinces[code[:2]].update(stages)
        table = provinces
    areas = Territory.objects.in_bulk(list(table))
    return [(areas[code], dict(table[code]), sum(table[code].values())) for code in sorted(table, key=lambda code: areas[code].name)]


def listed(user: Actor, *, programme: Programme | None = None, regency: str = "", cohort: str = "", stage: str = "") -> QuerySet[Place]:
    """Villages as a list, by name, with all that a row shows."""
    found = places(user, programme=programme, regency=regency, cohort=cohort)
    found = found.filter(stage=stage) if stage else found
    return found.select_related("village__parent").prefetch_related(Prefetch("steps", Step.objects.order_by("id"))).order_by("village__name", "id")


def villages_to_add(user: Actor) -> QuerySet[Territory]:
    """Villages that the user may take in: the register, where `place.add` reaches."""
    return reached(user, "place.add", Territory.objects.filter(level="village"))


def found_to_add(user: Actor, text: str) -> list[tuple[Territory, str, bool]]:
    """Villages of that name where the user may take villages in, best first: place, places above it, in a programme already."""
    if not text:
        return []
    found = find(text, level="village", among=[scope.territory for scope in scopes(user, "place.add")], limit=10)
    known = set(places(user).filter(village__in=found).values_list("village_id", flat=True))
    return [(place, above, place.pk in known) for place, above in with_place_above(found)]
