"""Daily work: once a day for each, by the clock as it is; what failed is tried again on the same day."""

from datetime import datetime
from uuid import uuid5

from django.utils import timezone

from desbumi.book.models import Beginning
from desbumi.book.pace import A_DAY, is_of_a_day_to_come, is_work_due, later, today
from desbumi.book.reactions import DAILY, OURS, Daily, reason_of


def work(now: datetime | None = None) -> list[str]:
    """Do the works whose day has come; returns the names of those that were done."""
    moment = now or timezone.now()
    done = []
    for work_of, known in _known():
        if is_of_a_day_to_come(known.done_on, moment) and known.next_at is None:
            Beginning.objects.filter(pk=work_of.name).update(next_at=moment + A_DAY)
        elif is_work_due(known.done_on, known.next_at, work_of.hour, moment) and _done(work_of, known, moment):
            done.append(work_of.name)
    return done


def _known() -> list[tuple[Daily, Beginning]]:
    found = Beginning.objects.in_bulk(sorted(DAILY)) if DAILY else {}
    return [(work_of, found[name]) for name, work_of in sorted(DAILY.items()) if name in found]


def _done(work_of: Daily, known: Beginning, moment: datetime) -> bool:
    """Whether it was done; a failure is kept with the time of the next attempt."""
    day, row = today(moment), Beginning.objects.filter(pk=work_of.name)
    try:
        work_of.act(day, op=uuid5(OURS, f"{work_of.name} {day.isoformat()}"))
    except Exception as problem:  # a room's mistake stops its own work alone
        if (because := reason_of(problem)) is None:
            raise
        row.update(failed_count=min(known.failed_count + 1, 32_000), failed_because=because, next_at=moment + later(known.failed_count + 1))
        return False
    row.update(done_on=day, failed_count=0, failed_because="", next_at=None)
    return True
