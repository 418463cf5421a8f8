"""The worker: when it was last seen, and what of its work has failed."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from desbumi.book.following import books_with_news
from desbumi.book.models import Beginning, Position
from desbumi.cli.findings.finding import Finding
from desbumi.cli.worker import last_beat

SILENT = timedelta(minutes=3)
MOST = 20


def findings() -> Iterator[Finding]:
    """Whether it works, and each reaction and daily work that has failed, with the code of the reason."""
    beat, now = last_beat(), timezone.now()
    start = _("Start it: desbumi up, or desbumi worker beside your own server.")
    if beat is None:
        waiting = bool(books_with_news())
        yield Finding("worker", "watch" if waiting else "good", _("The worker has not run here yet."), start if waiting else "")
    elif abs(now - beat["at"]) > SILENT:
        yield Finding("worker", "watch", _("The worker was last seen on %(when)s.") % {"when": _local(beat["at"])}, start)
    elif beat["waits_for"]:
        yield Finding("worker", "watch", _("The worker waits: %(code)s") % {"code": beat["waits_for"]}, _("It goes on by itself when that is mended."))
    else:
        yield Finding("worker", "good", _("The worker runs."))
    for each in Position.objects.filter(failed_count__gt=0).order_by("id")[:MOST]:
        yield _failed(f"{each.reaction} {each.book_id}", each)
    for work in Beginning.objects.filter(failed_count__gt=0).order_by("reaction")[:MOST]:
        yield _failed(work.reaction, work)


def _failed(name: str, row: Position | Beginning) -> Finding:
    told = {"name": name, "count": row.failed_count, "code": row.failed_because, "when": _local(row.next_at) if row.next_at else "–"}
    return Finding(
        "reaction", "stop", _("%(name)s has failed %(count)s times: %(code)s") % told,
        _("It is tried again on %(when)s. If it stays so, tell those who look after the program the name and the code.") % told,
    )  # fmt: skip


def _local(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d-%m-%Y %H.%M")
