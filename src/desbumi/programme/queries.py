"""Questions about programmes: the board, a village's way, counts, the facts of the founding document."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.db.models.functions import Substr
from django.utils import timezone

from desbumi.access.policy import can, countable, reached, scopes, visible
from desbumi.access.queries import names_of, staff_of
from desbumi.book.actors import Actor
from desbumi.book.models import Entry
from desbumi.programme.models import (
    Agreement,
    AgreementExtension,
    AgreementParty,
    AgreementScan,
    AgreementScope,
    Cohort,
    Implementer,
    Organisation,
    OrganisationContact,
    Place,
    Programme,
    Stage,
    Step,
    StepFile,
)
from desbumi.programme.rules import STAGES, STEPS, StepKind, before_the_book, is_stalled, left_behind, number, open_steps, stalled_before
from desbumi.territory.models import Territory, within
from desbumi.territory.queries import find, with_place_above
from desbumi.territory.rules import NATION, above

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
    return [row(place) for place in detailed]


def row(place: Place) -> Row:
    """One village on the board; its steps are prefetched."""
    steps = list(place.steps.all())
    moved_at = max([place.created_at, *(step.created_at for step in steps)])
    stalled_now = is_stalled(stage=place.stage, is_paused=bool(place.paused_on), moved_at=moved_at, now=timezone.now())
    return Row(place, open_steps(place.stage, {step.kind for step in steps}), stalled_now, house(place))


def house(place: Place) -> dict[str, Any]:
    """The house picture of a village: only what a room measures; so far the roof, the stage of five."""
    return {"roof": (number(place.stage), len(Stage)), "social": None, "economic": None, "political": None, "ground": None}


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
    for code, name in Implementer.objects.on(timezone.localdate()).filter(programme=programme).order_by("id").values_list("territory_id", "organisation__name"):
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
    files: list[StepFile]


def way_of(user: Actor, place: Place) -> list[Way]:
    """All steps of a village in order, each with where the assisted villages stand in it."""
    done = {step.kind: step for step in place.steps.order_by("id")}
    before, now = before_the_book(place.entered_at), open_steps(place.stage, done)
    left = left_behind(place.stage, place.entered_at, done)
    files: dict[str, list[StepFile]] = defaultdict(list)
    for each in place.files.select_related("file").order_by("id"):
        files[each.kind].append(each)
    peers = _peers(user, place) if place.cohort == "expansion" else []
    found: list[Way] = []
    for kind in STEPS:
        state = "done" if kind.key in done else "before" if kind in before else "open" if kind in now else "left" if kind in left else "later"
        beside = [Peer(peer, steps.get(kind.key), kind in before_the_book(peer.entered_at), people) for peer, steps, people in peers]
        found.append(Way(kind, state, done.get(kind.key), beside if state in ("open", "left") else [], files[kind.key] if kind.key in done else []))
    return found


def _peers(user: Actor, place: Place) -> list[tuple[Place, dict[str, Step], list[Any]]]:
    """Assisted villages of the same programme that the user may see, with their steps and people."""
    existing = places(user, programme=place.programme, cohort="existing").select_related("village").prefetch_related("steps")
    found = list(existing.filter(within(place.village_id[:5], "village_id")).order_by("village__name", "id")[:12])
    people: dict[str, list[Any]] = defaultdict(list)
    for assignment in staff_of(user, *(peer.village for peer in found)):
        people[assignment.territory_id].append(assignment)
    return [(peer, {step.kind: step for step in peer.steps.all()}, people[peer.village_id]) for peer in found]


def agreements_of(user: Actor, programme: Programme, territory: str) -> QuerySet[Agreement]:
    """The agreements of one territory in a programme that the user may see, newest first, with parties and extensions."""
    found = visible(user, Agreement).filter(programme=programme, territory=territory)
    parties = AgreementParty.objects.select_related("organisation", "government_of").order_by("id")
    scope = AgreementScope.objects.select_related("territory").order_by("id")
    extensions = AgreementExtension.objects.order_by("signed_on", "id")
    detailed: QuerySet[Agreement] = found.prefetch_related(Prefetch("parties", parties)).prefetch_related(Prefetch("scope", scope))
    return detailed.prefetch_related(Prefetch("extensions", extensions)).order_by("-signed_on", "id")


def scans_of(user: Actor, agreement: Agreement) -> list[tuple[AgreementScan, str]]:
    """The scans of an agreement, each with the name of who added it, in order."""
    found = list(visible(user, AgreementScan).filter(agreement=agreement).select_related("file").order_by("id"))
    entries = Entry.objects.filter(record__in=[each.pk.hex for each in found], deed="agreement.scanned")
    by = dict(entries.order_by("seq").values_list("record", "actor"))
    names = names_of(by.values())
    return [(each, names.get(by.get(each.pk.hex, ""), "")) for each in found]


def first_programme() -> Programme | None:
    """The programme that was loaded first."""
    return Programme.objects.order_by("id").first()


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


def regencies_seen(user: Actor) -> list[Territory]:
    """Regencies in which the user sees villages of a programme."""
    codes = places(user).annotate(regency=Substr("village_id", 1, 5)).values_list("regency", flat=True).distinct().order_by("regency")
    return list(Territory.objects.filter(pk__in=list(codes)).order_by("name"))


def listed(user: Actor, *, programme: Programme | None = None, regency: str = "", cohort: str = "", stage: str = "") -> QuerySet[Place]:
    """Villages as a list, by name, with all that a row shows."""
    found = places(user, programme=programme, regency=regency, cohort=cohort)
    found = found.filter(stage=stage) if stage else found
    return found.select_related("village__parent").prefetch_related(Prefetch("steps", Step.objects.order_by("id"))).order_by("village__name", "id")


def programmes(user: Actor) -> list[Programme]:
    """The programmes that the user knows of, the first loaded first."""
    return list(visible(user, Programme).order_by("id"))


def chosen_programme(user: Actor, key: str) -> Programme | None:
    """The programme that was chosen, else the first."""
    known = programmes(user)
    return next((each for each in known if str(each.pk) == key), known[0] if known else None)


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


def regencies_to_work_in(user: Actor) -> QuerySet[Territory]:
    """Regencies of programmes, where `implementer.record` reaches."""
    return reached(user, "implementer.record", Territory.objects.filter(level="regency", in_programme=True)).order_by("name")


def places_to_agree_with(user: Actor) -> QuerySet[Territory]:
    """Regencies and villages of programmes with whose government an agreement may be recorded."""
    return reached(user, "agreement.record", Territory.objects.filter(in_programme=True, level__in=["regency", "village"])).order_by("level", "name")


def organisation(user: Actor, of: Organisation) -> dict[str, Any]:
    """Everything about an organisation that its page shows."""
    agreed = AgreementParty.objects.filter(organisation=of).values("agreement")
    parties = AgreementParty.objects.select_related("organisation", "government_of").order_by("id")
    agreements = visible(user, Agreement).filter(pk__in=agreed).select_related("territory").prefetch_related(Prefetch("parties", parties))
    return {
        "works": visible(user, Implementer).filter(organisation=of).select_related("programme", "territory").order_by("territory__name", "id"),
        "agreements": agreements.order_by("-signed_on", "id"),
        "contacts": contacts(user, OrganisationContact.objects.filter(organisation=of)),
    }


def contacts(user: Actor, among: QuerySet[OrganisationContact]) -> QuerySet[OrganisationContact]:
    """Whom to call, as far as the user may see it; by organisation and name. Who is to be erased is not there."""
    rows = visible(user, among.filter(contact__is_locked=False))
    return rows.select_related("contact", "organisation").order_by("organisation__name", "contact__name", "id")


def contacts_around(user: Actor, place: Territory) -> QuerySet[OrganisationContact]:
    """Whom to call at the organisations that carry programmes out in a place or above it."""
    working = Implementer.objects.on(place.today).filter(territory__in=[place.code, *above(place.code)]).values("organisation")
    return contacts(user, OrganisationContact.objects.filter(organisation__in=working))
