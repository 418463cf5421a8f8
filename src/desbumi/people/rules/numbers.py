"""NIK and family card numbers: what their digits tell, and how they are shown. No database here.

Sixteen digits: region of first registration (6), day, month and year of birth (6; of a woman the day plus 40), serial
(4, from 0001). A NIK is for life: it stays when someone moves, and when birth data are corrected. So what disagrees is
worth a look and never a mistake. There is no check digit. Source: docs/people.md, domain facts `nik`.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

LENGTH = 16
DATE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})|\d{4}([-/.])\d{1,2}\5\d{1,2}")
BESIDE = "'’`.-–_/"  # what people write between the digits of a number
RUN = re.compile(rf"[0-9 {re.escape(BESIDE)}()+]+")
LONGEST_SUM, SHORTEST_PHONE = 14, 9  # digits: more than that is a NIK or family card; a phone has so many
WOMAN = 40  # what is added to the day of a woman


@dataclass(frozen=True)
class Told:
    """What the digits of a NIK tell."""

    region: str  # Kemendagri code of a district: 35.10.04
    born_on: date | None  # none: the digits are no day of the calendar
    sex: str  # "female" or "male"
    serial: int


def digits(text: str) -> str | None:
    """The digits of a number as people write it, in any script, with blanks, points or an apostrophe; None for what is no number."""
    bare = "".join(letter for letter in text if not letter.isspace() and letter not in BESIDE and unicodedata.category(letter) not in ("Cf", "Cc"))
    if not all(letter.isdecimal() for letter in bare):
        return None
    return "".join(str(unicodedata.decimal(letter)) for letter in bare)


def long_number(text: str) -> str:
    """The digits of the first NIK, family card or phone number that stands among words, in any script and with what people write between.

    Nothing when there is none: dates, years and sums of money are none.
    """
    kept = (letter for letter in text if unicodedata.category(letter) not in ("Cf", "Cc") or letter.isspace())
    plain = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else " " if letter.isspace() else letter for letter in kept)
    for run in RUN.findall(plain):
        found = "".join(re.sub(r"\D", "", part) for part in run.split() if not DATE.fullmatch(part))
        if len(found) > LONGEST_SUM or (len(found) >= SHORTEST_PHONE and found.startswith(("0", "62", "8"))):
            return found
    return ""


def told(nik: str, *, today: date) -> Told | None:
    """What the digits of a NIK tell; None for what has not sixteen of them. The century is the latest that is not to come."""
    if not re.fullmatch(r"[0-9]{16}", nik):
        return None
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    is_woman = day > WOMAN
    born = _day(day - WOMAN * is_woman, month, 2000 + year)
    if born is None or born > today:
        born = _day(day - WOMAN * is_woman, month, 1900 + year)
    return Told(f"{nik[:2]}.{nik[2:4]}.{nik[4:6]}", born, "female" if is_woman else "male", int(nik[12:]))


def _day(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def doubts(nik: str, *, sex: str, born_on: date | None, born_year: int | None, knows_region: bool, card: str, today: date) -> tuple[str, ...]:
    """What of a NIK is worth a look, as codes in a stable order: never a reason to refuse it.

    `knows_region`: whether the register of places has that district, or once had its regency. `card` is the number of the
    person's family card, if known.
    """
    found = told(nik, today=today)
    if found is None:
        return ()
    if nik == card:
        return ("is_card",)
    codes = []
    if not knows_region:
        codes.append("region")
    if found.born_on is None:
        codes.append("day")
    elif _differs(found.born_on, born_on, born_year):
        codes.append("perhaps_card" if _looks_like_a_card(found, born_on, born_year) else "birth")
    if found.born_on is not None and sex and sex != found.sex and "perhaps_card" not in codes:
        codes.append("sex")
    if found.serial == 0:
        codes.append("serial")
    return tuple(codes)


def _differs(told_on: date, born_on: date | None, born_year: int | None) -> bool:
    if born_on is not None:
        return (told_on.day, told_on.month, told_on.year % 100) != (born_on.day, born_on.month, born_on.year % 100)
    return born_year is not None and told_on.year % 100 != born_year % 100


def _looks_like_a_card(found: Told, born_on: date | None, born_year: int | None) -> bool:
    """A family card carries the day it was recorded, without the 40: mostly long after its people were born, and not before 1990."""
    year = born_on.year if born_on else born_year
    return found.sex == "male" and found.born_on is not None and year is not None and found.born_on.year >= max(1990, year + 10)


def masked(number: str) -> str:
    """A NIK or family card number in a list: `3510 04•• •••• 0007`; one of another length by its last two digits."""
    if not number:
        return ""
    return f"{number[:4]} {number[4:6]}•• •••• {number[12:]}" if re.fullmatch(r"[0-9]{16}", number) else f"•••• {number[-2:]}"


def shown(number: str) -> str:
    """A NIK or family card number as it is read out: `3510 0412 0587 0007`."""
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))
