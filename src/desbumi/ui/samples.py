"""What the gallery fills its components with: invented words, fixed days, nothing of anyone."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Sample(forms.Form):
    """A field of every kind that the house has."""

    name = forms.CharField(label=_("Full name"), help_text=_("One word is enough."))
    born_on = forms.CharField(
        label=_("Date of birth"),
        help_text=_("The year alone will do. For example 12/7/1987."),
        widget=forms.TextInput(attrs={"class": "mid", "inputmode": "numeric"}),
    )
    country = forms.ChoiceField(label=_("Country of destination"), choices=[("", _("choose …")), ("TWN", _("Taiwan")), ("HKG", _("Hong Kong"))])
    cost = forms.CharField(label=_("Cost that is asked"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    channel = forms.ChoiceField(
        label=_("Way of leaving"), help_text=_("Ask; do not guess."), widget=forms.RadioSelect,
        choices=[("regular", _("Regular, by a licensed company or the government")), ("irregular", _("Irregular")), ("unknown", _("Not known yet"))],
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    agrees = forms.BooleanField(label=_("The family agrees"), help_text=_("They were told what it is for and may take it back."))
    secret = forms.CharField(label=_("Password"), required=False, widget=forms.PasswordInput)
    paper = forms.FileField(label=_("Photo of the paper"), required=False)
    source = forms.CharField(initial="gallery", required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = gettext("Still empty: %(label)s") % {"label": field.label}

    def clean_born_on(self) -> str:
        """Here every day is refused, so that a mistake can be shown."""
        raise forms.ValidationError(_("The month is a number from 1 to 12."))


class Alone(forms.Form):
    """A form that is refused as a whole."""

    def clean(self) -> None:
        """Refuse."""
        raise forms.ValidationError(_("Someone else changed this in the meantime. Load the page anew."))


class Paper(forms.Form):
    """A file that is refused."""

    paper = forms.FileField(label=_("Photo of the paper"), help_text=_("A photo of each page, or a PDF."), required=False)

    def clean_paper(self) -> None:
        """Refuse."""
        raise forms.ValidationError(_("“scan.docx” is neither a picture nor a PDF. Send a photo (JPG, PNG, WebP) or a PDF."))


def _refused() -> Paper:
    form = Paper(QueryDict("x=1"), prefix="file", label_suffix="")
    form.is_valid()
    return form


def _shut() -> Sample:
    form = Sample(prefix="shut", label_suffix="", initial={"name": "Painem", "channel": "regular", "agrees": True})
    for field in form.fields.values():
        field.disabled = True
    return form


def _bad(name: str, sent: str) -> Sample:
    form = Sample(QueryDict(sent), prefix=name, label_suffix="")
    form.is_valid()
    return form


def _page(number: int, rows: int, size: int = 50) -> Page[int]:
    return Paginator(range(rows), size).get_page(number)


def _line(number: int, deed: str, *changes: tuple[str, Any, Any], **marks: bool) -> SimpleNamespace:
    told = [SimpleNamespace(label=label, before=before, after=after) for label, before, after in changes]
    marks = {"is_altered": False, "is_erased": False, **marks}
    return SimpleNamespace(
        at=datetime(2026, 11, 24, 2, number % 60, tzinfo=UTC), entry=SimpleNamespace(actor="lilik", seq=number), deed=deed, changes=told, **marks
    )


def samples() -> dict[str, Any]:
    """The context of every example, in the language of the moment."""
    filled = {
        "name": "Painem",
        "born_on": "12/7/1987",
        "country": "TWN",
        "cost": "0",
        "channel": "regular",
        "agrees": True,
        "note": gettext("Rang her mother."),
    }
    return {
        "fresh": Sample(prefix="fresh", label_suffix=""),
        "filled": Sample(prefix="filled", label_suffix="", initial=filled),
        "shut": _shut(),
        "bad": _bad("bad", "bad-born_on=12/17/1987&bad-channel=other"),
        "one_bad": _bad("one", "one-name=Painem&one-born_on=12/17/1987&one-country=TWN&one-channel=regular&one-agrees=on&one-source=gallery"),
        "bad_paper": _refused(),
        "kept": Sample(prefix="kept", label_suffix=""),
        "alone": Alone(QueryDict("x=1"), prefix="alone", label_suffix=""),
        "single": _page(1, 27),
        "first": _page(1, 130),
        "middle": _page(9, 967),
        "last": _page(20, 967),
        "task": [("file", gettext("Choose the file")), ("columns", gettext("Match the columns")), ("rows", gettext("Look at the rows")), ("save", gettext("Save"))],
        "passed": ["file", "rows", "save"],
        "answers": [(gettext("Country of destination"), gettext("Taiwan"), "#summary"), (gettext("Cost that is asked"), "Rp60.000.000", "#summary"), (gettext("Note"), "", "#summary")],
        "sent": [(gettext("Country of destination"), gettext("Taiwan"), ""), (gettext("Note"), gettext("Rang her mother.") + "\n" + gettext("She will come to the desk on Thursday."), "")],
        "names": {"lilik": "Lilik Indrawati"},
        "nothing": [],
        "told": [
            _line(14, gettext("changed the telephone of the family"), (gettext("Telephone"), "0812 •••• 19", "0857 •••• 02")),
            _line(12, gettext("noted news"), (gettext("News"), "", gettext("well, sends money for school")), (gettext("Next call"), gettext("Sunday"), "")),
        ],
        "marked": [_line(9, gettext("noted news"), is_altered=True), _line(8, gettext("noted news"), is_erased=True)],
        "part": {"roof": (2, 5), "social": (47, 58), "economic": (9, 23), "political": (1, 2), "ground": None},
        "unmeasured": {},
        "parts": ("roof", "social", "economic", "political", "ground"),
        "unknown": None,
        "long_name": gettext("Village regulation on the protection of migrant workers and the children whom they leave behind in the hamlets of the village"),
    }  # fmt: skip
