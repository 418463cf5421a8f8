"""The file of an activity: its shelves, budget and spending, pages that wait to be placed, papers to begin with."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum

from desbumi.programme.models import BudgetLine, Event, EventFile, Paper, Receipt
from desbumi.programme.queries.events import villages_of, when
from desbumi.programme.queries.lacking import lacks
from desbumi.programme.rules.events import PAPER, PAPERS, WANTED, PaperKind
from desbumi.programme.rules.pages import read_code


@dataclass(frozen=True)
class Shelf:
    """A paper in the file: what was written, the pages that are kept of it, whether something is missing, whether it is wanted at all."""

    kind: PaperKind
    paper: Paper | None
    pages: list[EventFile]
    is_lacking: bool
    is_wanted: bool


def shelves(event: Event) -> list[Shelf]:
    """All papers of an event, in order; those that are neither wanted nor there are left out."""
    papers = {each.kind: each for each in event.papers.order_by("id")}
    pages: dict[str, list[EventFile]] = defaultdict(list)
    for each in event.files.select_related("file").order_by("kind", "day", "page", "id"):
        pages[each.kind].append(each)
    lacking = {each.kind.key for each in lacks(event)}
    wanted = WANTED[event.kind]
    found = [Shelf(kind, papers.get(kind.key), pages[kind.key], kind.key in lacking, kind.key in wanted) for kind in PAPERS]
    return [each for each in found if each.is_wanted or each.paper or each.pages]


def unplaced(event: Event) -> QuerySet[EventFile]:
    """Pages that wait to be placed by hand, oldest first."""
    return event.files.filter(kind="").select_related("file").order_by("id")


def stray(page: EventFile) -> str:
    """Why a page with a code was not placed by itself: “other” event, “day” that is none any more; nothing when it has no code."""
    code = read_code(page.code)
    if code is None:
        return ""
    return "other" if code.event != page.event_id.hex else "day"


def paid_of(line: BudgetLine) -> int:
    """What was paid from a budget line so far, in whole rupiah."""
    return int(Receipt.objects.filter(line=line).aggregate(paid=Sum("paid_amount"))["paid"] or 0)


def receipts_of(line: BudgetLine) -> list[Receipt]:
    """What was paid from a line, the newest first."""
    return list(Receipt.objects.filter(line=line).order_by("-paid_on", "-id"))


def totals(event: Event) -> tuple[int, int]:
    """What is planned and what was paid for an event, in whole rupiah."""
    planned = BudgetLine.objects.filter(event=event).aggregate(planned=Sum("planned_amount"))["planned"] or 0
    paid = Receipt.objects.filter(line__event=event).aggregate(paid=Sum("paid_amount"))["paid"] or 0
    return int(planned), int(paid)


def template_of(event: Event, kind: str) -> dict[str, Any]:
    """A paper to begin with, in Indonesian, with what is known of the event."""
    on = when(event)
    hours = f"{event.begins_at:%H.%M}" + (f"–{event.ends_at:%H.%M}" if event.ends_at else "") if event.begins_at else ""
    at_hour, hour_line = (f", pukul {hours}", f"Pukul: {hours}\n") if hours else ("", "")
    villages = ", ".join(each.title for each in villages_of(event)) or "…"
    told = {
        "terms": f"Latar belakang\n{event.about or '…'}\n\nTujuan\n…\n\nHasil yang diharapkan\n…\n\nPeserta\n{villages}\n\nWaktu dan tempat\n{on}{at_hour}, di {event.venue or '…'}\n\nSusunan acara\n…",
        "invitation": f"Dengan hormat,\n\nBersama surat ini kami mengundang Bapak/Ibu untuk hadir dalam {event.title}, pada:\n\nHari/tanggal: {on}\n{hour_line}Tempat: {event.venue or '…'}\n\nAtas perhatian dan kehadiran Bapak/Ibu kami ucapkan terima kasih.",
        "assignment": f"Yang bertanda tangan di bawah ini menugaskan:\n\n1. …\n\nuntuk melaksanakan {event.title} pada {on} di {event.venue or '…'}. Surat tugas ini dibuat untuk digunakan sebagaimana mestinya.",
        "minutes": f"{event.title}\n{on}, {event.venue or '…'}\n\nJalannya acara\n…\n\nYang disepakati\n…\n\nTindak lanjut\n…",
    }
    subjects = {"invitation": f"Undangan {event.title}", "assignment": f"Surat tugas {event.title}"}
    return {"body": told.get(kind, ""), "subject": subjects.get(kind, str(PAPER[kind].name).capitalize()), "written_on": event.territory.today}
