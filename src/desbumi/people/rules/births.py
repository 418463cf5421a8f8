"""When someone was born: a day, only a year, or not known. No database here."""

import re
from dataclasses import dataclass
from datetime import date

OLDEST = 120  # years
MONTHS = {
    "jan": 1, "januari": 1, "january": 1, "feb": 2, "februari": 2, "february": 2, "pebruari": 2, "mar": 3, "maret": 3, "march": 3, "apr": 4, "april": 4,
    "mei": 5, "may": 5, "jun": 6, "juni": 6, "june": 6, "jul": 7, "juli": 7, "july": 7, "agu": 8, "ags": 8, "agustus": 8, "aug": 8, "august": 8,
    "sep": 9, "sept": 9, "september": 9, "okt": 10, "oktober": 10, "oct": 10, "october": 10, "nov": 11, "nop": 11, "november": 11, "nopember": 11,
    "des": 12, "desember": 12, "dec": 12, "december": 12,
}  # fmt: skip


@dataclass(frozen=True)
class Birth:
    """A day, or only a year, or nothing."""

    on: date | None = None
    year: int | None = None


AGE = re.compile(r"(?:(?:umur|usia|age)\s*(?:kira-kira|±)?|kira-kira|±|\+/-)\s*(\d{1,3})\s*(?:tahun|th|thn|years)?|(\d{1,3})\s*(?:tahun|th|thn|years)(?: old)?")
SHAPES = (
    re.compile(r"(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
    re.compile(r"(?P<day>\d{1,2})[-/. ]+(?P<month>\d{1,2})[-/. ]+(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<day>\d{1,2})[-/. ]*(?P<named>[a-z]+)[-/. ]*(?P<year>\d{4}|\d{2})"),
    re.compile(r"(?P<named>[a-z]+)[-/. ]*(?P<year>\d{4})"),
)


def birth(text: str, *, today: date) -> Birth | None:
    """A birth as people write it: "12-7-1987", "12 Juli 1987", "1987-07-12", "1987", "umur 39"; None for what is none.

    Of a year in two digits the latest that is not to come.
    """
    bare = " ".join(text.lower().replace(",", " ").split())
    if not bare:
        return Birth()
    if aged := AGE.fullmatch(bare):
        years = int(aged[1] or aged[2])
        return Birth(year=today.year - years) if years <= OLDEST else None
    found = next((found for shape in SHAPES if (found := shape.fullmatch(bare))), None)
    return _read(found.groupdict(), today) if found else None


def _read(told: dict[str, str | None], today: date) -> Birth | None:
    named = told.get("named")
    month = MONTHS.get(named) if named else told.get("month")
    if named and month is None:
        return None
    year = _year(told["year"] or "", today)
    return _on(int(told["day"] or 0), int(month or 0), year) if told.get("day") else Birth(year=year)


def _year(text: str, today: date) -> int:
    if len(text) == len("1987"):
        return int(text)
    return 2000 + int(text) if 2000 + int(text) <= today.year else 1900 + int(text)


def _on(day: int, month: int, year: int) -> Birth | None:
    try:
        return Birth(date(year, month, day), year)
    except ValueError:
        return None


def is_to_come(born: Birth, today: date) -> bool:
    """Whether nobody can have been born then yet."""
    return born.on > today if born.on else (born.year or 0) > today.year


def is_too_long_ago(born: Birth, today: date) -> bool:
    """Whether nobody born then is alive or was of late."""
    return born.year is not None and born.year < today.year - OLDEST


def age(on: date | None, year: int | None, today: date) -> int | None:
    """Whole years; of someone whose year alone is known, how many at most; None when it is not known."""
    if on is not None:
        return today.year - on.year - ((today.month, today.day) < (on.month, on.day))
    return today.year - year if year is not None else None


def is_child(on: date | None, year: int | None, today: date) -> bool:
    """Younger than 18, as far as it is known (UU 35/2014 art. 1): a guardian speaks for the child."""
    years = age(on, year, today)
    return years is not None and years < 18
