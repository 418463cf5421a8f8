"""Forms about what villages tell each other."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desbumi.pages.forms import DeedForm
from desbumi.programme.models import Indicator
from desbumi.programme.rules.way import KINDS


class ShareExample(DeedForm):
    """programme.share; place stands in the address."""

    of = forms.CharField(label=_("Of which step or target?"), widget=forms.Select, max_length=36)  # what the village can tell of is offered by the page
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

    def asked(self) -> dict[str, Any]:
        """What was asked for; the choice as the step or indicator that it is."""
        told = super().asked()
        of = told.pop("of", "")
        indicator = Indicator.objects.filter(pk=of).first() if re.fullmatch(r"[0-9a-f]{32}", of) else None
        return {**told, "step": of if of in KINDS else "", "indicator": indicator}
