"""When silence is longer than usual, and when a paper runs out. No database here."""

from datetime import date, timedelta

SOON = timedelta(days=90)  # before a paper runs out; so long cover lasts without a renewal
PROMISE_SOON = timedelta(days=7)
MOST_DAYS = 3_650


def usual_until(last_heard_on: date | None, usual_days: int | None) -> date | None:
    """Until when it is usual that the family hears nothing; None where that is not known."""
    return last_heard_on + timedelta(days=usual_days) if last_heard_on is not None and usual_days is not None else None


def silent_since(last_heard_on: date | None, usual_days: int | None, today: date) -> date | None:
    """The day from which the family has waited longer than is usual; None while it has not, or what is usual is not known."""
    since = usual_until(last_heard_on, usual_days)
    return since if since is not None and today > since else None


def runs_out(until: date | None, today: date) -> str:
    """Whether a paper is "over", runs out "soon", or "": how it stands with a paper's last day."""
    if until is None or until - today > SOON:
        return ""
    return "over" if until < today else "soon"
