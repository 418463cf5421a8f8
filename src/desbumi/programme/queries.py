"""Questions about programmes: the board, a village's way, counts, the facts of the founding document."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from desbumi.access.policy import can, countable, visible
from desbumi.access.queries import staff_of
from desbumi.book.actors import Actor
from desbumi.programme.models import Agreement, AgreementParty, AgreementScope, Cohort, Implementer, Organisation, Place, Programme, Stage, Step
from desbumi.programme.rules import STALLED_AFTER, STEPS, StepKind, before_the_book, is_stalled, left_behind, number, open_steps
from desbumi.territory.models import Territory, within

DENSE_FROM, COUNTS_FROM = 13, 61  # villages on the board: large houses, small rows, counts first


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
    regencies: list[tuple[Territory, dict[str, int], int]]


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
    return Board(total, columns, stalled(found).count(), size, by_regency(found) if size == "counts" else [])


def rows(found: QuerySet[Place]) -> list[Row]:
    """Board rows for these places, in the order of their names."""
    detailed = (
        found.select_related("village", "village__parent").prefetch_related(Prefetch("steps", Step.objects.order_by("id"))).order_by("village__name", "id")
    )
    return [row(place) for place in detailed]


def row(place: Place) -> Row:
    """One village on the board; its steps are prefetched."""
    done = {step.kind for step in place.steps.all()}
    last = max((timezone.localdate(step.created_at) for step in place.steps.all()), default=None)
    open_now = open_steps(place.stage, done)
    stalled = is_stalled(
        open_count=len(open_now),
        is_paused=bool(place.paused_on),
        last_step_on=last,
        entered_on=timezone.localdate(place.created_at),
        today=timezone.localdate(),
    )
    return Row(place, open_now, stalled, house(place))


def house(place: Place) -> dict[str, Any]:
    """The house picture of a village: only what a room measures; so far the roof, the stage of five."""
    return {"roof": (number(place.stage), len(Stage)), "social": None, "economic": None, "political": None, "ground": None}


def stalled(found: QuerySet[Place]) -> QuerySet[Place]:
    """Places without a step for 60 days although steps stand open, decided in the database."""
    since = timezone.now() - STALLED_AFTER
    moved = Step.objects.filter(created_at__gte=since).values("place_id")
    return found.filter(created_at__lt=since, paused_on__isnull=True).exclude(stage="independent").exclude(pk__in=moved)


def by_regency(found: QuerySet[Place]) -> list[tuple[Territory, dict[str, int], int]]:
    """Villages by regency and stage, in order of name."""
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for code, stage, villages in found.annotate(regency=Substr("village_id", 1, 5)).values_list("regency", "stage").annotate(n=Count("id")).order_by("regency"):
        table[code][stage] += villages
    regencies = Territory.objects.in_bulk(list(table))
    return [(regencies[code], dict(table[code]), sum(table[code].values())) for code in sorted(table, key=lambda code: regencies[code].name)]


@dataclass(frozen=True)
class Tally:
    """Villages of one regency by stage and cohort, no village named; without counts where the user may not count."""

    regency: Territory
    implementers: list[str]
    stages: dict[str, int]
    cohorts: dict[str, int]
    total: int
    is_counted: bool


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


def implementers_by_regency(programme: Programme) -> dict[str, list[str]]:
    """Regency code → names of those who carry the programme out there."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in Implementer.objects.filter(programme=programme).order_by("id").values_list("territory_id", "organisation__name"):
        found[code].append(name)
    return dict(found)


@dataclass(frozen=True)
class Peer:
    """An assisted village in the same step: where it stands there, and whom to call."""

    place: Place
    step: Step | None
    is_before: bool
    people: list[Any]


@dataclass(frozen=True)
class Way:
    """One step on a village's page: `state` is done, open, left, before or later."""

    kind: StepKind
    state: str
    step: Step | None
    peers: list[Peer]


def way_of(user: Actor, place: Place) -> list[Way]:
    """All steps of a village in order, each with where the assisted villages stand in it."""
    done = {step.kind: step for step in place.steps.order_by("id")}
    before, now = before_the_book(place.entered_at), open_steps(place.stage, done)
    left = left_behind(place.stage, place.entered_at, done)
    peers = _peers(user, place) if place.cohort == "expansion" else []
    found: list[Way] = []
    for kind in STEPS:
        state = "done" if kind.key in done else "before" if kind in before else "open" if kind in now else "left" if kind in left else "later"
        beside = [Peer(peer, steps.get(kind.key), kind in before_the_book(peer.entered_at), people) for peer, steps, people in peers]
        found.append(Way(kind, state, done.get(kind.key), beside if state in ("open", "left") else []))
    return found


def _peers(user: Actor, place: Place) -> list[tuple[Place, dict[str, Step], list[Any]]]:
    """Assisted villages of the same programme that the user may see, with their steps and people."""
    existing = places(user, programme=place.programme, cohort="existing").select_related("village").prefetch_related("steps")
    found = list(existing.filter(within(place.village_id[:5], "village_id")).order_by("village__name", "id")[:12])
    people: dict[str, list[Any]] = defaultdict(list)
    for assignment in staff_of(user, *(peer.village for peer in found)):
        people[assignment.territory_id].append(assignment)
    return [(peer, {step.kind: step for step in peer.steps.all()}, people[peer.village_id]) for peer in found]


def agreements_over(user: Actor, village: Territory, programme: Programme) -> QuerySet[Agreement]:
    """The agreements of a village itself, newest first, with their parties."""
    found = visible(user, Agreement).filter(programme=programme, territory=village)
    return found.prefetch_related("parties__organisation", "parties__government_of", "extensions").order_by("-signed_on", "-id")


def national_agreements(programme: Programme) -> QuerySet[Agreement]:
    """The understandings under which the whole programme stands; known to everyone who takes part in it."""
    found = Agreement.objects.filter(programme=programme, territory="00")
    return found.prefetch_related("parties__organisation", "parties__government_of", "scope__territory", "extensions").order_by("id")


def first_programme() -> Programme | None:
    """The programme that was loaded first."""
    return Programme.objects.order_by("id").first()


def facts(programme: Programme) -> dict[str, Any]:
    """What the founding document tells and the villages have become, as `desbumi programme show --json` prints it."""
    agreements = Agreement.objects.filter(programme=programme, territory="00").order_by("id")
    working = Implementer.objects.filter(programme=programme).select_related("organisation").order_by("id")
    villages = Place.objects.filter(programme=programme).select_related("village__parent").order_by("id")
    return {
        "programme": {"name": programme.name, "component": programme.component},
        "organisations": [
            {"key": each.key, "name": each.name, "kind": each.kind, "level": each.territory.level.replace("nation", "national"), "role": each.role}
            | ({"territory": each.territory_id} if each.territory_id != "00" else {})
            for each in Organisation.objects.select_related("territory").order_by("id")
        ],
        "agreements": [
            {
                "level": "national",
                "parties": [party.organisation.key for party in AgreementParty.objects.filter(agreement=each).select_related("organisation").order_by("id") if party.organisation],
                "status": each.status,
                "date": each.signed_on.isoformat() if each.signed_on else None,
                "scope": list(AgreementScope.objects.filter(agreement=each).order_by("id").values_list("territory_id", flat=True)),
            }
            for each in agreements
        ],
        "regencies": [
            {
                "code": each.code, "name": each.name, "province": each.parent.name if each.parent else "",
                "implementers": [line.organisation.key for line in working if line.territory_id == each.code],
            }
            for each in _in_order_of_scope(programme)
        ],
        "villages": [
            {
                "code": each.village_id, "name": each.village.name, "district": each.village.parent.name if each.village.parent else "",
                "cohort": each.cohort, "stage": each.stage,
            }
            for each in villages
        ],
        "events": [programme.event] if programme.event else [],
        "pillars": programme.pillars,
    }  # fmt: skip


def _in_order_of_scope(programme: Programme) -> list[Territory]:
    """Regencies in the order in which the agreements name them."""
    named = list(AgreementScope.objects.filter(agreement__programme=programme, agreement__territory="00").order_by("id").values_list("territory_id", flat=True))
    found = Territory.objects.select_related("parent").in_bulk(named)
    return [found[code] for code in dict.fromkeys(named)]


def regencies_seen(user: Actor) -> list[Territory]:
    """Regencies in which the user sees villages of a programme."""
    codes = places(user).annotate(regency=Substr("village_id", 1, 5)).values_list("regency", flat=True).distinct().order_by("regency")
    return list(Territory.objects.filter(pk__in=codes).order_by("name"))


def listed(user: Actor, *, regency: str = "", cohort: str = "", stage: str = "") -> QuerySet[Place]:
    """Villages as a list, by name, with all that a row shows."""
    found = places(user, regency=regency, cohort=cohort)
    found = found.filter(stage=stage) if stage else found
    return found.select_related("village__parent").prefetch_related(Prefetch("steps", Step.objects.order_by("id"))).order_by("village__name", "id")


def with_place_above(found: list[Territory]) -> list[tuple[Territory, str]]:
    """Places with the names of district and regency, for telling namesakes apart."""
    above = Territory.objects.in_bulk([code for place in found for code in (place.code[:8], place.code[:5])])
    return [(place, ", ".join(above[code].title for code in (place.code[:8], place.code[:5]) if code in above and code != place.code)) for place in found]
