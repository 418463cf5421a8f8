"""What one cell says: a sex, a day, a place to live, a country, a stage, a number. No database here.

Each function takes the text of a cell and says what it means, or nothing where it says nothing that is known. Nothing is guessed.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from desbumi.journeys.rules import words
from desbumi.people.rules import births, names, numbers

Cell = str | float | bool | list[str] | None
SEXES = {
    "female": {"p", "pr", "pr.", "perempuan", "wanita", "2", "f", "female", "cewek", "perempuan.", "w", "wnt", "prp", "perem", "woman"},
    "male": {"l", "lk", "lk.", "laki", "laki-laki", "laki laki", "laki2", "pria", "1", "m", "male", "cowok", "lakilaki", "laki - laki", "lk-lk", "man"},
}  # fmt: skip
OPENSID_MARITAL = {"1": "single", "2": "married", "3": "divorced", "4": "widowed"}
MARITAL = {
    "kawin": "married", "menikah": "married", "nikah": "married", "sudah menikah": "married", "sudah kawin": "married", "kawin tercatat": "married",
    "kawin belum tercatat": "married", "k": "married", "belum kawin": "single", "belum menikah": "single", "lajang": "single", "bujang": "single", "gadis": "single",
    "single": "single", "tk": "single", "bk": "single", "b": "single", "cerai hidup": "divorced", "cerai": "divorced", "janda": "divorced", "duda": "divorced",
    "ch": "divorced", "cerai mati": "widowed", "cm": "widowed", "janda mati": "widowed",
}  # fmt: skip
EDUCATION = {
    "sd": "primary", "mi": "primary", "tamat sd": "primary", "sd sederajat": "primary", "smp": "junior", "mts": "junior", "sltp": "junior", "smp sederajat": "junior",
    "sma": "senior", "smk": "senior", "ma": "senior", "slta": "senior", "stm": "senior", "smea": "senior", "sma sederajat": "senior", "slta sederajat": "senior",
    "d1": "diploma", "d2": "diploma", "d3": "diploma", "diploma": "diploma", "d i": "diploma", "d iii": "diploma", "s1": "university", "s2": "university",
    "sarjana": "university", "d4": "university", "tidak sekolah": "none", "belum sekolah": "none", "tidak tamat sd": "none", "tidak belum sekolah": "none",
}  # fmt: skip
OPENSID_EDUCATION = {
    "1": "none",
    "2": "none",
    "3": "primary",
    "4": "junior",
    "5": "senior",
    "6": "diploma",
    "7": "diploma",
    "8": "university",
    "9": "university",
    "10": "university",
}
OPENSID_RELATION = {"1": "head", "2": "spouse", "3": "spouse", "4": "child", "6": "grandchild", "7": "parent"}
RELATION = {
    "kepala keluarga": "head", "kk": "head", "kepala": "head", "suami": "spouse", "istri": "spouse", "isteri": "spouse", "anak": "child", "cucu": "grandchild",
    "orang tua": "parent", "orangtua": "parent", "saudara": "sibling", "adik": "sibling", "kakak": "sibling",
}  # fmt: skip
HAMLET = re.compile(
    r"\b(?:dusun|dsn|dukuh|dkh|lingkungan|lingk|kampung|kp|banjar)\b\.?\s*:?\s*([^,;\n/]+?)(?=\s*(?:\brt(?![a-z])|\brw(?![a-z])|\bdesa\b|\bds\b|\bkec\b|[,;\n/]|$))",
    re.IGNORECASE,
)
RT, RW = (re.compile(rf"\b{each}\.?\s*:?\s*(\d{{1,3}})(?!\d)", re.IGNORECASE) for each in ("rt", "rw"))
RT_RW = re.compile(r"\brt\b\W{0,3}\brw\b\W{0,3}(\d{1,3})\s*[/\-]\s*(\d{1,3})|\brt\b\.?\s*:?\s*(\d{1,3})\s*[/\-]\s*(?:rw\b\.?\s*:?\s*)?(\d{1,3})", re.IGNORECASE)
PAIR = re.compile(r"\s*(?:rt\.?\s*)?(\d{1,3})\s*[/\-.,|\\ ]+\s*(?:rw\.?\s*)?(\d{1,3})\s*", re.IGNORECASE)
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[0-4]\d)(?!\d)")
DAY_IN_TEXT = re.compile(
    r"\d{1,2}\s*[-/. ]\s*(?:\d{1,2}|[A-Za-z]{3,10})\s*[-/., ]*\s*(?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}(?!\d)"
)
DIGITS_16 = re.compile(r"(?<!\d)(?:\d[ .\-]?){15,16}\d?(?!\d)")
SCIENTIFIC = re.compile(r"\s*\d[.,]?\d*\s*e\s*\+?\s*1[4-7]\s*", re.IGNORECASE)
FIRST_OF_SERIAL, LAST_OF_SERIAL = date(1899, 12, 30), 80_000  # days of a spreadsheet
TICKS = {"v", "x", "√", "✓", "✔", "ya", "y", "1", "*", "ada", "vv"}
COVER = "•"  # what stands in a number that we covered ourselves
EARLIEST_YEAR, LARGEST = 1950, 1e17


def text(cell: Cell) -> str:
    """A cell as a text; a whole number without its point, a day as ISO writes it."""
    if isinstance(cell, str):
        plain = (cell.replace("\u00a0", " ") if "\u00a0" in cell else cell).strip().removeprefix("'").strip()
        return plain[2:-1] if plain.startswith('="') and plain.endswith('"') else plain  # how a number is kept as a text in a CSV
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, list):
        return cell[0] if cell else ""
    return str(int(cell)) if float(cell).is_integer() and abs(cell) < LARGEST else str(cell)


def is_tick(cell: Cell) -> bool:
    """Whether a cell is only ticked: v, x, a tick, 1, yes."""
    return cell in (True, 1) or (isinstance(cell, str) and cell.strip().casefold() in TICKS)


def sex(cell: Cell) -> str:
    """Whether it says "female" or "male"; "" for what says neither."""
    plain = " ".join(text(cell).casefold().split())
    return next((code for code, written in SEXES.items() if plain in written or plain.rstrip(".") in written), "")


@dataclass(frozen=True)
class Nik:
    """What a cell says of a NIK: the number if it can be one, and otherwise why not ("digits", "length", "day", "serial", "letters")."""

    number: str = ""
    damage: str = ""
    is_covered: bool = False


def nik(cell: Cell, *, today: date) -> Nik:
    """A NIK, or why it is none. A number cell has lost its sixteenth digit: never to be trusted (facts, `nik.numeric_cell`)."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Nik(damage="digits") if cell else Nik()
    plain = text(cell)
    if COVER in plain or words.is_unknown(plain) or isinstance(cell, list):
        return Nik(is_covered=COVER in plain)
    if SCIENTIFIC.fullmatch(plain):
        return Nik(damage="digits")
    found = numbers.digits(plain)
    if found is None:
        return Nik(damage="letters") if sum(each.isdigit() for each in plain) > len(plain) / 2 else Nik()
    return _checked(found, today) if found.strip("0") else Nik()


def _checked(found: str, today: date) -> Nik:
    """A number of digits alone, if it can be a NIK."""
    told = numbers.told(found, today=today)
    if told is None:
        return Nik(damage="length")
    if told.born_on is None:
        return Nik(damage="day")
    return Nik(damage="serial") if told.serial == 0 else Nik(found)


def family_card(cell: Cell) -> str:
    """A family card number, or nothing."""
    if not isinstance(cell, str):
        return ""
    found = numbers.digits(text(cell))
    return found if found and len(found) == numbers.LENGTH else ""


def birth(cell: Cell, *, today: date) -> births.Birth | None:
    """A birth; an empty one where nothing is said, None for what is no birth."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell > 3000:
        day = _of_serial(cell)
        return births.Birth(day, day.year) if day else None
    written = text(cell)
    if (day := _day_first(written)) is not None and day <= today:
        return births.Birth(day, day.year) if today.year - day.year <= births.OLDEST else None
    plain = _plain_day(written)
    if words.is_unknown(plain):
        return births.Birth()
    found = births.birth(plain, today=today)
    if found is None and (inside := DAY_IN_TEXT.search(plain)):
        found = births.birth(inside[0], today=today)
    if found is None or births.is_to_come(found, today) or births.is_too_long_ago(found, today):
        return None
    return found


def _day_first(written: str) -> date | None:
    """A day in the way in which most are written, read quickly: 12-07-1987."""
    found = DAY_FIRST.fullmatch(written)
    if found is None:
        return None
    with suppress(ValueError):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _plain_day(written: str) -> str:
    """A day as `births` reads it: without the name of a weekday, without an hour, without blanks around its strokes."""
    plain = re.sub(r"^(?:senin|selasa|rabu|kamis|jum'?at|jumat|sabtu|minggu|ahad)\b[,\s]*", "", " ".join(written.lower().split()))
    plain = re.sub(r"(?<=\d)[t ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?$", "", plain)
    return re.sub(r"\s*([-/.])\s*", r"\1", plain).strip(" .,-/")


def age(cell: Cell, *, today: date) -> births.Birth:
    """A birth from an age; an empty one where none is told."""
    found = re.search(r"\d{1,3}", text(cell))
    years = int(found[0]) if found else 0
    return births.Birth(year=today.year - years) if 0 < years <= births.OLDEST else births.Birth()


def place_and_birth(cell: Cell, *, today: date) -> tuple[str, births.Birth | None]:
    """Place and day of birth from one cell: "Banyuwangi, 12-07-1987"."""
    plain = text(cell)
    found = DAY_IN_TEXT.search(plain)
    if found:
        return plain[: found.start()].strip(" ,./-:;"), birth(found[0], today=today)
    if year := YEAR.search(plain):
        return plain[: year.start()].strip(" ,./-:;"), births.Birth(year=int(year[0]))
    return ("" if words.is_unknown(plain) else plain.strip(" ,./-"), births.Birth())


def _of_serial(number: float) -> date | None:
    """The day that a spreadsheet counts as this number."""
    return FIRST_OF_SERIAL + timedelta(days=int(number)) if 3000 < number < LAST_OF_SERIAL else None


@dataclass(frozen=True)
class When:
    """A day, or a year alone, or nothing."""

    on: date | None = None
    year: int | None = None


def when(cell: Cell, *, today: date) -> When:
    """When somebody left or came back: a day, or only the year."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if EARLIEST_YEAR <= cell <= today.year + 2:
            return When(year=int(cell))
        day = _of_serial(cell)
        return When(day, day.year) if day and day.year <= today.year + 2 else When()
    written = text(cell)
    if (day := _day_first(written)) is not None and EARLIEST_YEAR <= day.year <= today.year + 2:
        return When(day, day.year)
    plain = _plain_day(written)
    found = births.birth(plain, today=today) if not words.is_unknown(plain) else None
    if found is None and (inside := DAY_IN_TEXT.search(plain)):
        found = births.birth(inside[0], today=today)
    if found is None and (year := YEAR.search(plain)):
        found = births.Birth(year=int(year[0]))
    if found is None or not found.year or not EARLIEST_YEAR <= found.year <= today.year + 2:
        return When()
    return When(found.on, found.year)


@dataclass(frozen=True)
class Home:
    """Where somebody lives in the village."""

    hamlet: str = ""
    rt: str = ""
    rw: str = ""


def home(cell: Cell) -> Home:
    """Hamlet, RT and RW out of an address; what is not said stays empty."""
    plain = text(cell)
    if words.is_unknown(plain):
        return Home()
    hamlet = HAMLET.search(plain)
    both, rt, rw = RT_RW.search(plain), RT.search(plain), RW.search(plain)
    first, second = [each for each in both.groups() if each] if both else (rt[1] if rt else "", rw[1] if rw else "")
    return Home(hamlet_name(hamlet[1]) if hamlet else "", neighbourhood(first), neighbourhood(second))


def hamlet_name(cell: Cell) -> str:
    """The name of a hamlet, without the word "Dusun"; nothing for what holds no letter."""
    plain = text(cell).splitlines()[0] if text(cell) else ""
    if words.is_unknown(plain):
        return ""
    plain = re.sub(r"^(?:dusun|dsn|dukuh|dkh|lingkungan|lingk)\b\.?\s*:?\s*", "", plain, flags=re.IGNORECASE)
    plain = re.split(r"\s*[,;/]?\s*\b(?:rt|rw)(?![a-z])", plain, flags=re.IGNORECASE)[0].strip(" ,.;:-/")
    kept = plain.title() if plain.isupper() or plain.islower() else plain
    return kept[:60] if names.words(kept) else ""


def rt_and_rw(cell: Cell) -> tuple[str, str]:
    """RT and RW from one cell: "07/04"."""
    plain = text(cell)
    found = PAIR.fullmatch(plain)
    if found:
        return neighbourhood(found[1]), neighbourhood(found[2])
    told = home(plain)
    return (told.rt, told.rw) if told.rt or told.rw else (neighbourhood(plain), "")


def neighbourhood(cell: Cell) -> str:
    """RT or RW: a number without noughts in front; nothing for what is none."""
    found = re.fullmatch(r"\s*(?:rt|rw)?\.?\s*0*(\d{1,3})\s*", text(cell), re.IGNORECASE)
    return found[1] if found and found[1] != "0" else ""


def destination(cell: Cell) -> str:
    """The code of a country abroad; "" for a region, a city of Indonesia, or what is not known."""
    plain = words.bare(text(cell))
    if words.is_unknown(plain) or plain in words.regions():
        return ""
    known = words.destinations()
    if plain in known:
        return known[plain]
    parts = plain.split()
    runs = [" ".join(parts[at : at + long]) for long in (3, 2, 1) for at in range(len(parts) - long + 1)]
    found = dict.fromkeys(known[each] for each in runs if each in known and len(each) > 2)
    if len(found) == 1:
        return next(iter(found))
    return "" if found else words.like(plain, "destinations")


def occupation(cell: Cell) -> str:
    """The code of an occupation; "" for what may mean two, and for what is not known."""
    plain = words.bare(text(cell))
    if words.is_unknown(plain):
        return ""
    known = words.occupations()
    if plain in known:
        return known[plain]
    parts = plain.split()
    runs = [" ".join(parts[at : at + long]) for long in (4, 3, 2, 1) for at in range(len(parts) - long + 1)]
    found = dict.fromkeys(known[each] for each in runs if each in known and len(each) > 2)
    if len(found) == 1:
        return next(iter(found))
    return "" if found else words.like(plain, "occupations")


def stage(cell: Cell, *, knows_family: bool) -> str:
    """The code of a stage; `knows_family` says whether "PMI" alone means working here: others of the column say "Calon" and "Purna"."""
    plain = words.bare(text(cell))
    if words.is_unknown(plain):
        return ""
    if plain in words.family():
        return "working" if knows_family else ""
    known = words.stages()
    if plain in known:
        return known[plain]
    begun = next((each for each in words.long_stages() if plain.startswith(f"{each} ")), "")
    return known.get(begun, "") or known.get(plain.removeprefix("sudah "), "") or words.like(plain, "stages")


def marital(cell: Cell, *, is_coded: bool) -> str:
    """A marital status; `is_coded` reads OpenSID's numbers."""
    plain = words.bare(text(cell))
    return (OPENSID_MARITAL.get(plain, "") if is_coded else "") or MARITAL.get(plain, "")


def education(cell: Cell, *, is_coded: bool) -> str:
    """The highest school; `is_coded` reads OpenSID's numbers."""
    plain = words.bare(text(cell))
    return (OPENSID_EDUCATION.get(plain, "") if is_coded else "") or EDUCATION.get(plain, "")


def relation(cell: Cell) -> str:
    """What somebody is in the household."""
    plain = words.bare(text(cell))
    return OPENSID_RELATION.get(plain) or RELATION.get(plain) or ("" if words.is_unknown(plain) else "other")


def name_and_nik(cell: Cell) -> tuple[str, str]:
    """Name and NIK from one cell, in either order, with or without a word before the number."""
    plain = str(cell) if isinstance(cell, str) else text(cell)
    found = DIGITS_16.search(plain) or re.search(r"\d{8,}", plain)
    if not found:
        return " ".join(plain.split()), ""
    rest = plain[: found.start()] + " " + plain[found.end() :]
    rest = re.sub(r"\b(?:nik|id|ktp|no)\b\.?\s*:?", " ", rest, flags=re.IGNORECASE)
    return " ".join(rest.split()).strip(" ,-/()|:;"), found[0]


def name(cell: Cell) -> str:
    """A name as it is kept: single blanks, no mark around it; nothing for what has no letter."""
    if not isinstance(cell, str):
        return ""
    plain = re.sub(r"^\d{1,4}\s*[.)]\s*(?=\D)", "", " ".join(text(cell).split())).strip(" ,;:-_*'\"")
    return plain if names.words(plain) and any(letter.isalpha() for letter in plain) and not words.is_unknown(plain) else ""
