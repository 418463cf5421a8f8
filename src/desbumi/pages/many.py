"""Fields that hold several things: those chosen from a list, or the rows of a small table."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desbumi.access.policy import visible


class ThingsField(forms.MultipleChoiceField):
    """Several things, ticked in a list of those that `among` offers the user."""

    user: Any = None
    widget = forms.CheckboxSelectMultiple

    def __init__(self, model: type[models.Model], *, among: Callable[[Any], models.QuerySet[Any]] | None = None, most: int = 120, **kwargs: Any) -> None:
        self.model, self.among, self.most = model, among or (lambda user: visible(user, model)), most
        super().__init__(**kwargs)

    def offer_to(self, user: Any) -> None:
        """Offer what this user may tick; of more than `most` nothing is offered: nobody ticks a thousand."""
        self.user = user
        rows = list(self.among(user)[: self.most + 1])
        self.choices = [(str(each.pk), str(each)) for each in rows] if len(rows) <= self.most else []

    def clean(self, value: Any) -> Any:
        """The things themselves, in the order of the list."""
        keys = super().clean(value)
        return list(self.among(self.user).filter(pk__in=keys)) if keys else []


class RowsWidget(forms.Widget):
    """A table of rows with the same fields; each is sent as `name-field`, as often as there are rows."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        super().__init__()
        self.columns = columns

    def value_from_datadict(self, sent: Any, _files: Any, name: str) -> list[dict[str, str]]:
        """The rows as they were sent; a column that is shorter is filled with nothing."""
        told = {column: sent.getlist(f"{name}-{column}") if hasattr(sent, "getlist") else [] for column in self.columns}
        many = max((len(values) for values in told.values()), default=0)
        return [{column: (values[at] if at < len(values) else "") for column, values in told.items()} for at in range(many)]

    def value_omitted_from_data(self, sent: Any, _files: Any, name: str) -> bool:
        """Whether nothing of the table was sent."""
        return not any(f"{name}-{column}" in sent for column in self.columns)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002 -- Django gives them
        """The template draws the table itself."""
        return SafeString()


class RowsField(forms.Field):
    """The rows of a small table; `read` makes of one row (text by column) what the deed takes, None for an empty one, or says what is wrong."""

    def __init__(self, columns: tuple[str, ...], *, read: Callable[[dict[str, str]], Any], most: int = 200, **kwargs: Any) -> None:
        self.read, self.most = read, most
        super().__init__(widget=RowsWidget(columns), **kwargs)

    def clean(self, value: Any) -> list[Any]:
        """What each row that is not empty says."""
        rows, found, problems = list(value or []), [], []
        if len(rows) > self.most:
            raise ValidationError(_("At most %(most)s rows at once. Send the others afterwards.") % {"most": self.most})
        for number, row in enumerate(rows, 1):
            try:
                told = self.read(row)
            except ValidationError as problem:
                problems.append(_("Row %(number)s: %(problem)s") % {"number": number, "problem": " ".join(problem.messages)})
                continue
            if told is not None:
                found.append(told)
        if problems:
            raise ValidationError(problems)
        return found
