"""The way of a village through a programme, and what stands open on it. No database here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from desbumi.ways import Way

STAGES = ("candidate", "agreement", "outreach", "assistance", "independent")
ENTERED_AT = {"existing": "assistance", "expansion": "candidate"}  # the stage at which a cohort enters the book
PILLARS = ("social", "economic", "political")
STALLED_AFTER = timedelta(days=60)
REMINDED_AFTER = timedelta(days=30)
ENDS_SOON = timedelta(days=90)


@dataclass(frozen=True)
class StepKind:
    """One step of the way: what it is called, whose it is, at which stage it counts, which stage it opens."""

    key: str
    name: Any
    owner: Any
    stage: str
    opens: str | None = None


STEPS: tuple[StepKind, ...] = (
    StepKind("assessed", _("Assessment of the village"), _("facilitator"), "candidate"),
    StepKind("invited", _("Invitation to the workshop"), _("coordinator"), "candidate"),
    StepKind("workshop", _("The village took part in the workshop"), _("village and coordinator"), "candidate"),
    StepKind("signed", _("Shared understanding signed"), _("village head and coordinator"), "candidate", opens="agreement"),
    StepKind("outreach_held", _("Outreach held in the village"), _("facilitator"), "agreement", opens="outreach"),
    StepKind("decree", _("Village head's decree on the Desbumi team"), _("village head"), "outreach", opens="assistance"),
    StepKind("baseline", _("Baseline taken"), _("Desbumi board and facilitator"), "assistance"),
    StepKind("service_place", _("Service place open"), _("service officer"), "assistance"),
    StepKind("regulation", _("Village regulation in force"), _("village head and village council"), "assistance"),
    StepKind("budget_line", _("Budget line in the village budget"), _("village secretary"), "assistance"),
    StepKind("handed_over", _("Handed over to the village"), _("coordinator"), "assistance", opens="independent"),
)
KINDS = {kind.key: kind for kind in STEPS}

WAY = Way(
    *((kind.key, kind.stage, kind.opens) for kind in STEPS if kind.opens),
    *(("set_back", STAGES[at + 1 :], stage) for at, stage in enumerate(STAGES[:-1])),
)


def number(stage: str) -> int:
    """Which of the five stages this is, from 1."""
    return STAGES.index(stage) + 1


def has_reached(stage: str, wanted: str) -> bool:
    """Whether a village at `stage` has come as far as `wanted`."""
    return STAGES.index(stage) >= STAGES.index(wanted)


def steps_since(entered: str) -> tuple[StepKind, ...]:
    """The steps that a village which entered at this stage has before it, in order."""
    return tuple(kind for kind in STEPS if has_reached(kind.stage, entered))


def before_the_book(entered: str) -> tuple[StepKind, ...]:
    """Steps that lie before the entry: not stored, neither missing nor stalled."""
    return tuple(kind for kind in STEPS if not has_reached(kind.stage, entered))


def open_steps(stage: str, done: Collection[str]) -> tuple[StepKind, ...]:
    """What stands open on the board: undone steps of the present stage, and the one that opens the next."""
    return tuple(kind for kind in STEPS if kind.stage == stage and kind.key not in done)


def left_behind(stage: str, entered: str, done: Collection[str]) -> tuple[StepKind, ...]:
    """Steps of stages that were passed since the entry, never recorded."""
    return tuple(kind for kind in steps_since(entered) if kind.stage != stage and has_reached(stage, kind.stage) and kind.key not in done)


def openers_after(stage: str) -> frozenset[str]:
    """The steps that open a stage later than this one: undone when a village is set back here."""
    return frozenset(kind.key for kind in STEPS if kind.opens and not has_reached(stage, kind.opens))


def stalled_before(now: datetime) -> datetime:
    """Who has not moved since this moment stalls."""
    return now - STALLED_AFTER


def is_stalled(*, stage: str, is_paused: bool, moved_at: datetime, now: datetime) -> bool:
    """No step for 60 days although steps stand open; a paused village rests, one that goes its own way has none open.

    `moved_at` is when the last step was recorded, or when the village came into the book.
    """
    return not is_paused and stage != STAGES[-1] and moved_at < stalled_before(now)


def waits(since: date, day: date) -> str:
    """How a thing that waits since a day stands: good at first, watch after 30 days, stop after 60."""
    waited = day - since
    return "stop" if waited > STALLED_AFTER else "watch" if waited > REMINDED_AFTER else "good"


def agreement_waits(*, status: str, signed_on: date | None, until_on: date | None, recorded_on: date, day: date) -> tuple[str, date, str] | None:
    """What an agreement waits for, since or by when, and how that stands; None when all is well with it.

    `ended`: its last day has passed and nobody extended it; `ends`: within 90 days; `drafted` for more than 30 days;
    `undated`: signed, on a day that nobody has told.
    """
    if status == "drafted":
        state = waits(recorded_on, day)
        return None if state == "good" else ("drafted", recorded_on, state)
    if status != "signed":
        return None
    if until_on is not None and until_on < day:
        return "ended", until_on, "stop"
    if until_on is not None and until_on - day <= ENDS_SOON:
        return "ends", until_on, "watch"
    return ("undated", recorded_on, "watch") if signed_on is None else None
