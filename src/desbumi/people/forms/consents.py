"""The spelling of the deeds about consent."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DayField, DeedForm
from desbumi.papers.forms import ScanField
from desbumi.people.forms.persons import name_field
from desbumi.people.models import Consent


class RecordConsent(DeedForm):
    """people.record_consent; person stands in the address."""

    purpose = forms.ChoiceField(label=_("What was the person asked?"), choices=Consent.PURPOSES, widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("What did the person say?"), choices=Consent.STATES[:2], widget=forms.RadioSelect)
    giver = forms.ChoiceField(label=_("Who answered?"), choices=Consent.GIVERS, initial="self", widget=forms.RadioSelect)
    giver_name = name_field(_("Name of the parent, guardian or helper"), _("Only when someone else answered or helped."))
    manner = forms.ChoiceField(label=_("How?"), choices=Consent.MANNERS, widget=forms.RadioSelect)
    witness = name_field(_("Witness"), _("Who was there and heard it; needed when it was spoken."))
    given_on = DayField(label=_("When?"), initial=timezone.localdate)
    scans = ScanField(label=_("Photo of the signed paper"), required=False)


class WithdrawConsent(DeedForm):
    """people.withdraw_consent; consent stands in the address."""

    withdrawn_on = DayField(label=_("When was it taken back?"), initial=timezone.localdate)
