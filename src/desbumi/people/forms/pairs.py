"""The spelling of the deeds by which two become one, or stay two."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DeedForm, ThingField
from desbumi.people.actions.pairs import TAKEN
from desbumi.people.models import Pair, Person


class PairUp(DeedForm):
    """people.pair_up; person and likeness stand in the address."""

    other = ThingField(Person, widget=forms.HiddenInput)


class Merge(DeedForm):
    """people.merge; pair stands in the address."""

    keep = forms.ChoiceField(
        label=_("Which entry stays?"), choices=[("first", _("the left one")), ("second", _("the right one"))], initial="first", widget=forms.RadioSelect
    )
    first_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    second_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    taken = forms.MultipleChoiceField(choices=[(name, name) for name in TAKEN], required=False, widget=forms.CheckboxSelectMultiple)

    def name_both(self, pair: Pair) -> None:
        """Call both by name and address: on a phone there is no left and right."""
        keep: Any = self.fields["keep"]
        keep.choices = [(side, f"{each.name}, {each.address or each.village.title}") for side, each in (("first", pair.first), ("second", pair.second))]
