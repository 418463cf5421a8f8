"""What villages tell each other."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from desbumi.access.policy import visible
from desbumi.book.actors import Actor
from desbumi.papers.models import File
from desbumi.programme.models import Achievement, Example, Indicator, Place, Step, StepFile
from desbumi.programme.rules.way import KINDS

SHOWN = 5


def told_to(user: Actor, place: Place, *, step: str = "", indicator: Indicator | None = None) -> list[tuple[Example, list[File]]]:
    """What other villages of the programme tell this one about a step or an indicator, the newest first, with the files that they let it open."""
    rows = visible(user, Example).filter(place__programme=place.programme_id, step=step, indicator=indicator).exclude(place=place)
    return with_files(rows.select_related("place__village", "indicator").order_by("-id")[:SHOWN])


def of_place(user: Actor, place: Place) -> QuerySet[Example]:
    """What a village tells others."""
    return visible(user, Example).filter(place=place).select_related("indicator").order_by("-id")


def with_files(rows: Iterable[Example]) -> list[tuple[Example, list[File]]]:
    """Examples with the files that others may open with them: none, unless the village said so; of a step those that were kept by then.

    Two questions, however many they are.
    """
    examples = list(rows)
    shared = [each for each in examples if each.has_files]
    found: dict[tuple[Any, Any], list[StepFile | Achievement]] = defaultdict(list)
    steps = StepFile.objects.filter(place__in=[each.place_id for each in shared if each.step], removed_because="").select_related("file").order_by("id")
    for step in steps:
        found[step.place_id, step.kind].append(step)
    told = Achievement.objects.filter(target__place__in=[each.place_id for each in shared if each.indicator_id], is_shared=True, corrected_by__isnull=True)
    for value in told.exclude(file=None).select_related("file", "target").order_by("id"):
        found[value.target.place_id, value.target.indicator_id].append(value)
    return [(each, _open_with(each, found[each.place_id, each.step or each.indicator_id])) for each in examples]


def _open_with(example: Example, rows: Iterable[StepFile | Achievement]) -> list[File]:
    """Of these the files that others may open: of a target each was shared by itself, of a step no later one was asked about."""
    if not example.has_files:
        return []
    return [each.file for each in rows if each.file is not None and (example.indicator_id or each.version <= example.version)]


def to_tell(place: Place) -> list[tuple[str, Any]]:
    """What a village could tell of: its steps done, and its targets for which a value was told; as (key, words)."""
    done = Step.objects.filter(place=place).values_list("kind", flat=True).distinct().order_by("kind")
    targets = place.targets.filter(dropped_because="", latest_value__isnull=False).select_related("indicator").order_by("indicator_id")
    return [*((key, KINDS[key].name) for key in KINDS if key in set(done)), *((each.indicator_id.hex, str(each.indicator)) for each in targets)]
