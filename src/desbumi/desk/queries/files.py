"""A person's file: all that is kept about her, and who used it (UU 27/2022 art. 32), in words for a sheet and plain for a machine.

Of others it tells what she herself told of them, and no number of theirs; of who told something about her only that it was
told (art. 33: no right to learn of others).
"""

from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from desbumi.access.queries import names_of, readings_of
from desbumi.book.queries import Line, history
from desbumi.desk.queries.persons import difficult
from desbumi.people.models import Consent, Person, Relative
from desbumi.people.models.persons import ABILITIES
from desbumi.people.queries import persons, rights
from desbumi.programme.queries.attendance import took_part
from desbumi.ui.templatetags.ui import as_text, day, moment

OF_OTHERS = ("source_name",)  # fields that the trail passes over: who told the village about her


def file_of(person: Person) -> dict[str, Any]:
    """Everything in the file, as sections of lines; dates and names in words."""
    there = persons.around(person)
    lines, names = _trail(there)
    zone = person.village.zone
    return {
        "person": _who(person),
        "relatives": [(str(each.get_relation_display()), each.shown_name) for each in _told_by_her(there)],
        "allowed": [(each.label, _answer(each)) for each in persons.purposes(there.consents)],
        "lists": [(day(each.created_at), f"{each.get_purpose_display()}: {each.receiver}") for each in rights.exports_of(person)],
        "events": [(day(each.day), f"{each.participant.event}, {each.participant.get_role_display()}") for each in took_part(there.ids)],
        "asked": [(day(each.asked_at), f"{each.get_kind_display()}: {each.get_status_display()}") for each in rights.of_person(there.ids)],
        "opened": [(day(when), name) for when, name in _opened(there)],
        "trail": [(moment(line.at, zone), names.get(line.entry.actor, ""), line.deed, _changes(line)) for line in lines],
    }


def _trail(there: persons.Around) -> tuple[list[Line], dict[str, str]]:
    lines = [replace(line, changes=tuple(each for each in line.changes if each.field not in OF_OTHERS)) for line in history(there.records)]
    return lines, names_of(line.entry.actor for line in lines)


def _told_by_her(there: persons.Around) -> list[Relative]:
    return [each for each in there.relatives if each.person_id in there.ids]


def _opened(there: persons.Around) -> list[tuple[date, str]]:
    """Who opened her page on which day, each once, newest first."""
    return list(dict.fromkeys((localdate(when), name) for when, name in readings_of([each.hex for each in there.ids])))


def _who(person: Person) -> list[tuple[str, str]]:
    born = day(person.born_on) if person.born_on else str(person.born_year or "")
    card = person.household.card_shown if person.household else ""
    told = (
        (_("Name"), person.name), (_("Called"), person.called), (_("Other spellings"), ", ".join(person.spellings)), (_("Sex"), person.get_sex_display()),
        (_("Born"), ", ".join(part for part in (person.birthplace, born) if part)), (_("NIK"), person.nik_shown), (_("Family card (KK)"), card),
        (_("Address"), ", ".join(part for part in (person.address, person.village.title) if part)), (_("Phone number"), person.phone_shown),
        (_("Highest school"), person.get_education_display()), (_("Marital status"), person.get_marital_status_display()),
        (_("What is difficult"), difficult(person)), (_("Photo"), _("is kept") if person.photo_id else ""), (_("From whom is this?"), _source(person)),
    )  # fmt: skip
    return [(label, capfirst(str(text)) or _("not known")) for label, text in told]


def _source(person: Person) -> str:
    return ", ".join(str(part) for part in (person.get_source_display(), day(person.source_on) if person.source_on else "") if part)


def _answer(each: persons.Purpose) -> str:
    if each.newest is None:
        return _("not asked yet")
    when = each.newest.withdrawn_on or each.newest.given_on
    return f"{each.newest.get_status_display()}, {day(when)}, {each.newest.get_manner_display()}"


def _changes(line: Line) -> str:
    told = [f"{change.label}: {as_text(change.after)}" if change.after != "" else _("%(label)s: empty") % {"label": change.label} for change in line.changes]
    return "; ".join(told)


def as_document(person: Person) -> dict[str, Any]:
    """The same for a machine: codes and names of fields in English, ISO dates and times."""
    there = persons.around(person)
    lines, names = _trail(there)
    plain = {
        "name": person.name, "called": person.called, "other_names": person.spellings, "sex": person.sex, "born_on": _iso(person.born_on),
        "born_year": person.born_year, "birthplace": person.birthplace, "nik": person.nik, "family_card": person.household.card if person.household else "",
        "village": person.village_id, "hamlet": person.hamlet, "rt": person.rt, "rw": person.rw, "phone": person.phone, "education": person.education,
        "marital_status": person.marital_status, "washington_group": person.abilities, "photo": bool(person.photo_id), "source": person.source,
        "source_on": _iso(person.source_on),
    }  # fmt: skip
    return {
        "format": "desbumi-person-1", "law": "UU 27/2022 art. 32", "id": person.pk.hex, "person": plain,
        "relatives": [{"relation": each.relation, "name": each.shown_name} for each in _told_by_her(there)],
        "consents": [
            {"purpose": each.purpose, "answer": each.status, "given_on": _iso(each.given_on), "withdrawn_on": _iso(each.withdrawn_on), "manner": each.manner}
            for each in there.consents
        ],
        "lists": [{"at": _iso(each.created_at), "purpose": each.purpose, "receiver": each.receiver} for each in rights.exports_of(person)],
        "events": [
            {"on": _iso(each.day), "event": str(each.participant.event), "role": each.participant.role, "known_by": each.way} for each in took_part(there.ids)
        ],
        "requests": [{"at": _iso(each.asked_at), "kind": each.kind, "status": each.status} for each in rights.of_person(there.ids)],
        "opened": [{"on": _iso(on), "by": who} for on, who in _opened(there)],
        "trail": [
            {"at": _iso(line.at), "by": names.get(line.entry.actor, ""), "deed": line.entry.deed, "fields": [each.field for each in line.changes]} for line in lines
        ],
    }  # fmt: skip


def _iso(value: Any) -> str | None:
    return value.isoformat() if value else None


def words() -> dict[str, str]:
    """The headings of the sheet."""
    return {
        "person": _("What is kept"), "relatives": _("Relatives that were named"), "allowed": _("What you allow"), "lists": _("Lists on which you stood"),
        "events": _("Where you took part"), "asked": _("What you asked"), "opened": _("Who opened your page"), "trail": _("What happened to this data"), "none": _("Nothing."),
        "law": _("You may have this corrected, take a consent back, or ask to be forgotten (UU 27/2022). A complaint goes to the authority for data protection; its address is not verified yet."),
        "on": _("On"), "who": _("Who"), "what": _("What"),
    }  # fmt: skip


def visit_sheet(person: Person | None) -> dict[str, Any]:
    """What stands on a visit sheet: what is known, lines to write on for what is not; numbers covered."""
    born = "" if person is None else day(person.born_on) if person.born_on else str(person.born_year or "")
    related = [] if person is None else [each for each in persons.relatives([person.pk]) if each.person_id == person.pk]
    known: list[tuple[str, str]] = [
        (_("Name"), person.name if person else ""), (_("Called"), person.called if person else ""),
        (_("Woman or man?"), str(person.get_sex_display()) if person else ""), (_("Born (day, or year, or age)"), born),
        (_("Hamlet, RT, RW"), person.address if person else ""), (_("NIK (if there is one)"), person.nik_masked if person else ""),
        (_("Phone number"), person.phone_masked if person else ""), (_("Highest school"), str(person.get_education_display()) if person else ""),
        (_("Marital status"), str(person.get_marital_status_display()) if person else ""),
        (_("Husband, wife"), _named(related, "spouse")), (_("Mother"), _named(related, "mother")), (_("Father"), _named(related, "father")),
        (_("Who is told first, and the number"), ", ".join(each.shown_name for each in related if each.is_next_of_kin)),
        (_("Children at home, and who cares for them"), ", ".join(each.shown_name for each in related if each.relation == "child")),
    ]  # fmt: skip
    return {
        "known": [(label, capfirst(text)) for label, text in known],
        "abilities": [str(each) for each in _abilities()],
        "answers": [_("no"), _("some"), _("a lot"), _("cannot"), _("not asked")],
        "purposes": [capfirst(str(label)) for _code, label in Consent.PURPOSES],
        "says": [_("yes"), _("no"), _("not asked")],
        "words": {
            "known": _("Who it is"), "abilities": _("Difficulties, even with help (ask; do not guess)"), "consent": _("What the person allows (ask one by one)"),
            "notes": _("Notes"), "visitor": _("Visited by"), "on": _("on"), "witness": _("Witness"), "person": _("The person (signature or thumb)"),
            "care": _("Keep this sheet with you. Once it is typed in, hand it to the village office."),
        },
    }  # fmt: skip


def _named(related: list[Any], relation: str) -> str:
    return ", ".join(each.shown_name for each in related if each.relation == relation)


def _abilities() -> list[Any]:
    labels = {field.name: field.verbose_name for field in Person._meta.concrete_fields}
    return [capfirst(str(labels[name])) for name in ABILITIES]
