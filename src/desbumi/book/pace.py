"""When something is tried again, and when a day's work is due, also by a clock that is wrong. No database here."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Jakarta")  # whose day is meant by daily work
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=6)
A_DAY = timedelta(days=1)
FIRST_HOUR = 2


def later(failed: int) -> timedelta:
    """How long after the n-th failure it is tried again: a minute, doubled each time, six hours at most."""
    return min(FIRST * (1 << min(failed - 1, 20)), LONGEST)


def is_due(next_at: datetime, now: datetime, longest: timedelta = LONGEST) -> bool:
    """Whether its time has come; a time further off than any is ever set comes from a clock that was wrong."""
    return next_at <= now or next_at > now + longest


def today(now: datetime) -> date:
    """The day by which daily work counts."""
    return now.astimezone(ZONE).date()


def is_of_a_day_to_come(done_on: date | None, now: datetime) -> bool:
    """Whether it was done on a day that is still to come: the clock went back, and nobody knows which time was right."""
    return done_on is not None and done_on > today(now)


def is_work_due(done_on: date | None, next_at: datetime | None, hour: int, now: datetime) -> bool:
    """Whether a day's work is to be done now: from its hour on, once a day; what a day missed is not waited for.

    After the clock went back it waits for one day, told by `next_at`, then goes on by the new time.
    """
    if next_at is not None and not is_due(next_at, now, A_DAY):
        return False
    day = today(now)
    if done_on is None or day - done_on == A_DAY:
        return now.astimezone(ZONE).hour >= hour
    return day > done_on or (day < done_on and next_at is not None)
