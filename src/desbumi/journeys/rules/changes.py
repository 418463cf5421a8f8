"""What a row adds to somebody who is known already. No database here.

What nobody has told yet is filled in. What a sheet told before, a later sheet may tell anew. What a person wrote by hand since
stays: a sheet is older than a hand.
"""

from collections.abc import Mapping
from typing import Any

from desbumi.journeys.rules.readings import Reading
from desbumi.journeys.rules.stages import OVER
from desbumi.people.rules import names

IDENTITY = ("nik", "sex", "born_on", "born_year")  # filled in, never replaced: what disagrees is worth a look


def of_person(told: Reading, known: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a person that the row tells and that stand otherwise."""
    fields: dict[str, Any] = {
        "nik": told.nik, "sex": told.sex, "birthplace": told.birthplace, "hamlet": told.hamlet, "rt": told.rt, "rw": told.rw, "phone": told.phone,
        "education": told.education, "marital_status": told.marital_status,
    }  # fmt: skip
    found = {name: value for name, value in fields.items() if value and not _is_same(name, value, known[name]) and not (name in IDENTITY and known[name])}
    if told.birth.year and not known["born_year"]:
        found |= {"born_on": told.birth.on, "born_year": told.birth.year}
    elif told.birth.on and not known["born_on"] and known["born_year"] == told.birth.year:
        found["born_on"] = told.birth.on
    return found


def _is_same(name: str, value: Any, known: Any) -> bool:
    if name in ("hamlet", "birthplace"):
        return names.key(value) == names.key(known)
    return bool(value == known)


def of_journey(told: Reading, known: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a journey that the row tells and that stand otherwise."""
    fields = journey_fields(told)
    found = {name: value for name, value in fields.items() if value not in ("", None) and not _is_same(name, value, known[name])}
    for group in (("departed_on", "departed_year"), ("returned_on", "returned_year")):
        day, year = group
        if day not in found and year in found:
            found[day] = None
        if day in found and known[year] == fields[year] and known[day] and not fields[day]:
            found.pop(day)
    if found.get("destination"):
        found["destination_told"] = ""
    elif "destination_told" in found and known["destination"]:
        found.pop("destination_told")
    if found.get("occupation"):
        found["occupation_told"] = ""
    elif "occupation_told" in found and known["occupation"]:
        found.pop("occupation_told")
    return found


def journey_fields(told: Reading) -> dict[str, Any]:
    """What a row tells of a journey, as it is stored; that contact is lost, a list of the village calls working abroad."""
    return {
        "stage": "working" if told.stage == "lost_contact" else told.stage, "destination": told.destination, "destination_told": told.destination_told,
        "city": told.city, "occupation": told.occupation, "occupation_told": told.occupation_told, "recruiter_told": told.recruiter, "employer": told.employer,
        "departed_on": told.departed.on, "departed_year": told.departed.year, "returned_on": told.returned.on, "returned_year": told.returned.year,
        "passport": told.passport, "remittance": told.remittance, "wishes_to_go": told.wishes_to_go,
    }  # fmt: skip


def is_another_journey(told: Reading, known: Mapping[str, Any]) -> bool:
    """Whether the row tells of another journey than this one, the latest that is known of the person."""
    if told.departed.year and known["departed_year"]:
        return told.departed.year > known["departed_year"] and (known["stage"] in OVER or told.departed.year - known["departed_year"] > 1)
    is_elsewhere = bool(told.destination and known["destination"] and told.destination != known["destination"])
    return known["stage"] in OVER and told.stage not in ("", *OVER) and (is_elsewhere or bool(told.departed.year))
