"""The spelling of deeds about those who work here, and the filter of the roster."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.roles import ROLES
from desbumi.book.models import Conflict
from desbumi.desk.queries.people import places_to_announce_in, places_to_give_in
from desbumi.pages import DayField, DeedForm, Filter, ThingField
from desbumi.papers.printing import PAPERS
from desbumi.territory.models import Territory

ROLE_NAMES = [(code, role.name) for code, role in ROLES.items()]


class RosterFilter(Filter):
    """What the roster is narrowed by."""

    text = forms.CharField(required=False)
    role = forms.ChoiceField(choices=ROLE_NAMES, required=False)
    place = forms.RegexField(r"^[0-9.]{2,13}$", required=False)
    state = forms.ChoiceField(choices=[(each, each) for each in ("now", "coming", "over", "all")], required=False)
    whole = forms.BooleanField(required=False)


class Decide(DeedForm):
    """desk.decide; conflict stands in the address."""

    choice = forms.ChoiceField(label=_("Which one is right?"), choices=Conflict.CHOICES[1:], widget=forms.RadioSelect)


class PaperFilter(Filter):
    """On which paper a sheet is printed."""

    paper = forms.ChoiceField(choices=[(each, each.upper()) for each in PAPERS], required=False)


class Invite(DeedForm):
    """access.invite"""

    territory = ThingField(Territory, among=places_to_give_in, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Which role?"), choices=ROLE_NAMES, widget=forms.RadioSelect)
    full_name = forms.CharField(label=_("Name"), help_text=_("As others call the person. One word is enough."), max_length=120)
    name = forms.CharField(
        label=_("User name"), help_text=_("For signing in. Leave empty: one is made of the name."), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )  # fmt: skip


class GiveRole(DeedForm):
    """access.assign; account stands in the address."""

    territory = ThingField(Territory, among=places_to_give_in, widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Which role?"), choices=ROLE_NAMES, widget=forms.RadioSelect)
    from_on = DayField(label=_("From which day?"), initial=timezone.localdate)
    until_on = DayField(label=_("Last day"), help_text=_("Leave empty when no end is known."), required=False)


class EndRole(DeedForm):
    """access.end; assignment stands in the address."""

    last_day = DayField(label=_("Last day"), help_text=_("Leave empty to end it at once. A role that ends today holds until midnight."), required=False)
    reason = forms.CharField(label=_("Why?"), help_text=_("Stands in the history."), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CloseAccount(DeedForm):
    """access.close; assignment stands in the address."""

    reason = forms.CharField(label=_("Why?"), help_text=_("Stands in the history."), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AskReset(DeedForm):
    """access.ask_reset; assignment stands in the address."""

    reason = forms.CharField(
        label=_("What happened, and how do you know that it is this person?"), help_text=_("For instance: phone stolen; she came to the office in person."),
        max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class AnnounceWorkDay(DeedForm):
    """access.announce"""

    territory = ThingField(Territory, label=_("Where?"), among=places_to_announce_in)
    on = DayField(label=_("Which day?"), initial=timezone.localdate)
    persons = forms.IntegerField(label=_("How many persons more may each of you open?"), min_value=1, max_value=5000, initial=60)
    reason = forms.CharField(label=_("What for?"), help_text=_("A registration day, a workshop, a visit of the hamlets."), max_length=300)


def fit_roles(form: Any, roles: list[Any]) -> None:
    """Offer in a form only the roles that can be given in the chosen place; a single one is chosen already."""
    form.fields["role"].choices = [(role.code, role.name) for role in roles]
    if len(roles) == 1 and not form.is_bound:
        form.fields["role"].initial = roles[0].code
