"""The spelling of the deeds about rights over data, breaches, and lists that leave the house."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DayField, DeedForm, ThingField
from desbumi.people.forms.persons import name_field
from desbumi.people.models import Export, RightsRequest
from desbumi.people.models.persons import SEXES
from desbumi.people.queries.rights import places_of_breaches, places_to_export
from desbumi.territory.models import Territory

AGES = (("child", _("0–17 (children)")), ("young", "18–30"), ("adult", "31–59"), ("old", _("60 and older")), ("unknown", _("not known")))


def words_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    """Some sentences."""
    return forms.CharField(label=label, help_text=help_text, max_length=500, required=required, widget=forms.Textarea(attrs={"rows": 3}))


class AskRight(DeedForm):
    """people.ask_right; person stands in the address."""

    kind = forms.ChoiceField(label=_("What does the person ask for?"), choices=RightsRequest.KINDS[:3], widget=forms.RadioSelect)
    asker = forms.ChoiceField(label=_("Who asks?"), choices=RightsRequest.ASKERS, initial="self", widget=forms.RadioSelect)
    asker_name = name_field(_("Name of who asks"), _("Only when it is not the person."))
    words = words_field(_("In the own words"), _("What is to be corrected, or stopped."))
    asked_on = DayField(label=_("When was it asked?"), initial=timezone.localdate)


class ReportBreach(DeedForm):
    """people.report_breach"""

    territory = ThingField(Territory, label=_("Where?"), among=places_of_breaches)
    words = words_field(_("What happened?"), _("Which data, whose, since when, and what was done at once. No names."), required=True)
    noticed_on = DayField(label=_("When was it noticed?"), initial=timezone.localdate)


class AnswerRight(DeedForm):
    """people.answer_right; request stands in the address."""

    answer = words_field(_("What was done?"), _("Handed over to whom, corrected what, told whom."), required=True)


class RefuseRight(DeedForm):
    """people.refuse_right; request stands in the address."""

    ground = forms.ChoiceField(label=_("On which ground?"), choices=RightsRequest.GROUNDS, widget=forms.RadioSelect)
    answer = words_field(_("What was the person told?"), _("The ground, and that one may complain to the authority for data protection."), required=True)


class ExportPeople(DeedForm):
    """people.export"""

    territory = ThingField(Territory, label=_("Of which place?"), among=places_to_export)
    purpose = forms.ChoiceField(label=_("What is it for?"), choices=Export.PURPOSES, widget=forms.RadioSelect)
    receiver = name_field(_("Who gets it?"), _("An office and a name."), required=True)
    hamlet = name_field(_("Only this hamlet"), most=60)
    sex = forms.ChoiceField(label=_("Only women, or only men"), choices=[("", _("all")), *SEXES], required=False)
    age = forms.ChoiceField(label=_("Only of this age"), choices=[("", _("all")), *AGES], required=False)
    nik = forms.ChoiceField(
        label=_("Only with, or only without a NIK"), choices=[("", _("all")), ("none", _("without a NIK")), ("there", _("with a NIK"))], required=False
    )
