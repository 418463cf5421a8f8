"""The spelling of the deeds about what is agreed and aimed at."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DayField, DeedForm, ThingField
from desbumi.papers.forms import ScanField
from desbumi.people.models.persons import SEXES
from desbumi.programme.forms.attendance import YesNoField
from desbumi.programme.models import AgreementText, Event, Indicator, Programme, TeamMember
from desbumi.programme.models.targets import PILLARS
from desbumi.programme.queries import events, promises, targets
from desbumi.programme.rules.promises import OFFICES
from desbumi.territory.models import Territory


class DraftUnderstanding(DeedForm):
    """programme.draft_understanding; place stands in the address."""

    form = forms.ChoiceField(label=_("Which form has it?"), choices=AgreementText.FORMS, widget=forms.RadioSelect, initial="record")
    number = forms.CharField(label=_("Letter number"), max_length=80, required=False)
    body = forms.CharField(label=_("What is agreed"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}))
    outreach_on = DayField(label=_("On which day does the village hold its own outreach?"), required=False)
    outreach_at = forms.CharField(label=_("Where?"), max_length=140, required=False)
    for_village = forms.CharField(label=_("Who signs for the village?"), max_length=200, required=False)
    for_implementer = forms.CharField(label=_("Who signs for the implementer?"), max_length=200, required=False)
    event = ThingField(Event, among=events.events, required=False, widget=forms.HiddenInput)


class SignUnderstanding(DeedForm):
    """programme.sign_understanding; place stands in the address."""

    signed_on = DayField(label=_("On which day was it signed?"), initial=timezone.localdate)
    files = ScanField(label=_("Photos or scans of the signed paper"))  # type: ignore[assignment]  # a form takes its fields out of the class


class FileDecree(DeedForm):
    """programme.file_decree; place stands in the address."""

    decree_number = forms.CharField(label=_("Number of the decree"), max_length=80)
    decreed_on = DayField(label=_("When was it decreed?"), initial=timezone.localdate)
    from_on = DayField(label=_("In office from"), initial=timezone.localdate)
    until_on = DayField(label=_("In office until"), help_text=_("Leave empty when the decree names none."), required=False)
    files = ScanField(label=_("Scan of the decree"))  # type: ignore[assignment]  # as above


class AddMember(DeedForm):
    """programme.add_member; team stands in the address."""

    name = forms.CharField(label=_("Name"), max_length=120)
    office = forms.ChoiceField(label=_("Office held"), choices=OFFICES)
    sex = forms.ChoiceField(label=_("Woman or man?"), choices=[("", _("not told")), *SEXES], required=False)
    is_returnee = YesNoField(label=_("Has she or he worked abroad?"))


class LeaveTeam(DeedForm):
    """programme.leave_team; member stands in the address."""

    left_on = DayField(label=_("When did she or he leave?"), initial=timezone.localdate)


class Commit(DeedForm):
    """programme.commit; territory and event stand in the address."""

    what = forms.CharField(label=_("What is promised?"), max_length=300)
    whose = forms.CharField(label=_("By whom?"), max_length=120)
    member = ThingField(TeamMember, label=_("Member of the Desbumi team"), help_text=_("Only if it is one."), among=promises.members_in_office, required=False)
    due_on = DayField(label=_("By when?"))


class TellCommitment(DeedForm):
    """programme.tell_commitment; commitment and change stand in the address."""

    told = forms.CharField(label=_("What became of it?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class HandOver(DeedForm):
    """programme.hand_over; commitment stands in the address."""

    whose = forms.CharField(label=_("Who takes it over?"), max_length=120)
    member = ThingField(TeamMember, label=_("Member of the Desbumi team"), among=promises.members_in_office, required=False)
    due_on = DayField(label=_("By when?"))


class ValueField(forms.DecimalField):
    """A figure with one place after the comma; a comma is read as one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=12, decimal_places=1, min_value=0, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "mid", "autocomplete": "off"}), **kwargs
        )  # fmt: skip

    def to_python(self, value: Any) -> Any:
        """The figure: “2,5” is two and a half, “1.250” one thousand two hundred and fifty."""
        if isinstance(value, str):
            value = value.strip()
            if "," in value:
                value = value.replace(".", "").replace(",", ".")
            elif value.count(".") == 1 and len(value.rpartition(".")[2]) == 3:
                value = value.replace(".", "")
        return super().to_python(value)


class SetTarget(DeedForm):
    """programme.set_target; place stands in the address."""

    indicator = ThingField(Indicator, label=_("What is to change?"), among=targets.indicators)
    baseline_value = ValueField(label=_("Where does it stand now?"), help_text=_("Leave it empty when nobody knows yet."), required=False)
    baseline_on = DayField(label=_("As of which day?"), required=False)
    baseline_source = forms.CharField(label=_("From where do you know it?"), max_length=200, required=False)
    value = ValueField(label=_("Where is it to stand?"))
    due_on = DayField(label=_("Until when?"))
    answers_for_it = forms.CharField(label=_("Who answers for it?"), max_length=120)
    shown_by = forms.CharField(label=_("What would show it?"), max_length=300, required=False)
    event = ThingField(Event, among=events.events, required=False, widget=forms.HiddenInput)


class DropTarget(DeedForm):
    """programme.drop_target; target stands in the address."""

    reason = forms.CharField(label=_("Why?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class TellAchievement(DeedForm):
    """programme.tell_achievement; target and way stand in the address."""

    value = ValueField(label=_("Where does it stand?"))
    on = DayField(label=_("On which day?"), initial=timezone.localdate)
    evidence = forms.CharField(label=_("What shows it?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    files = ScanField(label=_("Photo or scan that shows it"), required=False)  # type: ignore[assignment]  # as above
    is_shared = forms.BooleanField(label=_("Other villages of the programme may see what shows it"), required=False)


class CorrectAchievement(DeedForm):
    """programme.correct_achievement; achievement stands in the address."""

    value = ValueField(label=_("Where did it really stand?"))
    on = DayField(label=_("On which day?"))
    evidence = forms.CharField(label=_("What shows it?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_shared = forms.BooleanField(label=_("Other villages of the programme may see what shows it"), required=False)


class WriteIndicator(DeedForm):
    """programme.write_indicator"""

    programme = ThingField(Programme, label=_("Programme"), among=events.programmes_of)
    territory = ThingField(Territory, label=_("For which place?"), among=targets.places_to_measure_in)
    pillar = forms.ChoiceField(label=_("Under which pillar?"), choices=PILLARS, widget=forms.RadioSelect)
    outcome = forms.CharField(label=_("Under which outcome?"), max_length=140)
    target_id = forms.CharField(label=_("What is to change? (in Indonesian)"), max_length=200)
    measures = forms.CharField(label=_("What is measured?"), max_length=300)
    unit = forms.CharField(label=_("Unit"), help_text=_("People, groups, months …"), max_length=40)
    is_falling = forms.BooleanField(label=_("Less is better"), required=False)
