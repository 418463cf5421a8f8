"""The spelling of the deeds about events, and the filter of their list."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from desbumi.pages import DayField, DeedForm, Filter, RowsField, ThingField, ThingsField
from desbumi.papers.forms import ScanField
from desbumi.programme.models import Programme
from desbumi.programme.queries import events as queries
from desbumi.programme.rules.events import KINDS, PAPERS, ROLES, STATES
from desbumi.programme.rules.pages import OURS
from desbumi.territory.models import Territory


class ClockField(forms.TimeField):
    """A time of day, as the browser's field sends it."""

    def __init__(self, **kwargs: Any) -> None:
        clock = forms.TimeInput(attrs={"type": "time", "class": "mid"}, format="%H:%M")
        super().__init__(
            widget=clock, input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], error_messages={"invalid": _("This is no time. Write it as 08.30.")}, **kwargs
        )


class MoneyField(forms.IntegerField):
    """Whole rupiah; points between thousands are let go, and a point that is none of these is refused."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 99_999_999_999)
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "mid", "autocomplete": "off"}), **kwargs)

    def to_python(self, value: Any) -> Any:
        """The amount; “Rp1.250.000” and “1 250 000” are read."""
        if isinstance(value, str):
            value = value.lower().replace("rp", "").replace(" ", "").removesuffix(",00").removesuffix(",-")
            value = value.replace(".", "") if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", value) else value
        return super().to_python(value)


PHOTOS_KEPT = _("Photos (JPG, PNG) or a PDF; each at most 20 MB. The day and the place of a photo are kept beside it, not in the picture.")


class Plan(DeedForm):
    """programme.plan"""

    kind = forms.ChoiceField(label=_("What is planned?"), choices=[each for each in KINDS if each[0] != "visit"], widget=forms.RadioSelect, initial="outreach")
    title = forms.CharField(label=_("Title"), max_length=140)
    territory = ThingField(
        Territory, label=_("Who holds it?"), help_text=_("In whose name it is: the implementer of a regency, or a village."), among=queries.places_to_hold_in
    )
    programme = ThingField(Programme, label=_("Programme"), among=queries.programmes_of, required=False)
    villages = ThingsField(Territory, label=_("Which villages does it concern?"), among=queries.villages_to_concern, required=False)
    starts_on = DayField(label=_("First day"))
    ends_on = DayField(label=_("Last day"), help_text=_("Of an event of one day leave it empty."), required=False)
    begins_at = ClockField(label=_("From"), required=False)
    ends_at = ClockField(label=_("To"), required=False)
    venue = forms.CharField(label=_("Where?"), max_length=140, required=False)
    about = forms.CharField(label=_("What is it for?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places, programmes = self.fields["territory"].widget.choices, self.fields["programme"].widget.choices
        for name, offered in (("territory", places), ("programme", programmes)):
            keys = [key for key, _label in offered if key]
            self.fields[name].initial = keys[0] if keys else None


class ChangeEvent(DeedForm):
    """programme.change_event; event stands in the address."""

    title = forms.CharField(label=_("Title"), max_length=140)
    villages = ThingsField(Territory, label=_("Which villages does it concern?"), among=queries.villages_to_concern, required=False)
    begins_at = ClockField(label=_("From"), required=False)
    ends_at = ClockField(label=_("To"), required=False)
    venue = forms.CharField(label=_("Where?"), max_length=140, required=False)
    about = forms.CharField(label=_("What is it for?"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    transport_amount = MoneyField(label=_("Transport for each participant, in rupiah"), help_text=_("Leave it empty when none is paid."), required=False)


class MoveEvent(DeedForm):
    """programme.move_event; event stands in the address."""

    starts_on = DayField(label=_("New first day"))
    ends_on = DayField(label=_("New last day"), help_text=_("Of an event of one day leave it empty."), required=False)
    reason = forms.CharField(label=_("Why?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class Turn(DeedForm):
    """programme.turn; event and change stand in the address."""

    reason = forms.CharField(label=_("Why?"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class TellVisit(DeedForm):
    """programme.tell_visit"""

    village = ThingField(Territory, label=_("Which village?"), among=queries.villages_to_visit)
    visited_on = DayField(label=_("When?"), initial=timezone.localdate)
    met = forms.CharField(label=_("Whom did you meet?"), max_length=300)
    agreed = forms.CharField(label=_("What was agreed?"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = DayField(label=_("When will you come again?"), required=False)
    photos = ScanField(label=_("Photo"), help_text=PHOTOS_KEPT, required=False)
    is_agreed = forms.BooleanField(label=_("Those in the photo agreed that it is kept"), required=False)


def read_wanted(row: Mapping[str, str]) -> tuple[str, tuple[int, int]] | None:
    """A row of the invitation: role, from each village, from elsewhere."""
    if row["role"] not in dict(ROLES):
        return None
    counts = []
    for name in ("each", "others"):
        text = row[name].strip() or "0"
        if not text.isascii() or not text.isdigit() or int(text) > 500:
            raise ValidationError(_now("write a number from 0 to 500."))
        counts.append(int(text))
    return row["role"], (counts[0], counts[1])


class WantedField(RowsField):
    """Role → (from each village, from elsewhere)."""

    def clean(self, value: Any) -> Any:
        """The table as the deed takes it."""
        return dict(super().clean(value))


class InviteRoles(DeedForm):
    """programme.invite_roles; event stands in the address."""

    wanted = WantedField(("role", "each", "others"), label=_("How many are wanted?"), read=read_wanted)


class WritePaper(DeedForm):
    """programme.write_paper; event and kind stand in the address."""

    number = forms.CharField(label=_("Letter number"), help_text=_("As your office gives it; it may come from elsewhere."), max_length=80, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    written_on = DayField(label=_("Written on"), required=False, initial=timezone.localdate)
    addressed_to = forms.CharField(label=_("Addressed to"), max_length=300, required=False)
    body = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}))
    copies_to = forms.CharField(label=_("Copies to"), max_length=300, required=False)
    signed_by = forms.CharField(label=_("Signed by"), max_length=120, required=False)
    office = forms.CharField(label=_("Office held"), max_length=120, required=False)


class WaivePaper(DeedForm):
    """programme.waive_paper; event and kind stand in the address."""

    reason = forms.CharField(label=_("Why is it not needed?"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class WriteLetterhead(DeedForm):
    """programme.write_letterhead; event stands in the address."""

    address = forms.CharField(label=_("Address"), max_length=160, required=False, help_text=_("One line under the name, as on your letter paper."))
    reached_by = forms.CharField(label=_("Phone, email, website of the office"), max_length=160, required=False)
    files = ScanField(label=_("Mark (logo)"), side=600, most=1, required=False, help_text=_("A picture, JPG or PNG. It stands at the left of the name."))  # type: ignore[assignment]  # as above
    is_without = forms.BooleanField(label=_("Print letters without a mark of our own"), required=False)


class AddLine(DeedForm):
    """programme.add_line; event stands in the address."""

    what = forms.CharField(label=_("What is it for?"), max_length=120)
    planned_amount = MoneyField(label=_("How much is planned, in rupiah?"))


class Pay(DeedForm):
    """programme.pay; line stands in the address."""

    paid_amount = MoneyField(label=_("How much was paid, in rupiah?"))
    paid_on = DayField(label=_("When?"), initial=timezone.localdate)
    paid_to = forms.CharField(label=_("To whom?"), max_length=120, required=False)
    files = ScanField(label=_("Receipt"), required=False)  # type: ignore[assignment]  # a form takes its fields out of the class


class AddPages(DeedForm):
    """programme.add_pages; event stands in the address."""

    files = ScanField(label=_("Photos or scans"), help_text=PHOTOS_KEPT, codes=OURS, most=60)  # type: ignore[assignment]  # as above
    kind = forms.ChoiceField(
        label=_("What are they?"), choices=[("", _("sort them by the code on each page")), *((each.key, each.name) for each in PAPERS)], required=False
    )
    is_agreed = forms.BooleanField(label=_("Those in the photos agreed that they are kept"), required=False)


class PlacePage(DeedForm):
    """programme.place_page; page stands in the address."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=[(each.key, each.name) for each in PAPERS], widget=forms.RadioSelect)
    day = DayField(label=_("Of which day?"), required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    is_agreed = forms.BooleanField(label=_("Those in the photo agreed that it is kept"), required=False)


class TakePageAway(DeedForm):
    """programme.take_page_away; page stands in the address."""

    reason = forms.CharField(label=_("Why?"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class FreezeReport(DeedForm):
    """programme.freeze_report; event stands in the address."""

    narrative = forms.CharField(label=_("What happened?"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 8}))
    lessons = forms.CharField(label=_("What was learned?"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 5}))


class WritePressNote(DeedForm):
    """programme.write_press_note; event stands in the address."""

    text = forms.CharField(label=_("Text"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 18}))


class EventFilter(Filter):
    """What the list of events is narrowed to."""

    when = forms.ChoiceField(required=False, choices=[("", ""), ("coming", ""), ("past", ""), ("open", "")])
    kind = forms.ChoiceField(required=False, choices=[("", ""), *KINDS])
    status = forms.ChoiceField(required=False, choices=[("", ""), *STATES])
    village = forms.CharField(required=False, max_length=13)
