"""Whether two people of the register are perhaps one. No database here.

What agrees adds, what contradicts takes away, what is not known does neither. The weights are points, in the manner of Fellegi
and Sunter (1969): how much more often something agrees in one person written twice than in two people of one village. They
were set on the labelled set of `make bench`, and are explained in docs/duplicates.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from desbumi.people.rules import names
from desbumi.ways import Way

WAY = Way(
    ("find", None, "open"),
    ("part", {"open", "later"}, "two"),
    ("postpone", {"open", "later"}, "later"),
    ("merge", {"open", "later", "two"}, "one"),
    ("undo", "one", "two"),
)
THRESHOLD = 50  # points from which two are shown to a person
AT_ENTRY = 30  # while someone is being typed in, of whom little is known yet


@dataclass(frozen=True)
class Facts:
    """What of a person can speak for or against being another; whatever is empty is not known."""

    names: Sequence[str]
    called: str = ""
    sex: str = ""
    born_on: date | None = None
    born_year: int | None = None
    nik: str = ""  # or its mark
    phone: str = ""  # or its mark
    village: str = ""
    hamlet: str = ""
    rt: str = ""
    relatives: Sequence[tuple[str, str]] = ()  # relation, name


def likeness(one: Facts, other: Facts) -> int:
    """Points for two being one: from below nought (surely two) to above 100; THRESHOLD and more is shown."""
    return _names(one, other) + _birth(one, other) + _numbers(one, other) + _around(one, other)


def _names(one: Facts, other: Facts) -> int:
    best = max((alike(first, second) for first in one.names for second in other.names), default=0.0)
    if best >= 0.99:
        return 45 if max(len(names.sounds(each)) for each in (*one.names, *other.names)) > 1 else 32
    return round(45 * (best - 0.55) / 0.45) if best > 0.55 else -40


def alike(one: str, other: str) -> float:
    """How much two names sound alike, 0 to 1: their words in any order, a word that one of them has more counting little."""
    first, second = names.sounds(one), names.sounds(other)
    if not first or not second:
        return 0.0
    if sorted(first) == sorted(second) or "".join(first) == "".join(second):
        return 1.0
    fewer, more = sorted((first, second), key=len)
    matched = sum(max(_word(word, each) for each in more) for word in fewer) / len(fewer)
    surplus = 0.08 * (len(more) - len(fewer))
    whole = fuzz.token_sort_ratio(" ".join(first), " ".join(second)) / 100
    return max(min(matched, 0.98) - surplus, whole * 0.95)


def _word(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if min(len(one), len(other)) == 1:  # an initial
        return 0.8 if one[0] == other[0] else 0.0
    like = OSA.normalized_similarity(one, other)
    return like if like >= 0.6 else 0.0


def _birth(one: Facts, other: Facts) -> int:
    if one.sex and other.sex and one.sex != other.sex:
        return -45
    if one.born_on and other.born_on:
        if one.born_on == other.born_on:
            return 35
        slips = OSA.distance(f"{one.born_on:%d%m%Y}", f"{other.born_on:%d%m%Y}")
        turned = (one.born_on.day, one.born_on.month, one.born_on.year) == (other.born_on.month, other.born_on.day, other.born_on.year)
        return 20 if slips == 1 or turned else -25
    if one.born_year and other.born_year:
        apart = abs(one.born_year - other.born_year)
        return 15 if apart == 0 else 6 if apart <= 1 else -5 if apart <= 3 else -30
    return 0


def _numbers(one: Facts, other: Facts) -> int:
    points = 0
    if one.nik and other.nik:
        points += 60 if one.nik == other.nik else -15  # a NIK may be damaged, double, or another's
    if one.phone and other.phone:
        points += 15 if one.phone == other.phone else 0  # families share a phone, and change it
    return points


def _around(one: Facts, other: Facts) -> int:
    points = 0
    if one.called and other.called:
        points += 15 if alike(one.called, other.called) > 0.9 else -5
    if one.village != other.village:
        points -= 10
    elif one.hamlet and other.hamlet:
        same = names.sounds(one.hamlet) == names.sounds(other.hamlet)
        points += (12 if one.rt and one.rt == other.rt else 8) if same else -8
    return points + _relatives(one, other)


def _relatives(one: Facts, other: Facts) -> int:
    points = 0
    for relation, name in one.relatives:
        theirs = [each for kind, each in other.relatives if kind == relation]
        if theirs and relation in ("spouse", "mother", "father"):
            best = max(alike(name, each) for each in theirs)
            points += 22 if best > 0.85 else -12 if relation != "spouse" else -6
    return min(points, 35)
