"""Change targets: a village's, one with its way, the catalogue, who is further, villages beside each other."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from desbumi.access.policy import reached, visible
from desbumi.access.queries import staff_of
from desbumi.book.actors import Actor
from desbumi.programme.models import Achievement, Indicator, Place, Programme, Target
from desbumi.programme.queries.board import places
from desbumi.programme.rules.targets import Aim, is_reached, months_between, share, tally
from desbumi.programme.rules.way import PILLARS, number
from desbumi.territory.models import Territory, within


@dataclass(frozen=True)
class Shown:
    """A target as a page shows it: how it stands, how much of its way is done (0 to 100, None: cannot be said)."""

    target: Target
    state: str
    done: int | None


@dataclass(frozen=True)
class Pillar:
    """The targets of a pillar: how many are reached, of how many."""

    key: str
    reached: int
    total: int
    rows: list[Shown]


def targets(user: Actor, place: Place) -> QuerySet[Target]:
    """The targets of a village that are not dropped, by pillar."""
    rows = visible(user, Target).filter(place=place, dropped_because="")
    return rows.select_related("indicator", "place__village").order_by("indicator__pillar", "due_on", "id")


def by_pillar(user: Actor, place: Place, day: date) -> list[Pillar]:
    """The targets of a village under the three pillars."""
    rows = [shown(each, day) for each in targets(user, place)]
    found = []
    for key in PILLARS:
        mine = [each for each in rows if each.target.indicator.pillar == key]
        found.append(Pillar(key, *tally(each.state for each in mine), mine))
    return found


def shown(target: Target, day: date) -> Shown:
    """One target with its state."""
    done = share(target.aim, target.latest_value)
    return Shown(target, target.state(day), None if done is None else int(done * 100))


def achievements(target: Target) -> list[Achievement]:
    """What was told of a target, newest first; who corrected what stands beside it."""
    return list(target.achievements.select_related("file", "corrected_by", "corrects").order_by("-on", "-id"))


def points(found: Iterable[Achievement], aim: Aim) -> list[tuple[int, int, Decimal, date]]:
    """What stands now of these values as points of a small chart: x and y from 0 to 100, value, day; oldest first."""
    told = sorted((each for each in found if not hasattr(each, "corrected_by") or each.corrected_by is None), key=lambda each: (each.on, each.pk))
    began = min([aim.since, *(each.on for each in told)])  # a baseline without a day lies before the first news
    start = [(began, aim.baseline)] if aim.baseline is not None else []
    values = [*start, *((each.on, each.value) for each in told)]
    if not values:
        return []
    first, last = began, max(aim.until, values[-1][0])
    low, high = min(*(value for _on, value in values), aim.value), max(*(value for _on, value in values), aim.value)
    whole, wide = (high - low) or Decimal(1), max((last - first).days, 1)
    return [(round((on - first).days * 100 / wide), 100 - round((value - low) * 100 / whole), value, on) for on, value in values]


@dataclass(frozen=True)
class Further:
    """A village that is further with an indicator: its values, what shows them where it agreed to share that, whom to ask."""

    target: Target
    evidence: list[Achievement]
    people: list[Any]


def further(user: Actor, target: Target) -> list[Further]:
    """Villages of the same regency that have come further with the same indicator, the furthest first; at most five."""
    there = places(user, programme=target.place.programme).filter(within(target.place.village_id[:5], "village_id")).exclude(pk=target.place_id)
    rows = visible(user, Target).filter(place__in=there, indicator=target.indicator_id, dropped_because="", latest_value__isnull=False)
    shared = Achievement.objects.filter(is_shared=True, corrected_by__isnull=True).select_related("file").order_by("-on", "id")
    told = rows.select_related("place__village", "indicator").prefetch_related(Prefetch("achievements", shared, to_attr="shared")).order_by("id")
    ahead = [each for each in told if _is_ahead(each, target)]
    ahead.sort(key=lambda each: (each.latest_value or Decimal(0)) * (1 if each.indicator.is_falling else -1))
    people: dict[str, list[Any]] = defaultdict(list)
    if ahead:
        for assignment in staff_of(user, *(each.place.village for each in ahead[:5])):
            people[assignment.territory_id].append(assignment)
    return [Further(each, each.shared, people[each.place.village_id]) for each in ahead[:5]]


def _is_ahead(one: Target, other: Target) -> bool:
    mine, theirs = one.latest_value, other.latest_value
    if mine is None or theirs is None:
        return mine is not None
    return bool(mine < theirs) if one.indicator.is_falling else bool(mine > theirs)


def catalogue(user: Actor, programme: Programme, *, territory: str = "") -> list[tuple[str, list[tuple[str, list[Indicator]]]]]:
    """Indicators by pillar and outcome: of the programme, and of the regency of a place."""
    codes = ["00", *([territory[:5], territory] if territory else [])]
    rows = visible(user, Indicator).filter(programme=programme)
    rows = rows.filter(territory__in=codes) if territory else rows
    table: dict[str, dict[str, list[Indicator]]] = {pillar: {} for pillar in PILLARS}
    for each in rows.order_by("pillar", "outcome", "id"):
        table[each.pillar].setdefault(each.outcome, []).append(each)
    return [(pillar, list(outcomes.items())) for pillar, outcomes in table.items()]


def indicators(user: Actor) -> QuerySet[Indicator]:
    """All indicators that the user may see, by pillar and outcome."""
    return visible(user, Indicator).order_by("pillar", "outcome", "id")


def indicators_for(user: Actor, place: Place) -> QuerySet[Indicator]:
    """Indicators that a village may choose from: of its programme, for all or for its regency."""
    rows = visible(user, Indicator).filter(programme=place.programme_id, territory__in=["00", place.village_id[:5], place.village_id])
    return rows.order_by("pillar", "outcome", "id")


@dataclass(frozen=True)
class Beside:
    """A village beside others at so many months since joining: targets reached, of how many; its stage; how many of its targets ask little."""

    place: Place
    months: int | None
    reached: int
    total: int
    easy: int
    at_same: tuple[int, int] | None  # of an existing village: reached and all when it was as many months in


def beside(user: Actor, place: Place, day: date) -> list[Beside]:
    """A village and the others of its regency, each at its months since joining; the others as they stood after as many months as this one."""
    there = places(user, programme=place.programme).filter(within(place.village_id[:5], "village_id")).select_related("village").order_by("village__name", "id")
    rows = list(there[:60])
    held: dict[UUID, list[Target]] = defaultdict(list)
    values = Achievement.objects.filter(corrected_by__isnull=True).order_by("on", "id")
    for each in (
        visible(user, Target)
        .filter(place__in=rows, dropped_because="")
        .select_related("indicator")
        .prefetch_related(Prefetch("achievements", values))
        .order_by("id")
    ):
        held[each.place_id].append(each)
    own = months_between(place.joined_on, day) if place.joined_on else None
    found = [_beside(each, held[each.pk], day, own if each.pk != place.pk else None) for each in rows]
    return sorted(found, key=lambda each: (each.place.pk != place.pk, -each.reached, -number(each.place.stage), each.place.village.name))


def _beside(place: Place, held: list[Target], day: date, own: int | None) -> Beside:
    months = months_between(place.joined_on, day) if place.joined_on else None
    at_same = None
    if own is not None and place.joined_on is not None and months is not None and months >= own:
        then = _later(place.joined_on, own)
        those = [each for each in held if _was_set(each, then)]
        at_same = (sum(_was_reached(each, then) for each in those), len(those)) if those else None
    return Beside(place, months, sum(each.is_reached for each in held), len(held), sum(each.is_easy for each in held), at_same)


def _later(first: date, months: int) -> date:
    year, month = divmod(first.month - 1 + months, 12)
    return date(first.year + year, month + 1, min(first.day, 28))


def _was_set(target: Target, day: date) -> bool:
    """Whether there was such a target by then, or news of it, for what villages did long ago may be written down today."""
    return target.aim.since <= day or any(each.on <= day for each in target.achievements.all())


def _was_reached(target: Target, day: date) -> bool:
    told = [each for each in target.achievements.all() if each.on <= day]
    return is_reached(target.aim, told[-1].value) if told else False


def counted_targets() -> QuerySet[Target]:
    """Targets whose indicator is counted by itself, village by village."""
    rows = Target.objects.filter(dropped_because="").exclude(indicator__counted_by="")
    return rows.select_related("indicator", "place__village").order_by("place__village_id", "id")


def first_place(user: Actor, village: Territory) -> Place | None:
    """A village's place in its first programme, as far as the user sees it."""
    return visible(user, Place).filter(village=village).select_related("village", "programme").order_by("id").first()


def places_to_measure_in(user: Actor) -> QuerySet[Territory]:
    """Places for which the user may add an indicator to the catalogue: the nation, or a regency of the programmes."""
    rows = Territory.objects.filter(Q(level="nation") | Q(level="regency", in_programme=True))
    return reached(user, "indicator.write", rows).order_by("level", "name")
