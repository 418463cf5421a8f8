"""The spelling of the deeds about who came and what was answered."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DayField, DeedForm, Filter, RowsField, ThingField
from desbumi.people.models.persons import SEXES
from desbumi.programme.models import Participant
from desbumi.programme.models.answers import ANSWERS, MOMENTS
from desbumi.programme.queries import events as queries
from desbumi.programme.rules.attendance import Typed
from desbumi.programme.rules.events import AGES, ROLES
from desbumi.territory.models import Territory
from desbumi.territory.rules import CODE

CODE_SHAPE = re.compile(CODE)
YES, NO, ELSEWHERE = "yes", "no", "elsewhere"
DISABILITY = (("", _("not asked")), (YES, _("yes")), (NO, _("no")))


def said(value: str) -> bool | None:
    """Yes, no, or not asked."""
    return {YES: True, NO: False}.get(value)


class YesNoField(forms.ChoiceField):
    """Yes, no, or not asked: True, False, None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("choices", DISABILITY)
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """What was said."""
        return said(super().clean(value))


def read_row(row: Mapping[str, str]) -> Typed | None:
    """A row of a signed list; one without name and role is empty."""
    name, role = " ".join(row["name"].replace("\0", "").split()), row["role"]
    is_named = row["named"] != NO
    if not name and (is_named or not role):
        return None
    if role not in dict(ROLES):
        raise ValidationError(_now("choose the role."))
    village = row["village"] if CODE_SHAPE.fullmatch(row["village"]) else ""
    sex = row["sex"] if row["sex"] in dict(SEXES) else ""
    age = row["age"] if row["age"] in dict(AGES) else ""
    return Typed(name, role, village, sex, age, said(row["disability"]), is_named and bool(name))


COLUMNS = ("name", "role", "village", "sex", "age", "disability", "named")


class TakeDown(DeedForm):
    """programme.take_down; event stands in the address."""

    day = DayField(label=_("Of which day is the list?"), help_text=_("Empty: they are expected, and can be ticked on the day."), required=False)
    rows = RowsField(COLUMNS, label=_("The list"), read=read_row, required=False)


class Tick(DeedForm):
    """programme.tick; participant stands in the address."""

    day = DayField(label=_("Day"))
    is_there = forms.BooleanField(label=_("Was there"), required=False)


class PutTogether(DeedForm):
    """programme.put_together; participant stands in the address."""

    other = ThingField(Participant, widget=forms.HiddenInput)


class DecideAttendance(DeedForm):
    """programme.decide_attendance; attendance stands in the address."""

    was_there = forms.BooleanField(required=False)


class VillageOfEventField(forms.ChoiceField):
    """A village of the event (its code); which there are the page offers, and the deed looks whether it is one."""

    def valid_value(self, value: str) -> bool:
        """Any code, elsewhere, or none."""
        return value in ("", ELSEWHERE) or CODE_SHAPE.fullmatch(value) is not None


def of_event(field: str, form: forms.Form, villages: list[Territory]) -> None:
    """Offer the villages of an event in a field."""
    form.fields[field].choices = [*((each.code, each.name) for each in villages), (ELSEWHERE, _("elsewhere"))]  # type: ignore[attr-defined]


def listed_of_event(form: forms.Form, villages: list[Territory]) -> None:
    """Offer the villages of an event alone, where one types a slip."""
    form.fields["village"].widget.choices = [("", _("not told")), *((each.code, each.name) for each in villages)]


def room_number(**more: Any) -> forms.CharField:
    """The number that is written in the room."""
    return forms.CharField(
        label=_("Number that is written in the room"), max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "mid", "autocomplete": "off"}), **more,
    )  # fmt: skip


class Arrive(DeedForm):
    """programme.arrive; event stands in the address."""

    village = VillageOfEventField(label=_("Which village are you from?"), required=False, widget=forms.RadioSelect)
    role = forms.ChoiceField(label=_("As what do you come?"), choices=ROLES, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Your name"), max_length=120, required=False)
    has_consented = forms.BooleanField(
        label=_("My name may be kept on the list of this event"), help_text=_("Without it you are counted, and not named."), required=False
    )
    sex = forms.ChoiceField(label=_("Woman or man?"), choices=[("", _("not told")), *SEXES], required=False)
    age = forms.ChoiceField(label=_("How old are you?"), choices=[("", _("not told")), *AGES], required=False)
    has_disability = YesNoField(label=_("Do you live with a disability?"))
    word = room_number(required=False, help_text=_("It shows that you are here. Without it an organiser looks at your line first."))


class AnswersField(forms.CharField):
    """Answers as one text of letters, or as one choice for each question (`answers-1`, `answers-2` …)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=60, widget=AnswersInput(attrs={"class": "mid", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}), **kwargs
        )


class AnswersInput(forms.TextInput):
    """One text, or a radio button for each question."""

    def value_from_datadict(self, sent: Any, files: Any, name: str) -> Any:
        """The letters in order, “-” where a question has no answer."""
        ticked = {int(key.rpartition("-")[2]): sent[key] for key in sent if key.startswith(f"{name}-") and key.rpartition("-")[2].isdigit() and len(key) < 20}
        if ticked:
            return "".join(ticked.get(number, "-")[:1] or "-" for number in range(1, min(max(ticked), 40) + 1))
        return super().value_from_datadict(sent, files, name)


class HandIn(DeedForm):
    """programme.hand_in; event stands in the address."""

    moment = forms.ChoiceField(label=_("Before or after?"), choices=MOMENTS, widget=forms.RadioSelect, initial="before")
    code = forms.CharField(
        label=_("Code of the slip"), max_length=12, widget=forms.TextInput(attrs={"class": "mid", "autocomplete": "off", "autocapitalize": "characters"})
    )
    answers = AnswersField(label=_("Answers"), help_text=_("A letter for each question, “-” where there is none: ABCA-BCABC."))
    role = forms.ChoiceField(label=_("Role"), choices=[("", _("not told")), *ROLES], required=False)
    village = ThingField(Territory, label=_("Village"), among=queries.villages_to_concern, required=False)
    has_disability = YesNoField(label=_("Disability told on the slip"))


class HandInByPhone(DeedForm):
    """programme.hand_in_by_phone; event stands in the address."""

    word = room_number()
    moment = forms.ChoiceField(label=_("Before or after the event?"), choices=MOMENTS, widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("Code of your slip"),
        help_text=_(
            "Before, without a slip: leave it empty, and write down the code that you are given. Afterwards: the same code. It says nothing of who you are."
        ),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "mid", "autocomplete": "off", "autocapitalize": "characters"}),
    )
    answers = AnswersField(label=_("Answers"))
    role = forms.ChoiceField(label=_("As what do you come?"), choices=[("", _("not told")), *ROLES], required=False)
    village = VillageOfEventField(label=_("Which village are you from?"), required=False, widget=forms.RadioSelect)
    has_disability = YesNoField(label=_("Do you live with a disability?"))


def read_cards(row: Mapping[str, str]) -> tuple[int, tuple[int, int, int]] | None:
    """A row of the count of cards: question, A, B, C."""
    if not row["number"].isdigit():
        return None
    counts = []
    for name in ("a", "b", "c"):
        text = row[name].strip() or "0"
        if not text.isascii() or not text.isdigit() or int(text) > 2000:
            raise ValidationError(_now("write how many cards were up, 0 to 2000."))
        counts.append(int(text))
    return int(row["number"]), (counts[0], counts[1], counts[2])


class CountsField(RowsField):
    """Question → (cards A, B, C)."""

    def clean(self, value: Any) -> Any:
        """The table as the deed takes it."""
        return dict(super().clean(value))


class CountCards(DeedForm):
    """programme.count_cards; event stands in the address."""

    moment = forms.ChoiceField(label=_("Before or after?"), choices=MOMENTS, widget=forms.RadioSelect, initial="before")
    counts = CountsField(("number", "a", "b", "c"), label=_("Cards"), read=read_cards)


class Accept(DeedForm):
    """programme.accept; event stands in the address."""

    village = ThingField(Territory, label=_("Village on the slip"), among=queries.villages_to_concern, required=False)
    answer = forms.ChoiceField(label=_("What does it say?"), choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason or condition"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))
    code = forms.CharField(
        label=_("Code of the slip"),
        help_text=_("Empty when there is none."),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "mid", "autocomplete": "off"}),
    )


class AcceptByPhone(DeedForm):
    """programme.accept_by_phone; event stands in the address."""

    word = room_number()
    village = VillageOfEventField(label=_("Which village are you from?"), required=False, widget=forms.RadioSelect)
    answer = forms.ChoiceField(label=_("Will you help to carry the programme out in your village?"), choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why, or on what condition?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    code = forms.CharField(
        label=_("Code of your slip"),
        help_text=_("Empty when you have none."),
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"class": "mid", "autocomplete": "off"}),
    )


class AnswerForVillage(DeedForm):
    """programme.answer_for_village; event and village stand in the address."""

    answer = forms.ChoiceField(label=_("What did the people of the village decide?"), choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason, or conditions"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    decided_on = DayField(label=_("When was it decided?"), initial=timezone.localdate)
    signatories = forms.CharField(label=_("Who signs for it?"), help_text=_("Names with their offices."), max_length=300)


class WriteQuestion(DeedForm):
    """programme.write_question; programme stands in the address."""

    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=40, widget=forms.NumberInput(attrs={"class": "mid"}))
    text = forms.CharField(label=_("Question"), max_length=200)
    a = forms.CharField(label=_("Answer A"), max_length=120)
    b = forms.CharField(label=_("Answer B"), max_length=120)
    c = forms.CharField(label=_("Answer C"), max_length=120)
    right = forms.ChoiceField(label=_("Which is right?"), choices=[("A", "A"), ("B", "B"), ("C", "C")], widget=forms.RadioSelect)


class ParticipantFilter(Filter):
    """What the list of participants is narrowed to."""

    role = forms.ChoiceField(required=False, choices=[("", ""), *ROLES])
    village = forms.CharField(required=False, max_length=13)
    day = forms.DateField(required=False)


class CutFilter(Filter):
    """By what results are cut: by role or by village, never both."""

    cut = forms.ChoiceField(required=False, choices=[("", ""), ("role", ""), ("village", "")])
