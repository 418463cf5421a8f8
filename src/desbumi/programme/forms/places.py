"""The spelling of the programme's deeds, and the filter of its board."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import visible
from desbumi.pages import DayField, DeedForm, Filter, ThingField
from desbumi.papers.forms import ScanField
from desbumi.people.forms.contacts import OfficeField, PhoneField
from desbumi.programme import queries
from desbumi.programme.models import Agreement, Cohort, Organisation, Programme, Stage
from desbumi.programme.rules.way import STAGES
from desbumi.territory.models import Territory


class AddPlace(DeedForm):
    """programme.add_place"""

    programme = ThingField(Programme, widget=forms.HiddenInput)
    village = ThingField(Territory, among=queries.villages_to_add, widget=forms.HiddenInput)
    cohort = forms.ChoiceField(label=_("Cohort"), choices=Cohort.choices, initial="expansion", widget=forms.RadioSelect)
    expansion_round = forms.IntegerField(
        label=_("Expansion round"), help_text=_("1, 2, 3 …; leave empty when it is not known."), min_value=1, max_value=99, required=False
    )
    joined_on = DayField(label=_("Joined on"), help_text=_("Leave empty when it is not known."), required=False)


class RecordStep(DeedForm):
    """programme.record_step; place and kind stand in the address."""

    done_on = DayField(label=_("When was it done?"), initial=timezone.localdate)
    done_by = forms.CharField(label=_("Who did it?"), max_length=120)
    evidence = forms.CharField(
        label=_("What shows it?"), help_text=_("A signed sheet, a decree and its number, photos."), max_length=300, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    files = ScanField(label=_("Photos or scans that show it"), required=False)  # type: ignore[assignment]  # a form takes its fields out of the class

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_by"].initial = self.user.full_name


class AddEvidence(DeedForm):
    """programme.add_evidence; place and kind stand in the address."""

    files = ScanField(label=_("Photos or scans that show it"))  # type: ignore[assignment]  # a form takes its fields out of the class


class RemoveEvidence(DeedForm):
    """programme.remove_evidence; file stands in the address."""

    reason = forms.CharField(
        label=_("Why?"), help_text=_("The wrong file, a person in it who did not agree …"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class AddScans(DeedForm):
    """programme.add_scans; agreement stands in the address."""

    files = ScanField(label=_("Scans of the signed paper"))  # type: ignore[assignment]  # a form takes its fields out of the class


class SetBack(DeedForm):
    """programme.set_back; place stands in the address."""

    to = forms.ChoiceField(
        label=_("Back to which stage?"), choices=[(stage.value, stage.label) for stage in Stage if stage != STAGES[-1]], widget=forms.RadioSelect
    )
    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class Pause(DeedForm):
    """programme.pause; place stands in the address."""

    reason = forms.CharField(
        label=_("Why?"), help_text=_("Election of the village head, harvest, fasting month …"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class Extend(DeedForm):
    """programme.extend; agreement stands in the address."""

    signed_on = DayField(label=_("When was the extension signed?"), initial=timezone.localdate)
    until_on = DayField(label=_("Until which day does it hold?"))


def all_of(model: type[Any], *order: str) -> Callable[[Any], QuerySet[Any]]:
    """All things of a kind that a user may see, in this order."""
    return lambda user: visible(user, model).order_by(*order)


class DateAgreement(DeedForm):
    """programme.date_agreement; agreement stands in the address."""

    signed_on = DayField(label=_("On which day was it signed?"))


class EditAgreement(DeedForm):
    """programme.edit_agreement; agreement stands in the address."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Agreement.KINDS, widget=forms.RadioSelect)
    signed_on = DayField(label=_("On which day was it signed?"), help_text=_("Leave empty when it is not known."), required=False)
    until_on = DayField(label=_("Until which day does it hold?"), help_text=_("Leave empty when it is not known."), required=False)


class RecordAgreement(DeedForm):
    """programme.record_agreement"""

    programme = ThingField(Programme, label=_("Programme"), among=all_of(Programme, "name"))
    territory = ThingField(Territory, label=_("With the government of which place?"), among=queries.places_to_agree_with)
    organisation = ThingField(Organisation, label=_("And with whom?"), among=all_of(Organisation, "name"))
    kind = forms.ChoiceField(label=_("What is it?"), choices=Agreement.KINDS, widget=forms.RadioSelect, initial="working_agreement")
    status = forms.ChoiceField(label=_("State"), choices=Agreement.STATES[:2], widget=forms.RadioSelect, initial="signed")
    signed_on = DayField(label=_("On which day was it signed?"), help_text=_("Leave empty when it is not known."), required=False)
    until_on = DayField(label=_("Until which day does it hold?"), help_text=_("Leave empty when it is not known."), required=False)


class AddImplementer(DeedForm):
    """programme.add_implementer"""

    programme = ThingField(Programme, label=_("Programme"), among=all_of(Programme, "name"))
    organisation = ThingField(
        Organisation, label=_("Who?"), help_text=_("Organisations come with the programme's founding document."), among=all_of(Organisation, "name")
    )
    territory = ThingField(Territory, label=_("In which regency?"), among=queries.regencies_to_work_in)
    from_on = DayField(label=_("Since"), help_text=_("Leave empty when it is not known."), required=False)
    until_on = DayField(label=_("Until"), help_text=_("Leave empty when it is not known."), required=False)


class AddContact(DeedForm):
    """programme.add_contact; organisation stands in the address."""

    name = forms.CharField(label=_("Name"), max_length=120)
    office = OfficeField()
    phone = PhoneField()


class BoardFilter(Filter):
    """What the board is narrowed to."""

    programme = forms.CharField(required=False, max_length=36)
    regency = forms.CharField(required=False, max_length=13)
    cohort = forms.ChoiceField(required=False, choices=[("", ""), *Cohort.choices])


class PlaceFilter(BoardFilter):
    """What the list of villages is narrowed to."""

    stage = forms.ChoiceField(required=False, choices=[("", ""), *Stage.choices])
