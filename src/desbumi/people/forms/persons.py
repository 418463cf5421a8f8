"""The spelling of the deeds about a person: few questions a page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DayField, DeedForm, Filter, ThingField
from desbumi.papers.forms import ScanField
from desbumi.people.forms.contacts import PhoneField
from desbumi.people.models import Person, Unmasking
from desbumi.people.models.persons import DIFFICULTY, EDUCATIONS, MARITAL, SEXES, SOURCES
from desbumi.people.queries.persons import villages_to_register_in
from desbumi.territory.models import Territory

MOST_ASKED = 1000  # letters
NOT_KNOWN = ("", _("not known"))
NAMES = {"autocomplete": "off", "autocapitalize": "words", "spellcheck": "false"}


def name_field(label: Any, help_text: Any = "", *, most: int = 120, required: bool = False, **attrs: Any) -> forms.CharField:
    """A name as people say it: no browser mends or fills it."""
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=required, widget=forms.TextInput(attrs={**NAMES, **attrs}))


def choice(label: Any, choices: Any, help_text: Any = "") -> forms.ChoiceField:
    """One of few, or not known: by button."""
    return forms.ChoiceField(label=label, help_text=help_text, choices=[*choices, NOT_KNOWN], required=False, widget=forms.RadioSelect)


def number_field(label: Any, help_text: Any) -> forms.CharField:
    """A NIK or family card number: digits, and blanks as on the card."""
    keys = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-not-kept": True})
    return forms.CharField(label=label, help_text=help_text, max_length=40, required=False, widget=keys)


class BornField(forms.CharField):
    """A birth as people write it."""

    def __init__(self) -> None:
        text = _("A day (12-7-1987), only a year (1987), or an age (age 39). Leave it empty when nobody knows.")
        super().__init__(label=_("Born"), help_text=text, max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "class": "mid"}))


def told_by_field() -> forms.CharField:
    """Who told it."""
    return name_field(_("Whose report?"), _("The name of who told it or wrote it down; empty when it was the person."))


def told_on_field() -> DayField:
    """Of which day it is."""
    return DayField(label=_("Of which day is it?"), help_text=_("Empty: of today."), required=False)


class AddPerson(DeedForm):
    """people.add_person"""

    village = ThingField(Territory, among=villages_to_register_in, label=_("Village"))
    name = name_field(_("Name"), _("As the person says it. One word is enough."), required=True, **{"data-begins-as-asked": True})
    called = name_field(_("Called"), _("What neighbours say: Mak Yah, Pak’e Yanto."), most=60)
    sex = choice(_("Woman or man?"), SEXES)
    born = BornField()
    hamlet = name_field(_("Hamlet"), most=60, list="hamlets")
    rt = forms.CharField(label=_("RT"), max_length=3, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))
    rw = forms.CharField(label=_("RW"), max_length=3, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))
    source = choice(_("From whom is this?"), SOURCES)
    source_name = told_by_field()
    source_on = told_on_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["village"].widget
        if len(offered.choices) == 2:
            self.fields["village"].initial = offered.choices[1][0]
            self.fields["village"].widget = forms.HiddenInput()


class ChangeNames(DeedForm):
    """people.change_names; person stands in the address."""

    name = name_field(_("Name"), _("As the person says it. One word is enough."), required=True)
    called = name_field(_("Called"), _("What neighbours say: Mak Yah, Pak’e Yanto."), most=60)
    other_names = forms.CharField(
        label=_("Other spellings"), help_text=_("As the name stands in a passport, on an old card, in another list: one a line. The search finds them too."),
        max_length=300, required=False, widget=forms.Textarea(attrs={**NAMES, "rows": 2}),
    )  # fmt: skip
    sex = choice(_("Woman or man?"), SEXES)
    born = BornField()
    birthplace = name_field(_("Born in"), most=80)


class ChangeAddress(DeedForm):
    """people.change_address; person stands in the address."""

    hamlet = name_field(_("Hamlet"), most=60, list="hamlets")
    rt = forms.CharField(label=_("RT"), max_length=3, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))
    rw = forms.CharField(label=_("RW"), max_length=3, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}))


class ChangeNumbers(DeedForm):
    """people.change_numbers; person stands in the address."""

    nik = number_field(_("NIK"), _("16 digits, from the KTP or the family card. Leave it empty when there is none: many have none."))
    drop_nik = forms.BooleanField(label=_("The NIK that stands here is wrong: take it out"), required=False)
    phone = PhoneField()
    drop_phone = forms.BooleanField(label=_("The phone number that stands here is no longer right: take it out"), required=False)


class ChangeLife(DeedForm):
    """people.change_life; person stands in the address."""

    education = choice(_("Highest school"), EDUCATIONS)
    marital_status = choice(_("Marital status"), MARITAL)


def ability(label: Any) -> forms.TypedChoiceField:
    """One question of the Washington Group short set."""
    answers = [*DIFFICULTY, ("", _("not asked"))]
    return forms.TypedChoiceField(label=label, choices=answers, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect)


class ChangeAbilities(DeedForm):
    """people.change_abilities; person stands in the address."""

    seeing = ability(_("Difficulty seeing, even if wearing glasses?"))
    hearing = ability(_("Difficulty hearing, even if using a hearing aid?"))
    walking = ability(_("Difficulty walking or climbing steps?"))
    remembering = ability(_("Difficulty remembering or concentrating?"))
    self_care = ability(_("Difficulty with washing all over or dressing?"))
    communicating = ability(_("Using her or his usual language: difficulty understanding others, or being understood?"))


class ChangeSource(DeedForm):
    """people.change_source; person stands in the address."""

    source = choice(_("From whom is this?"), SOURCES)
    source_name = told_by_field()
    source_on = told_on_field()


class SetPhoto(DeedForm):
    """people.set_photo; person stands in the address."""

    scans = ScanField(label=_("Photo"), required=False)
    drop = forms.BooleanField(required=False, widget=forms.HiddenInput)


class Unmask(DeedForm):
    """people.unmask; person stands in the address."""

    number = forms.ChoiceField(choices=Unmasking.NUMBERS, widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why do you need the whole number?"), choices=Unmasking.REASONS, widget=forms.RadioSelect)


class AskedField(forms.CharField):
    """What is looked for: of a text without end only its beginning, for nobody has such a name."""

    def to_python(self, value: Any) -> str:
        """The beginning."""
        return str(super().to_python(value) or "")[:MOST_ASKED]


class PeopleFilter(Filter):
    """What the list of people is narrowed by."""

    text = AskedField(required=False)
    place = forms.RegexField(r"^[0-9.]{2,13}$", required=False)
    hamlet = forms.CharField(required=False, max_length=60)
    sex = forms.ChoiceField(choices=SEXES, required=False)
    age = forms.ChoiceField(choices=[(each, each) for each in ("child", "young", "adult", "old", "unknown")], required=False)
    nik = forms.ChoiceField(choices=[("none", "none"), ("there", "there")], required=False)


class OfPerson(Filter):
    """Whom to look for, to link with a person."""

    text = AskedField(required=False)
    of = forms.UUIDField(required=False)


def known_of(person: Person) -> dict[str, Any]:
    """What stands in a person's row, as forms show it first: never a number, which is shown whole by a deed alone."""
    born = person.born_on.strftime("%d-%m-%Y") if person.born_on else str(person.born_year or "")
    names = ("name", "called", "other_names", "sex", "birthplace", "hamlet", "rt", "rw", "education", "marital_status", "source", "source_name", "source_on")
    told = {name: getattr(person, name) for name in (*names, *person.abilities)}
    return told | {"born": born}
