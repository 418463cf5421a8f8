"""The spelling of the deeds about a journey: few questions a page."""

from typing import Any

from babel.numbers import get_currency_precision
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desbumi.journeys.models.journeys import OCCUPATIONS, STAGES, TOLD_OF
from desbumi.journeys.models.papers import CONTENTS, OTHERS, PAPERS
from desbumi.journeys.rules import hearing, words
from desbumi.pages import DayField, DeedForm
from desbumi.papers.forms import ScanField

NOT_KNOWN = ("", _("not known"))
PLAIN = {"autocomplete": "off"}
CURRENCIES = ("TWD", "HKD", "MYR", "SGD", "KRW", "SAR", "BND", "AED", "JPY", "USD", "EUR", "IDR", "QAR", "KWD", "TRY", "PLN", "JOD", "NZD", "AUD")
MOST_WAGE = 10**9


def _countries() -> list[tuple[str, str]]:
    at = get_language() == "en"
    return [("", str(_("not known"))), *sorted(((code, names[at]) for code, names in words.country_names().items()), key=lambda each: each[1])]


def _text(label: Any, most: int, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=most, required=False, widget=forms.TextInput(attrs=PLAIN))


def _when(label: Any) -> forms.CharField:
    text = _("A day (3-5-2019) or only a year (2019). Leave it empty when nobody knows.")
    return forms.CharField(label=label, help_text=text, max_length=40, required=False, widget=forms.TextInput(attrs={**PLAIN, "class": "mid"}))


class AddJourney(DeedForm):
    """journeys.add_journey; person stands in the address."""

    stage = forms.ChoiceField(label=_("Where is the person now?"), choices=(*STAGES, NOT_KNOWN), required=False, widget=forms.RadioSelect)
    destination = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    city = _text(_("Place abroad"), 80)
    occupation = forms.ChoiceField(label=_("Work abroad"), choices=(NOT_KNOWN, *OCCUPATIONS), required=False)
    recruiter_told = _text(_("Agency or broker"), 120, _("As the family says it: the name of the PT, or of the person who recruited."))
    employer = _text(_("Employer"), 120)
    departed = _when(_("Left"))
    returned = _when(_("Came home"))


class ChangeJourney(AddJourney):
    """journeys.change_journey; journey stands in the address."""


class KeepDocument(DeedForm):
    """journeys.keep_document; journey stands in the address."""

    kind = forms.ChoiceField(label=_("Which paper?"), choices=(*PAPERS, *OTHERS), widget=forms.RadioSelect)
    until = DayField(label=_("Valid until"), help_text=_("As it stands on the paper. It is reminded of three months before."), required=False)
    scans = ScanField(label=_("Photo or scan"), required=False)


class ContentsField(forms.MultipleChoiceField):
    """What of the seven stands in the contract: what is not ticked does not."""

    def clean(self, value: Any) -> Any:
        """Each of the seven, and whether it is there."""
        ticked = super().clean(value)
        return {name: name in ticked for name, _label in CONTENTS}


class RecordContract(DeedForm):
    """journeys.record_contract; journey stands in the address."""

    contents = ContentsField(
        label=_("What stands in it?"), help_text=_("Read it together and tick what is there. The law demands all seven (UU 18/2017 art. 15)."), choices=CONTENTS,
        required=False, widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    from_on = DayField(label=_("From"), required=False)
    until_on = DayField(label=_("Until"), required=False)
    wage_amount = forms.IntegerField(
        label=_("Wage a month"), help_text=_("The number as it stands there, without points."), min_value=0, max_value=MOST_WAGE, required=False,
        widget=forms.TextInput(attrs={**PLAIN, "inputmode": "numeric", "class": "mid"}),
    )  # fmt: skip
    currency = forms.ChoiceField(label=_("Currency"), choices=[("", _("choose …")), *((each, each) for each in CURRENCIES)], required=False)
    scans = ScanField(label=_("Photo or scan of the contract"), required=False)

    def clean(self) -> dict[str, Any]:
        """The wage in the smallest unit of its currency; a wage needs one."""
        told = super().clean() or self.cleaned_data
        amount, currency = told.get("wage_amount"), told.get("currency")
        if amount is not None and not currency:
            self.add_error("currency", _("Which currency is the wage in?"))
        elif amount is not None and currency:
            told["wage_amount"] = amount * 10 ** get_currency_precision(currency)
        return told


class Hear(DeedForm):
    """journeys.hear; journey stands in the address."""

    last_heard_on = DayField(label=_("When did the family last hear?"), help_text=_("A call or a message. Empty: nobody knows."), required=False)
    usual_days = forms.IntegerField(
        label=_("How often do they usually hear?"), help_text=_("Every how many days. When it is longer than that, it stands on “Today”."), min_value=1,
        max_value=hearing.MOST_DAYS, required=False, widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )  # fmt: skip


class Confide(DeedForm):
    """journeys.confide; journey stands in the address."""

    kind = forms.ChoiceField(label=_("What is it about?"), choices=TOLD_OF, widget=forms.RadioSelect)
    told = forms.CharField(
        label=_("What is known?"), help_text=_("Only the regency’s team reads it; here it is not shown again."), max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-not-kept": True}),
    )  # fmt: skip
    told_on = DayField(label=_("Since when?"), required=False)


class MakePromise(DeedForm):
    """journeys.promise; journey stands in the address."""

    to_whom = forms.CharField(label=_("Who waits for the answer?"), max_length=120, widget=forms.TextInput(attrs=PLAIN))
    due_on = DayField(label=_("By when do you answer?"), help_text=_("On that day the family hears from you, even if there is no news."))


class AnswerPromise(DeedForm):
    """journeys.answer; promise stands in the address."""

    answer = forms.CharField(label=_("What was the family told?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
