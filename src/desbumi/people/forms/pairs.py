"""The spelling of the deeds by which two become one, or stay two."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DeedForm, ThingField
from desbumi.people.actions.pairs import TAKEN
from desbumi.people.models import Pair, Person
from desbumi.ui.templatetags.ui import moment


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
        """Call both by name, address and the moment they were recorded: on a phone there is no left and right, and two of one name look alike."""
        keep: Any = self.fields["keep"]
        keep.choices = [(side, called(each)) for side, each in (("first", pair.first), ("second", pair.second))]


def called(person: Person) -> str:
    """One of a pair: name, where, and since when it is here."""
    where, since = person.address or person.village.title, moment(person.created_at, person.village.zone)
    return gettext("%(name)s, %(where)s, recorded %(since)s") % {"name": person.name, "where": where, "since": since}
