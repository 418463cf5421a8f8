"""Events: their kinds, their way, who is invited, what belongs into the file of an activity. No database here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from desbumi.ways import Way

VISIT = "visit"
KINDS = (
    ("workshop", _("workshop")), ("outreach", _("outreach in a village")), ("training", _("training")), ("meeting", _("meeting")),
    ("planning_meeting", _("planning deliberation (musrenbang)")), (VISIT, _("visit")),
)  # fmt: skip
STATES = (("planned", _("planned")), ("in_progress", _("in progress")), ("complete", _("complete")), ("stalled", _("stalled")), ("cancelled", _("cancelled")))
WAY = Way(
    ("begin", "planned", "in_progress"),
    ("complete", {"planned", "in_progress", "stalled"}, "complete"),
    ("reopen", "complete", "in_progress"),
    ("stall", {"planned", "in_progress"}, "stalled"),
    ("go_on", "stalled", "planned"),
    ("cancel", {"planned", "in_progress", "stalled"}, "cancelled"),
)
TESTED = ("workshop", "outreach", "training")  # what people understand is tested before and after
OPEN = ("planned", "in_progress", "stalled")
LONGEST = timedelta(days=14)
SOON, OVERDUE = timedelta(days=14), timedelta(days=7)

# The seven kinds of participants of the founding document, then who else comes to an outreach.
ROLES = (
    ("village_head", _("village head")), ("village_secretary", _("village secretary")), ("service_officer", _("service officer")),
    ("village_council", _("village council (BPD)")), ("community_leader", _("religious or community leader")), ("returnee_woman", _("woman returnee")),
    ("other_stakeholder", _("other stakeholder")), ("cadre", _("cadre")), ("resident", _("resident")),
)  # fmt: skip
SEVEN = tuple(code for code, _name in ROLES[:7])
AGES = (("0-17", _("under 18")), ("18-24", "18–24"), ("25-34", "25–34"), ("35-44", "35–44"), ("45-59", "45–59"), ("60-", _("60 and over")))


@dataclass(frozen=True)
class PaperKind:
    """A paper in the file of an activity: what it is, whose it is, how it comes to be there.

    `made` is "written" here and printed, "signed" (a scan must come back), "kept" (a photo or scan from outside).
    """

    key: str
    name: Any
    owner: Any
    made: str


PAPERS: tuple[PaperKind, ...] = (
    PaperKind("terms", _("terms of reference"), _("facilitator"), "written"),
    PaperKind("invitation", _("invitation letter"), _("coordinator"), "written"),
    PaperKind("assignment", _("assignment letter"), _("coordinator"), "written"),
    PaperKind("attendance", _("signed attendance sheet"), _("facilitator"), "signed"),
    PaperKind("transport", _("signed transport list"), _("whoever keeps the money"), "signed"),
    PaperKind("receipt", _("receipts"), _("whoever keeps the money"), "kept"),
    PaperKind("minutes", _("minutes"), _("facilitator"), "written"),
    PaperKind("decree", _("decree"), _("village secretary"), "kept"),
    PaperKind("photo", _("photos"), _("facilitator"), "kept"),
)
PAPER = {kind.key: kind for kind in PAPERS}
WANTED = {
    "workshop": ("terms", "invitation", "assignment", "attendance", "transport", "receipt", "minutes", "photo"),
    "outreach": ("terms", "invitation", "attendance", "minutes", "photo"),
    "training": ("terms", "invitation", "assignment", "attendance", "receipt", "minutes", "photo"),
    "meeting": ("invitation", "attendance", "minutes"),
    "planning_meeting": ("invitation", "attendance", "minutes", "photo"),
    VISIT: (),
}


@dataclass(frozen=True)
class Lacking:
    """What a file of an activity still lacks: of which kind, on which day, for what, whose it is."""

    kind: PaperKind
    day: date | None = None
    about: str = ""


def days(first: date, last: date) -> tuple[date, ...]:
    """All days from the first to the last."""
    return tuple(first + timedelta(days=at) for at in range((last - first).days + 1))


def lacking(
    kind: str, first: date, last: date, *, written: Collection[str], scanned: Iterable[tuple[str, date | None]], waived: Collection[str],
    unreceipted: Iterable[str] = (), is_paying_transport: bool = False,
) -> tuple[Lacking, ...]:  # fmt: skip
    """What is missing in the file of an activity, in the order of the papers.

    `written` are kinds of papers written here, `scanned` kind and day of kept files, `waived` kinds that were declared needless,
    `unreceipted` the names of budget lines with spending and no receipt. An attendance sheet is wanted for each day.
    """
    kept = set(scanned)
    kinds = {each for each, _day in kept}
    found: list[Lacking] = []
    for key in WANTED[kind]:
        paper = PAPER[key]
        if key in waived:
            continue
        if key == "attendance":
            found += [Lacking(paper, day) for day in days(first, last) if (key, day) not in kept and not (first == last and (key, None) in kept)]
        elif key == "transport":
            found += [Lacking(paper)] if is_paying_transport and key not in kinds else []
        elif key == "receipt":
            found += [Lacking(paper, about=name) for name in unreceipted]
        elif key not in kinds and key not in written:
            found.append(Lacking(paper))
    return tuple(found)


def waits(status: str, first: date, last: date, day: date) -> tuple[str, date] | None:
    """How an open event stands on a day: ("good" or "watch" or "stop", the day that matters); None when it waits for nobody yet.

    It is told two weeks before, watched once it is over, and too late a week after that.
    """
    if status not in OPEN:
        return None
    if day > last:
        return ("stop" if day - last > OVERDUE else "watch"), last
    return ("good", first) if first - day <= SOON else None
