"""The words of the field as sheets write them: headers, destinations, occupations, stages. No database here.

The words are data (`data/*.json`: the facts with their sources, and what people write besides), for a person of the field
to read and to mend.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from rapidfuzz import fuzz, process

BETWEEN = re.compile(r"[\s_\-–—/\\|,;:()\[\]{}&+*]+")
BESIDE = re.compile(r"[^\w ]+")
LIKE, SHORTEST_LIKE = 87, 5  # how near a wording must be, out of 100; shorter ones have to be written right


@lru_cache(maxsize=50_000)
def bare(text: str) -> str:
    """A wording as it is compared: small letters, no points, no brackets, single blanks. "Tempat / Tgl. Lahir" → "tempat tgl lahir"."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return " ".join(BESIDE.sub("", BETWEEN.sub(" ", plain.replace(".", " "))).split())


@lru_cache(maxsize=16)
def facts(name: str) -> dict[str, Any]:
    """One of the files of facts."""
    told: dict[str, Any] = json.loads(files("desbumi.journeys").joinpath(f"data/{name}.json").read_text("utf-8"))
    return told


def own() -> dict[str, Any]:
    """The wordings beyond the facts."""
    return facts("own_wordings")


@lru_cache(maxsize=1)
def headers() -> dict[str, str]:
    """Wording of a header, bare → what it holds: a field, or two joined by " + "."""
    told = facts("spreadsheet_headers")
    found: dict[str, str] = {}
    for each in [*told["records"], *told["one_cell"], *told["two_line"], *own()["headers"]]:
        field = each["field"].replace("person.address parts", "person.address")
        for wording in each["headers"]:
            found.setdefault(bare(wording), field)
    found.pop("", None)
    return found


@lru_cache(maxsize=1)
def destinations() -> dict[str, str]:
    """A destination as it is written, bare → its code (ISO 3166-1 alpha-3)."""
    found: dict[str, str] = {}
    for each in [*facts("destinations")["records"], *own()["destinations"]]:
        for wording in (*each["variants"], each.get("name_id", ""), each.get("name_en", ""), each["code"]):
            if wording:
                found.setdefault(bare(wording), each["code"])
    return found


@lru_cache(maxsize=1)
def country_names() -> dict[str, tuple[str, str]]:
    """Code of a destination → its name in Indonesian and in English."""
    return {each["code"]: (each["name_id"], each["name_en"]) for each in [*facts("destinations")["records"], *own()["destinations"]] if "name_id" in each}


@lru_cache(maxsize=1)
def regions() -> frozenset[str]:
    """Words that name no country: a region, "abroad"."""
    return frozenset(map(bare, [*(each["written"] for each in facts("destinations")["not_a_country"]), *own()["not_a_country"]]))


@lru_cache(maxsize=1)
def occupations() -> dict[str, str]:
    """An occupation as it is written, bare → its code; wordings that may mean two are left out."""
    records = facts("occupations")["records"]
    found: dict[str, str] = {}
    for each in [*records, *own()["occupations"]]:
        for wording in (*each["variants"], *each.get("names_id", ())):
            found.setdefault(bare(wording), each["code"])
    for each in records:
        for wording in each["ask"]:
            if bare(wording) not in {bare(one) for one in each["variants"]}:
                found.pop(bare(wording), None)
    return found


@lru_cache(maxsize=1)
def stages() -> dict[str, str]:
    """A stage as it is written, bare → its code; "PMI" alone stands here too (`is_family` tells of it)."""
    found: dict[str, str] = {}
    for each in [*facts("stages")["records"], *own()["stages"]]:
        for wording in (*each["variants"], each.get("name_id", ""), each["code"].replace("_", " ")):
            if wording:
                found.setdefault(bare(wording), each["code"])
    return found


@lru_cache(maxsize=1)
def long_stages() -> tuple[str, ...]:
    """Wordings of a stage with which a remark may begin ("pulang karena sakit"), longest first."""
    return tuple(sorted((each for each in stages() if len(each) >= SHORTEST_LIKE), key=len, reverse=True))


@lru_cache(maxsize=1)
def family() -> frozenset[str]:
    """Words for a migrant worker that tell no stage (UU 18/2017 art. 1), unless others of the column tell "Calon" and "Purna"."""
    return frozenset(map(bare, own()["stage_family"]))


@lru_cache(maxsize=1)
def channels() -> dict[str, str]:
    """How a person went, as it is written, bare → its code. What must never be shown is only read here."""
    found: dict[str, str] = {}
    for each in facts("channels")["records"]:
        for wording in (*each["variants"], each["show_id"]):
            if wording:
                found.setdefault(bare(wording), each["code"])
    return found


@lru_cache(maxsize=1)
def channel_names() -> dict[str, str]:
    """Code of a channel → its neutral word."""
    return {each["code"]: each["show_id"] for each in facts("channels")["records"]}


@lru_cache(maxsize=1)
def dittos() -> frozenset[str]:
    """What stands for "as in the row above", with its marks, in small letters."""
    return frozenset(each.casefold() for each in own()["same_as_above"])


@lru_cache(maxsize=1)
def unknowns() -> frozenset[str]:
    """What stands for "nobody knows", as it is written, in small letters."""
    return frozenset(each.casefold() for each in own()["unknown"])


@lru_cache(maxsize=20_000)
def is_unknown(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    plain = " ".join(text.split()).casefold()
    return not plain or plain in unknowns() or not any(letter.isalnum() for letter in plain)


@lru_cache(maxsize=1)
def totals() -> tuple[str, ...]:
    """How a row begins that adds up."""
    return tuple(sorted((bare(each) for each in own()["total"]), key=len, reverse=True))


@lru_cache(maxsize=1)
def footers() -> tuple[str, ...]:
    """How a line begins that stands below a table: who signs, where the data come from."""
    return tuple(sorted((bare(each) for each in own()["footer"]), key=len, reverse=True))


def begins_with(text: str, wordings: Iterable[str]) -> bool:
    """Whether a bare text is one of these, or begins with one as whole words."""
    return any(text == each or text.startswith(f"{each} ") for each in wordings)


@lru_cache(maxsize=5_000)
def like(text: str, which: str) -> str:
    """What a bare text is nearly a wording of: "headers", "destinations", "occupations" or "stages"; "" when it is near none."""
    known: dict[str, str] = {"headers": headers, "destinations": destinations, "occupations": occupations, "stages": stages}[which]()
    if len(text) < SHORTEST_LIKE:
        return ""
    found = process.extractOne(text, [each for each in known if len(each) >= SHORTEST_LIKE], scorer=fuzz.ratio, score_cutoff=LIKE)
    return known[found[0]] if found else ""
