"""A person's page: what every room knows of someone of the register."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from desbumi.access.models import Account
from desbumi.access.queries import names_of
from desbumi.book.queries import history
from desbumi.journeys.queries import journeys
from desbumi.people.models import Person
from desbumi.people.models.persons import DIFFICULTY
from desbumi.people.queries import persons
from desbumi.ui.templatetags.ui import day

TOLD = 12  # lines of the history on the page itself


def resident(user: Account, person: Person, *, whole: bool = False) -> dict[str, Any]:
    """Everything that the page of a person shows."""
    there = persons.around(person)
    told = persons.page_of(user, person, there)
    lines = history(there.records)
    shown = lines if whole else lines[:TOLD]
    return told | {
        "journeys": journeys.of_persons(user, there.ids),
        "years": person.age(told["today"]),
        "known": known(person),
        "numbers": numbers(person, told.pop("whole"), may_show=told.pop("may_unmask")),
        "lines": shown,
        "more": len(lines) - len(shown),
        "names": names_of(line.entry.actor for line in lines),
    }


@dataclass(frozen=True)
class Number:
    """A number of a person as the page shows it: covered, or whole for who asked a moment ago."""

    code: str
    label: str
    text: str
    dial: str = ""  # a phone number that is shown whole
    may_show: bool = False


def numbers(person: Person, whole: set[str], *, may_show: bool) -> list[Number]:
    """NIK, phone and family card number of a person."""
    home = person.household
    told = (
        ("nik", _("NIK"), person.nik_masked, person.nik_shown),
        ("phone", _("Phone number"), person.phone_masked, person.phone_shown),
        ("card", _("Family card (KK)"), home.card_masked if home else "", home.card_shown if home else ""),
    )
    return [
        Number(
            code, label, shown if code in whole else masked, dial=person.phone if code == "phone" and code in whole else "",
            may_show=may_show and bool(masked) and code not in whole,
        )
        for code, label, masked, shown in told
    ]  # fmt: skip


def known(person: Person) -> list[tuple[str, str, str]]:
    """What is known of a person, line by line: what it is, in words (nothing while it is not known), and where it is changed."""
    born = day(person.born_on) if person.born_on else str(person.born_year or "")
    school, marriage = person.get_education_display(), person.get_marital_status_display()
    spelt = ", ".join(person.spellings)
    told = (
        (_("Born"), ", ".join(part for part in (person.birthplace, born) if part), "people_names"),
        (_("Other spellings"), spelt, "people_names"),
        (_("Address"), person.address, "people_address"),
        (_("NIK and phone"), " · ".join(part for part in (person.nik_masked, person.phone_masked) if part), "people_numbers"),
        (_("Highest school"), school, "people_life"),
        (_("Marital status"), marriage, "people_life"),
        (_("What is difficult"), difficult(person), "people_abilities"),
        (_("Photo"), _("there") if person.photo_id else "", "people_photo"),
    )
    return [(label, capfirst(value), reverse(name, args=[person.pk])) for label, value, name in told]


def difficult(person: Person) -> str:
    """The answers to the six questions in words; nothing while nobody asked."""
    asked = [(name, answer) for name, answer in person.abilities.items() if answer is not None]
    if not asked:
        return ""
    words, labels = dict(DIFFICULTY), {field.name: field.verbose_name for field in person._meta.concrete_fields}
    told = [f"{labels[name]}: {words[answer]}" for name, answer in asked if answer > 1]
    return "; ".join(told) or _("no difficulty in what was asked")
