"""What the register of a village holds, as numbers that its own officer may see."""

from collections import Counter
from typing import Any

from desbumi.access.models import Account
from desbumi.access.policy import visible
from desbumi.journeys.models import Journey
from desbumi.people.models import Person
from desbumi.territory.models import Territory


def summary(user: Account, village: Territory) -> dict[str, Any]:
    """People by sex; the latest journey of each migrant by destination, stage and job. What is not known counts in none."""
    people = visible(user, Person).filter(village=village)
    sexes = Counter({"female": "F", "male": "M"}.get(sex, "") for sex in people.order_by("pk").values_list("sex", flat=True))
    rows = visible(user, Journey).filter(person__in=people).order_by("created_at", "id").values_list("person_id", "destination", "stage", "occupation")
    latest = {person: told for person, *told in rows}
    found = {"by_destination": 0, "by_stage": 1, "by_job": 2}
    by = {name: Counter(told[at] for told in latest.values()) for name, at in found.items()}
    return {"people": sum(sexes.values()), **{name: _known(counted) for name, counted in {"by_sex": sexes, **by}.items()}}


def _known(counted: Counter[str]) -> dict[str, int]:
    return {code: many for code, many in sorted(counted.items()) if code}
