"""Change targets: how far one is, how it stands, whether it asks little. No database here. Values are decimals, days are dates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

FRESH = timedelta(days=183)  # news that are older are no news
LITTLE = Decimal("0.1")  # of the way from nought: a target that is so near its baseline asks little
SLACK = Decimal("0.1")  # of the whole way: who is so far behind is still on track
STATES = ("reached", "on_track", "behind", "no_news")


@dataclass(frozen=True)
class Aim:
    """A target in figures: from where (unknown: None) on which day, to where until when; `is_falling` when less is better."""

    baseline: Decimal | None
    since: date
    value: Decimal
    until: date
    is_falling: bool = False


def is_backwards(baseline: Decimal | None, value: Decimal, *, is_falling: bool) -> bool:
    """Whether a target asks for less than what is there already."""
    if baseline is None:
        return False
    return value > baseline if is_falling else value < baseline


def is_reached(aim: Aim, latest: Decimal | None) -> bool:
    """Whether the newest value is as good as the target."""
    if latest is None:
        return False
    return latest <= aim.value if aim.is_falling else latest >= aim.value


def share(aim: Aim, latest: Decimal | None) -> Decimal | None:
    """How much of the way is done, from 0 to 1; None when it cannot be said: no news, or no baseline."""
    if is_reached(aim, latest):
        return Decimal(1)
    if latest is None or aim.baseline is None or aim.baseline == aim.value:
        return None
    done = (latest - aim.baseline) / (aim.value - aim.baseline)
    return min(Decimal(1), max(Decimal(0), done))


def state(aim: Aim, latest: Decimal | None, told_on: date | None, day: date) -> str:
    """How a target stands on a day: reached; no_news when nothing was told for half a year (at first: since it was set); else on_track or behind.

    On track is who has come at least as far as the time that has passed would have it, a tenth of the way let go.
    """
    if is_reached(aim, latest):
        return "reached"
    if day - (told_on or aim.since) > FRESH:
        return "no_news"
    if day > aim.until:
        return "behind"
    if latest is None or told_on is None:
        return "on_track"
    whole = (aim.until - aim.since).days
    passed = Decimal((day - aim.since).days) / whole if whole > 0 else Decimal(1)
    done = share(aim, latest)
    return "on_track" if done is None or done + SLACK >= passed else "behind"


def asks_little(aim: Aim) -> bool:
    """Whether a target lies so near its baseline that it is reached almost before it begins."""
    if aim.baseline is None:
        return False
    way, whole = abs(aim.value - aim.baseline), max(abs(aim.value), abs(aim.baseline))
    return whole == 0 or way < LITTLE * whole


def months_between(first: date, day: date) -> int:
    """Whole months from a day to another; nought before it."""
    return max(0, (day.year - first.year) * 12 + day.month - first.month - (day.day < first.day))


def tally(states: Iterable[str]) -> tuple[int, int]:
    """How many are reached, of how many: “2 of 5”."""
    told = list(states)
    return sum(each == "reached" for each in told), len(told)
