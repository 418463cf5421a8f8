"""The spelling of the deeds about contact persons."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DeedForm, ThingField
from desbumi.people.models import Person


class OfficeField(forms.CharField):
    """What someone is at an organisation, in its own words."""

    def __init__(self) -> None:
        super().__init__(label=_("Office held"), help_text=_("Coordinator, director, head of the office …"), max_length=120, required=False)


class PhoneField(forms.CharField):
    """A phone number as people write it; a phone shows its keys for digits."""

    def __init__(self) -> None:
        keys = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "data-not-kept": True})
        super().__init__(label=_("Phone number"), help_text=_("Such as 0812 3344 7788."), max_length=40, required=False, widget=keys)


class ChangeContact(DeedForm):
    """people.change_contact; contact stands in the address."""

    name = forms.CharField(label=_("Name"), max_length=120)
    office = OfficeField()
    phone = PhoneField()


class JoinContact(DeedForm):
    """people.join_contact; contact stands in the address."""

    person = ThingField(Person, widget=forms.HiddenInput)
