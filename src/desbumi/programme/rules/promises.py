"""Commitments and the Desbumi team: their offices, their way. No database here."""

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from desbumi.ways import Way

OFFICES = (
    ("chair", _("chair")), ("secretary", _("secretary")), ("treasurer", _("treasurer")), ("information", _("division for information")),
    ("cases", _("division for cases")), ("outreach", _("division for outreach")),
)  # fmt: skip
COMMITMENT_WAY = Way(
    ("keep", {"open", "not_kept"}, "kept"),
    ("break", "open", "not_kept"),
    ("drop", {"open", "not_kept"}, "dropped"),
    ("reopen", {"kept", "not_kept", "dropped"}, "open"),
)
SOON = timedelta(days=7)


def waits(due_on: date, day: date) -> str:
    """How an open commitment stands on a day: stop when its day has passed, watch within a week before it, else good."""
    return "stop" if day > due_on else "watch" if due_on - day <= SOON else "good"


def has_left(left_on: date | None, until_on: date | None, day: date) -> bool:
    """Whether somebody is out of office on a day: left, or the term is over."""
    return (left_on is not None and left_on <= day) or (until_on is not None and until_on < day)
