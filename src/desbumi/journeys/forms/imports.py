"""The spelling of the deeds about sheets."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from desbumi.journeys import words
from desbumi.journeys.queries.sheets import villages_to_import_in
from desbumi.pages import DeedForm, Filter, ThingField
from desbumi.papers.forms import TableField
from desbumi.territory.models import Territory

MOST_COLUMNS, LONGEST = 300, 300


class BringSheet(DeedForm):
    """journeys.bring"""

    village = ThingField(Territory, among=villages_to_import_in, label=_("Village"))
    brought = TableField(
        label=_("The sheet"),
        help_text=_("A spreadsheet (XLSX, XLS, ODS) or a CSV file, at most 20 MB. It stays on your device; what is read is kept sealed for a month."),
    )
    sheet = forms.CharField(
        label=_("Only one sheet"), help_text=_("When the file has several and one of them is wanted: its name. Empty: all that list people."), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "mid"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["village"].widget
        if len(offered.choices) == 2:
            self.fields["village"].initial = offered.choices[1][0]
            self.fields["village"].widget = forms.HiddenInput()


class WordingsInput(forms.Widget):
    """Pairs of inputs: `label-3` is a header, `field-3` what it holds."""

    def value_from_datadict(self, sent: Any, _files: Any, _name: str) -> dict[str, str]:
        """Header → field, as they were chosen."""
        found = {}
        for key in sent:
            begins, _dash, number = key.partition("-")
            if begins == "label" and number.isdigit() and f"field-{number}" in sent:
                found[sent[key][:LONGEST]] = sent[f"field-{number}"]
        return found


class WordingsField(forms.Field):
    """What the columns of a sheet hold."""

    widget = WordingsInput

    def clean(self, value: Any) -> dict[str, str]:
        """Header → field; only fields that are offered."""
        known = dict(words.FIELDS)
        if not isinstance(value, dict) or len(value) > MOST_COLUMNS or not all(each in known for each in value.values()):
            raise ValidationError(_("Choose one from the list."))
        return value


class KeepWordings(DeedForm):
    """journeys.keep_wordings; imported stands in the address."""

    holds = WordingsField(required=False)


class RowFilter(Filter):
    """Which rows of a sheet are shown."""

    outcome = forms.ChoiceField(choices=words.OUTCOMES, required=False)


class DecideRow(DeedForm):
    """journeys.decide; row stands in the address."""

    choice = forms.ChoiceField(label=_("Who is it?"), choices=words.CHOICES, widget=forms.RadioSelect)
