"""The spelling of the deeds about households and relatives."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DeedForm, ThingField
from desbumi.people.forms.contacts import PhoneField
from desbumi.people.forms.persons import name_field, number_field
from desbumi.people.models import Person, Relative
from desbumi.people.models.persons import RELATIONS

CARD_HELP = _("16 digits, top of the family card (KK). Leave it empty when it is not at hand.")


class SetUpHousehold(DeedForm):
    """people.set_up_household; person stands in the address."""

    relation = forms.ChoiceField(label=_("In the household"), choices=RELATIONS, initial="head", widget=forms.RadioSelect)
    card = number_field(_("Family card number (KK)"), CARD_HELP)


class JoinHousehold(DeedForm):
    """people.join_household; person stands in the address."""

    of = ThingField(Person, widget=forms.HiddenInput)
    relation = forms.ChoiceField(label=_("In the household"), choices=RELATIONS, widget=forms.RadioSelect)


class ChangeHousehold(DeedForm):
    """people.change_household; person stands in the address."""

    relation = forms.ChoiceField(label=_("In the household"), choices=RELATIONS, widget=forms.RadioSelect)
    card = number_field(_("Family card number (KK)"), CARD_HELP)
    drop_card = forms.BooleanField(label=_("The number that stands here is wrong: take it out"), required=False)


def relation_field() -> forms.ChoiceField:
    """What a relative is to the person."""
    return forms.ChoiceField(label=_("Who is it?"), choices=Relative.RELATIONS, widget=forms.RadioSelect)


def tick(label: Any) -> forms.BooleanField:
    """Something that is so, or is not."""
    return forms.BooleanField(label=label, required=False)


class AddRelative(DeedForm):
    """people.add_relative; person stands in the address."""

    relation = relation_field()
    name = name_field(_("Name"))
    phone = PhoneField()
    is_next_of_kin = tick(_("Is told first when something happens"))
    is_carer = tick(_("Cares for this person, such as a child whose parent is away"))
    registered = ThingField(Person, required=False, widget=forms.HiddenInput)


class ChangeRelative(DeedForm):
    """people.change_relative; relative stands in the address."""

    relation = relation_field()
    name = name_field(_("Name"))
    phone = PhoneField()
    drop_phone = tick(_("The phone number that stands here is no longer right: take it out"))
    is_next_of_kin = tick(_("Is told first when something happens"))
    is_carer = tick(_("Cares for this person, such as a child whose parent is away"))
