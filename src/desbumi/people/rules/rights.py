"""What a person may ask about her own data, by when, and when it must be refused. No database here.

UU 27/2022: access with the record of processing within 3 × 24 hours (art. 32), correction (art. 34, same clock), stop after
withdrawal within 3 × 24 hours (art. 40), notice of a breach within 3 × 24 hours (art. 46). Art. 33 names what must be
refused.
"""

from datetime import date, datetime, time, timedelta, tzinfo

from desbumi.ways import Way

CLOCK = timedelta(hours=72)
WAY = Way(
    ("ask", None, "asked"),
    ("answer", "asked", "answered"),
    ("refuse", "asked", "refused"),
)
KEPT_OPEN = timedelta(days=3)  # how long after the answer the file can be made once more


def asked_at(day: date, *, now: datetime, zone: tzinfo) -> datetime:
    """From when a clock runs: today from now, an earlier day from its beginning, so that the clock is never longer than the law's."""
    return now if day >= now.astimezone(zone).date() else datetime.combine(day, time(), zone)


def due_at(since: datetime) -> datetime:
    """By when it is to be answered."""
    return since + CLOCK
