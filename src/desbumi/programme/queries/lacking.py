"""What the file of an activity lacks, with whose it is."""

from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desbumi.programme.models import Attendance, Event
from desbumi.programme.rules.events import Lacking, lacking
from desbumi.ui.templatetags.ui import day


def lacks(event: Event) -> tuple[Lacking, ...]:
    """What is missing in the file of an event, in the order of the papers."""
    papers = list(event.papers.order_by("id"))
    lines = event.budget.annotate(paid=Sum("receipts__paid_amount")).order_by("id")
    without: Any = event.budget.filter(receipts__isnull=False, receipts__files__isnull=True).order_by("id").values_list("what", flat=True).distinct()
    return lacking(
        event.kind, event.starts_on, event.ends_on,
        written={each.kind for each in papers if each.body.strip()}, scanned=event.files.order_by("id").values_list("kind", "day"),
        waived={each.kind for each in papers if each.is_needless}, unreceipted=[*without, *(line.what for line in lines if not line.paid)],
        is_paying_transport=bool(event.transport_amount),
    )  # fmt: skip


def missing(event: Event) -> list[str]:
    """The same in words: “signed attendance sheet of 14 October 2026 (facilitator)”; and what still waits for a person to decide."""
    return [*map(in_words, lacks(event)), *_waits(event)]


def _waits(event: Event) -> list[str]:
    pages = event.files.filter(kind="").count()
    arrivals = Attendance.objects.filter(participant__event=event, is_sure=False).count()
    told = [ngettext("%(many)s page to be placed (facilitator)", "%(many)s pages to be placed (facilitator)", pages) % {"many": pages}] if pages else []
    if arrivals:
        says = ngettext(
            "%(many)s person who came by phone, to be decided (facilitator)", "%(many)s people who came by phone, to be decided (facilitator)", arrivals
        )
        told.append(says % {"many": arrivals})
    return told


def in_words(each: Lacking) -> str:
    """One missing paper in words, with its owner."""
    told = {"paper": each.kind.name, "owner": each.kind.owner, "day": day(each.day), "about": each.about}
    if each.day:
        return _("%(paper)s of %(day)s (%(owner)s)") % told
    return (_("%(paper)s for “%(about)s” (%(owner)s)") if each.about else _("%(paper)s (%(owner)s)")) % told
