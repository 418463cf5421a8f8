"""The spelling of the deeds by which somebody is forgotten."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DeedForm


class AskErasure(DeedForm):
    """people.ask_erasure; contact stands in the address."""

    reason = forms.CharField(
        label=_("Why?"), help_text=_("Who asked for it, when and how. It is erased with the rest."), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class AskToForget(AskErasure):
    """people.ask_to_forget; person stands in the address."""
