"""Forms of deeds and filters of lists, and the field that names a thing."""

import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access.policy import visible
from desbumi.refusals import Refusal

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class DeedForm(forms.Form):
    """The spelling of a deed: its fields are the deed's parameters but `by`, `op`, `device` and `seen`."""

    def __init__(self, sent: QueryDict | None = None, files: Any = None, *, user: Any, **kwargs: Any) -> None:
        self.user = user
        if sent is not None:  # what cannot be seen is no answer, and a NUL can neither be kept nor shown again
            sent = sent.copy()
            for name, values in sent.lists():
                sent.setlist(name, [_seen(value) for value in values])
        super().__init__(sent, files, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = _("Still empty: %(label)s") % {"label": field.label or _("choice")}
            offer = getattr(field, "offer_to", None)
            if offer is not None:
                offer(user)

    def asked(self) -> dict[str, Any]:
        """The parameters of the deed."""
        return dict(self.cleaned_data)

    def refuse(self, refusal: Refusal) -> None:
        """Show a Refusal where it belongs: on its field, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, f"{refusal.sentence} {refusal.way}".strip())


def _seen(text: str) -> str:
    """What can be seen of a text: no control or direction marks, nothing around it."""
    return "".join(letter for letter in unicodedata.normalize("NFC", text) if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cf")).strip()


class Filter(forms.Form):
    """What a list is narrowed by, from the address; whatever makes no sense is left out."""

    def asked(self) -> dict[str, Any]:
        """The filter's values that make sense."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ThingField(forms.CharField):
    """A thing named by its key, loaded as far as the user may see it; `among` widens what may be named."""

    user: Any = None
    widget = forms.Select

    def __init__(self, model: type[models.Model], *, among: Callable[[Any], models.QuerySet[Any]] | None = None, **kwargs: Any) -> None:
        self.model, self.among = model, among or (lambda user: visible(user, model))
        super().__init__(**kwargs)

    def offer_to(self, user: Any) -> None:
        """Offer what this user may name, where the field is a list to choose from."""
        self.user = user
        if isinstance(self.widget, forms.Select):
            self.widget.choices = [("", _("choose …")), *((str(thing.pk), str(thing)) for thing in self.among(user))]

    def clean(self, value: Any) -> Any:
        """The thing itself."""
        key = super().clean(value)
        if not key:
            return None
        try:
            found = self.among(self.user).filter(pk=key).first()
        except (ValidationError, ValueError):
            found = None
        if found is None:
            raise ValidationError(_("Choose one from the list."))
        return found


class DateInput(forms.DateInput):
    """A date as the browser's own field takes it."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs={"class": "mid", **(attrs or {})}, format="%Y-%m-%d")


MONTHS = {
    "januari": "january", "februari": "february", "maret": "march", "mei": "may", "juni": "june", "juli": "july",
    "agustus": "august", "oktober": "october", "desember": "december",
}  # fmt: skip


class DayField(forms.DateField):
    """A day, as the browser's field sends it or as people write it, in either language."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        written = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y"]
        bounds = [
            MinValueValidator(FIRST_DAY, gettext_lazy("That is too long ago for this programme.")),
            MaxValueValidator(LAST_DAY, gettext_lazy("That is too far ahead for this programme.")),
        ]
        kwargs.setdefault("validators", bounds)
        super().__init__(input_formats=written, error_messages={"invalid": gettext_lazy("This is no day of the calendar. Write it as 24/11/2026.")}, **kwargs)

    def to_python(self, value: Any) -> Any:
        """The day; a month may have its Indonesian name."""
        if isinstance(value, str):
            value = " ".join(MONTHS.get(word.lower(), word) for word in value.split())
        return super().to_python(value)
