"""What a code tells, and when two spellings mean one place. No database here."""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

NATION = "00"
CODE = r"\d\d(?:\.\d\d(?:\.\d\d(?:\.\d{4})?)?)?"
LEVELS = ("nation", "province", "regency", "district", "village")

# Words before a name that tell its level; "kota" is a regency too.
LEVEL_WORDS = {
    "prov": "province", "prop": "province", "provinsi": "province", "propinsi": "province",
    "kab": "regency", "kabupaten": "regency", "kota": "regency", "kotamadya": "regency",
    "kec": "district", "kecamatan": "district", "distrik": "district",
    "desa": "village", "ds": "village", "kel": "village", "kelurahan": "village",
}  # fmt: skip

HONOURS = {"adm", "administrasi", "dki", "di", "daerah", "istimewa", "khusus", "ibukota"}
INSIDE = re.compile(r"(?<=\S)\s+(?=(?:kec|kecamatan|kab|kabupaten|prov|provinsi)\b)", re.IGNORECASE)  # "… kec. Srono kab. Banyuwangi"

WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}

# Old orthography (before 1972) and the slips that speech makes; order matters.
SPELLINGS = (("oe", "u"), ("dj", "j"), ("tj", "c"), ("sj", "sy"), ("nj", "ny"), ("ch", "kh"))


def level_of(code: str) -> str:
    """Level of a place by its Kemendagri code: `00`, `35`, `35.10`, `35.10.04`, `35.10.04.2003`."""
    return "nation" if code == NATION else LEVELS[code.count(".") + 1]


def parent_of(code: str) -> str | None:
    """Code of the place above; None for the nation."""
    if code == NATION:
        return None
    return code.rpartition(".")[0] or NATION


def above(code: str) -> tuple[str, ...]:
    """Codes of all places above, nearest first, the nation last."""
    found: list[str] = []
    parent = parent_of(code)
    while parent:
        found.append(parent)
        parent = parent_of(parent)
    return tuple(found)


def is_within(code: str, scope: str) -> bool:
    """Whether a place is the scope itself or lies in it."""
    return scope == NATION or code == scope or code.startswith(f"{scope}.")


def zone_of(code: str) -> str:
    """Time zone (IANA) of a place, by its province; the nation keeps Jakarta's."""
    province = code[:2]
    if province in WIT:
        return "Asia/Jayapura"
    return "Asia/Makassar" if province in WITA else "Asia/Jakarta"


def words(text: str) -> list[str]:
    """The words of a name or question, lower case, without punctuation."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", ""))


@lru_cache(maxsize=4096)
def spelling(text: str) -> str:
    """One spelling for all spellings of a name: no spaces, new orthography, no doubled letters."""
    joined = "".join(words(text))
    for old, new in SPELLINGS:
        joined = joined.replace(old, new)
    return "".join(letter for before, letter in pairwise(f" {joined}") if letter != before or letter.isdigit())


def key_of(code: str, name: str) -> str:
    """The spelling under which a place is found: a regency without "Kabupaten" or "Kota", a capital without its honours."""
    parts = words(name)
    if level_of(code) in ("province", "regency"):
        while len(parts) > 1 and (parts[0] in LEVEL_WORDS or parts[0] in HONOURS):
            parts = parts[1:]
    return spelling(" ".join(parts))


@dataclass(frozen=True)
class Reading:
    """One way to read a question: the name sought, the level a word told, the names of places above."""

    name: str
    level: str | None = None
    within: tuple[str, ...] = ()


def readings(text: str) -> list[Reading]:
    """All ways to read a question, the plainest first.

    "Siliragung, Banyuwangi" reads as a name and a place above; without a comma every cut between two words
    may be the one ("wonosobo srono").
    """
    first, *rest = [part for part in re.split(r"[,;/()]| - ", INSIDE.sub(", ", text)) if words(part)] or [""]
    cuts = [(words(first), [words(part) for part in rest])]
    parts = cuts[0][0]
    if not rest:
        cuts += [(parts[:at], [parts[at:]]) for at in range(len(parts) - 1, 0, -1)]
    found: list[Reading] = []
    for name, above_it in cuts:
        within = tuple(spelling(" ".join(_without_level(part)[1])) for part in above_it)
        level, bare = _without_level(name)
        if level:
            found.append(Reading(spelling(" ".join(bare)), level, within))
        found.append(Reading(spelling(" ".join(name)), None, within))
    return [reading for reading in dict.fromkeys(found) if reading.name and all(reading.within)]


def _without_level(parts: list[str]) -> tuple[str | None, list[str]]:
    if len(parts) > 1 and parts[0] in LEVEL_WORDS:
        return LEVEL_WORDS[parts[0]], parts[1:]
    return None, parts


def slips(key: str) -> int:
    """How many slips of the pen a name of this length forgives: none under 4 letters, then 1, from 8 letters 2."""
    return 0 if len(key) < 4 else 1 if len(key) < 8 else 2
