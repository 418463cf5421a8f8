"""Indicators that the programme counts by itself: one function each, of a village and a day. Other rooms offer theirs in a file of this name.

`OFFERED` is name → function; a function returns a Decimal, or None where there is nothing to count from.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps

from desbumi.people.models import Person
from desbumi.programme.models import Event, Participant, Place
from desbumi.programme.rules.way import number
from desbumi.territory.models import Territory

Counting = Callable[[Territory, date], Decimal | None]
A_YEAR = timedelta(days=365)


def events_held(village: Territory, day: date) -> Decimal:
    """Events that named the village and are complete, visits left out, in the year before a day."""
    found = Event.objects.filter(villages__village=village, status="complete", ends_on__gt=day - A_YEAR, ends_on__lte=day).exclude(kind="visit")
    return Decimal(found.count())


def people_reached(village: Territory, day: date) -> Decimal:
    """People of the village who attended an event in the year before a day; of two events each counts."""
    found = Participant.objects.filter(village=village, attendances__is_sure=True, attendances__day__gt=day - A_YEAR, attendances__day__lte=day)
    return Decimal(found.distinct().count())


def people_registered(village: Territory, _day: date) -> Decimal:
    """People in the village's register now."""
    return Decimal(Person.objects.filter(village=village).count())


def visits_made(village: Territory, day: date) -> Decimal:
    """Visits to the village in the year before a day."""
    return Decimal(Event.objects.filter(territory=village, kind="visit", starts_on__gt=day - A_YEAR, starts_on__lte=day).count())


def stage_reached(village: Territory, _day: date) -> Decimal | None:
    """The stage of five at which the village stands now, the furthest of its programmes."""
    stages = [number(each) for each in Place.objects.filter(village=village).order_by("id").values_list("stage", flat=True)]
    return Decimal(max(stages)) if stages else None


OFFERED: dict[str, Counting] = {
    "events_held": events_held, "people_reached": people_reached, "people_registered": people_registered, "visits_made": visits_made,
    "stage_reached": stage_reached,
}  # fmt: skip


def offered() -> dict[str, Counting]:
    """What the rooms count: name → function, of all rooms that have an `indicators.py`."""
    return {name: count for found in _rooms() for name, count in found.items()}


def _rooms() -> Iterator[dict[str, Counting]]:
    for config in apps.get_app_configs():
        if config.name.startswith("desbumi.") and find_spec(f"{config.name}.indicators"):
            yield import_module(f"{config.name}.indicators").OFFERED
