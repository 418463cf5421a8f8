"""Who on a list is perhaps the same, and what a number of people may be told. No database here."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from desbumi.people.rules import names

FEWEST = 5  # of fewer people nothing is told: who they are would be known
EARLY, LATE = timedelta(hours=1), timedelta(hours=1)


@dataclass(frozen=True)
class Typed:
    """A row of a signed list as it was typed: who, as what, from which village (code; nothing for elsewhere)."""

    name: str
    role: str
    village: str = ""
    sex: str = ""
    age: str = ""
    has_disability: bool | None = None
    has_consented: bool = True


def same_name(one: str, other: str) -> bool:
    """Whether two names are written alike but for capitals, titles and points: "HJ. SITI AMINAH, S.Pd" is "Siti Aminah"."""
    return bare(one) == bare(other) != ""


def bare(name: str) -> str:
    """The words of a name in small letters, without what stands beside it: titles, degrees, "binti"."""
    whole = name.partition(",")[0]  # degrees follow a comma
    told = [each for each in names.words(whole) if each not in names.left_out()]
    return " ".join(told or names.words(whole))


def alike_pairs(told: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Places in this list, the earlier first, of names that could be one person's: all that the shorter one sounds like is in the longer one.

    A name is compared with those few that hold what sounds rarest in it.
    """
    heard = [frozenset(names.sounds(bare(each))) for each in told]
    holds: dict[str, list[int]] = defaultdict(list)
    for at, sounds in enumerate(heard):
        for sound in sounds:
            holds[sound].append(at)
    for at, sounds in enumerate(heard):
        rarest = min((holds[sound] for sound in sounds), key=len, default=[])
        for other in rarest:
            if sounds < heard[other] or (sounds == heard[other] and at < other):
                yield min(at, other), max(at, other)


def is_in_the_room(now: datetime, day: date, begins_at: time | None, ends_at: time | None, *, knows_the_word: bool) -> bool:
    """Whether someone who comes in by phone is there for sure: on that day, at that hour, with the word that is written in the room.

    `now` is in the zone of the place, by the clock of the house: that of the phone is not asked.
    """
    if now.date() != day or not knows_the_word:
        return False
    if begins_at and now < datetime.combine(day, begins_at, now.tzinfo) - EARLY:
        return False
    return not (ends_at and now > datetime.combine(day, ends_at, now.tzinfo) + LATE)


def withheld(counts: Mapping[str, int], *, noughts: bool = False) -> frozenset[str]:
    """The groups of which nothing is told: those of fewer than five people, and as many others as it takes so that nobody can subtract.

    With `noughts` groups of none are untold too as soon as anything is: where each group is known by who is in it, a nought
    beside what is withheld would tell of whom. What is left untold is none or has at least five people in it, unless all of it is untold.
    """
    hidden = {group for group, many in counts.items() if 0 < many < FEWEST}
    if hidden and noughts:
        hidden |= {group for group, many in counts.items() if not many}
    shown = sorted((group for group in counts if group not in hidden and counts[group]), key=lambda group: (counts[group], group))
    while hidden and sum(counts[group] for group in hidden) < FEWEST and shown:
        hidden.add(shown.pop(0))
    return frozenset(hidden)
