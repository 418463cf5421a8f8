"""Whether a row of a sheet is somebody who is known. No database here.

Sure are only equal numbers with a name that fits, and equal names with the same day of birth where no number speaks against it.
What is likely, a person decides; what contradicts, is somebody else.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from rapidfuzz.distance import OSA

from desbumi.people.rules import names, pairs

SAME, PERHAPS, OTHER = "same", "perhaps", "other"
PATRONYM = re.compile(r"\s+(?:bin|binti|bt|bte|binte)\b.*", re.IGNORECASE)
MOST_LOOKED_AT = 60
FITS = 0.62  # how much two names have to sound alike, 0 to 1, for one number to be one person's


@dataclass(frozen=True, slots=True)
class Who:
    """What of somebody speaks for or against being another. `nik` and `phone` may be marks."""

    id: UUID
    name: str
    sex: str = ""
    born_on: date | None = None
    born_year: int | None = None
    nik: str = ""
    phone: str = ""
    hamlet: str = ""
    row: int = 0  # of the same sheet; nought for somebody of the register


def base(name: str) -> str:
    """How a name sounds without whose child it is: a sheet tells that for some rows only."""
    return " ".join(names.sounds(PATRONYM.sub("", name) or name))


def verdict(one: Who, other: Who) -> tuple[str, str]:
    """`same`, `perhaps` or `other`, and why it is only perhaps: a code."""
    is_whole = names.sounds(one.name) == names.sounds(other.name)
    if one.nik and one.nik == other.nik:
        fits = is_whole or base(one.name) == base(other.name) or pairs.alike(one.name, other.name) >= FITS
        return (SAME, "") if fits else (PERHAPS, "nik_of_another")
    if base(one.name) != base(other.name):
        return OTHER, ""
    has_two = bool(one.nik and other.nik)
    if one.born_on and other.born_on:
        return _by_day(one, other, is_whole=is_whole, has_two=has_two)
    is_at_odds = bool(one.sex and other.sex and one.sex != other.sex)
    return (OTHER, "") if has_two or is_at_odds or not is_whole else _by_little(one, other)


def _by_day(one: Who, other: Who, *, is_whole: bool, has_two: bool) -> tuple[str, str]:
    """Of one name, both with a day of birth."""
    is_at_odds = bool(one.sex and other.sex and one.sex != other.sex)
    if one.born_on != other.born_on:
        is_near = is_whole and not has_two and not is_at_odds and bool(one.hamlet) and one.hamlet == other.hamlet and _slips(one.born_on, other.born_on)
        return (PERHAPS, "birth_nearly") if is_near else (OTHER, "")
    if not is_whole:
        return (OTHER, "") if has_two or is_at_odds else (PERHAPS, "patronym")
    if has_two or is_at_odds:
        return PERHAPS, "two_numbers" if has_two else "sex_contradicts"
    return SAME, ""


def _by_little(one: Who, other: Who) -> tuple[str, str]:
    """Of one name, and of one of them no day of birth."""
    if one.born_year and other.born_year and abs(one.born_year - other.born_year) > 1:
        return OTHER, ""
    if one.phone and one.phone == other.phone:
        return SAME, ""
    is_elsewhere = bool(one.hamlet and other.hamlet and one.hamlet != other.hamlet)
    return (OTHER, "") if is_elsewhere else (PERHAPS, "too_little")


def _slips(one: date | None, other: date | None) -> bool:
    """Whether one digit differs, or day and month are turned."""
    if one is None or other is None:
        return False
    turned = (one.day, one.month, one.year) == (other.month, other.day, other.year)
    return turned or OSA.distance(f"{one:%d%m%Y}", f"{other:%d%m%Y}") == 1


class Known:
    """Everybody of a register and of a sheet as far as it is read, found by number, by name and birth, by name and hamlet."""

    def __init__(self) -> None:
        """Nobody yet."""
        self._by_nik: dict[str, Who] = {}
        self._by: dict[Hashable, Who | list[Who]] = {}  # mostly one: a list of one each would weigh as much as the people

    def add(self, who: Who) -> None:
        """Know somebody more."""
        if who.nik:
            self._by_nik.setdefault(who.nik, who)
        for key in self._keys(who):
            there = self._by.get(key)
            if there is None:
                self._by[key] = who
            elif isinstance(there, Who):
                self._by[key] = [there, who]
            elif len(there) < MOST_LOOKED_AT:
                there.append(who)

    def _of(self, key: Hashable) -> list[Who]:
        there = self._by.get(key, [])
        return [there] if isinstance(there, Who) else there

    @staticmethod
    def _keys(who: Who) -> list[Hashable]:
        heard = base(who.name)
        keys: list[Hashable] = [(heard, who.born_on), (heard, who.hamlet, "hamlet")]
        if not (who.nik and who.born_on):
            keys.append((heard, who.hamlet, "little told"))
        if not who.born_on:
            keys.append((heard, "birth not known"))
        return keys

    def find(self, who: Who) -> tuple[str, Who | None, str]:
        """Who it is: the verdict, whom it is about, and why it is only perhaps. The surest answer counts."""
        heard = base(who.name)
        near = [self._by_nik[who.nik]] if who.nik in self._by_nik else []
        around = "little told" if who.nik and who.born_on else "hamlet"  # two numbers and two days are two people: they need not be compared
        keys: list[Hashable] = [(heard, who.born_on), (heard, "birth not known"), (heard, who.hamlet, around)]
        seen = {each.id: each for each in near}
        perhaps: tuple[str, Who | None, str] | None = None
        for each in near:
            is_one, why = verdict(who, each)
            if is_one == SAME:
                return SAME, each, ""
            perhaps = (is_one, each, why) if is_one == PERHAPS else perhaps
        for key in keys:
            for each in self._of(key):
                if each.id in seen:
                    continue
                seen[each.id] = each
                is_one, why = verdict(who, each)
                if is_one == SAME:
                    return SAME, each, ""
                if is_one == PERHAPS and perhaps is None:
                    perhaps = (PERHAPS, each, why)
        return perhaps or (OTHER, None, "")
