"""A village's way, step by step, and its agreements."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from desbumi.access.policy import reached, visible
from desbumi.access.queries import names_of, staff_of
from desbumi.book.actors import Actor
from desbumi.book.models import Entry
from desbumi.programme.models import (
    Agreement,
    AgreementExtension,
    AgreementParty,
    AgreementScan,
    AgreementScope,
    Place,
    Programme,
    Step,
    StepFile,
)
from desbumi.programme.queries.board import places
from desbumi.programme.rules.way import STEPS, StepKind, before_the_book, left_behind, open_steps
from desbumi.territory.models import Territory, within


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


def places_to_agree_with(user: Actor) -> QuerySet[Territory]:
    """Regencies and villages of programmes with whose government an agreement may be recorded."""
    return reached(user, "agreement.record", Territory.objects.filter(in_programme=True, level__in=["regency", "village"])).order_by("level", "name")
