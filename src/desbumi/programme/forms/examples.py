"""Forms about what villages tell each other."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desbumi.pages.forms import DeedForm
from desbumi.programme.models import Indicator
from desbumi.programme.rules.way import KINDS


class StepOrIndicatorField(forms.CharField):
    """A step (its key) or an indicator; which there are the page offers, and the deed looks whether the village has it to tell."""

    widget = forms.Select

    def clean(self, value: Any) -> Any:
        """The key of a step, or the Indicator; nothing when it is neither."""
        told = super().clean(value)
        if told in KINDS:
            return told
        return Indicator.objects.filter(pk=told).first() if re.fullmatch(r"[0-9a-f]{32}", told) else None


class ShareExample(DeedForm):
    """programme.share; place stands in the address."""

    of = StepOrIndicatorField(label=_("Of which step or target?"), max_length=32)
    words = forms.CharField(
        label=_("How did you do it?"), help_text=_("In a few sentences: who began, what was hard, what helped. No names of people who were helped."), max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    call = forms.CharField(label=_("Whom may others call?"), help_text=_("Office and number, for example: service officer, 0812 …"), max_length=120)
    agreed_by = forms.CharField(label=_("Who in the village agreed to share this?"), max_length=120)
    has_files = forms.BooleanField(
        label=_("Others may open the files that show it"),
        help_text=_("For a step the files of that step, for a target those that were marked as shared. Look that nobody can be known from them who does not want it."),
        required=False,
    )  # fmt: skip
