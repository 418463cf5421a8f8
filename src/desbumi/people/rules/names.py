"""How names are written, and how they sound. No database here.

Two spellings of one name sound alike; so do some names that differ, which is why what is found is ranked by how it is
written. The rules are data (`data/names.json`), for a person of the field to read and to mend.
"""

import json
import re
import unicodedata
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from typing import Any

MOST_LETTERS, MOST_WORDS, LONGEST_SOUND = 120, 12, 100
HOW_IT_IS_READ = b"1"  # one more when the code below makes other sounds of the same file
BLANKS = ".,;/()_|&+"
BETWEEN, BESIDE = re.compile(r"[\s.,;/()_|&+]+"), re.compile(r"[^a-z0-9 ]+")
DOUBLED = re.compile(r"(.)\1+")


@lru_cache(maxsize=1)
def spelling() -> dict[str, Any]:
    """The rules as they stand in the file."""
    told: dict[str, Any] = json.loads(_file())
    return told


def _file() -> bytes:
    return files("desbumi.people").joinpath("data/names.json").read_bytes()


@lru_cache(maxsize=1)
def edition() -> str:
    """What tells these rules from others: of the file, and of the code that reads it."""
    return sha256(HOW_IT_IS_READ + _file()).hexdigest()[:16]


@lru_cache(maxsize=1)
def _letters() -> tuple["re.Pattern[str]", dict[str, str]]:
    table = {each["written"]: each["sounds"] for each in spelling()["letters"]}
    return re.compile("|".join(sorted(map(re.escape, table), key=lambda written: (-len(written), written)))), table


@lru_cache(maxsize=1)
def _endings() -> dict[str, str]:
    return {each["written"]: each["sounds"] for each in spelling()["endings"]}


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {written: each["stands_for"] for each in spelling()["words"] for written in each["written"]}


@lru_cache(maxsize=1)
def left_out() -> frozenset[str]:
    """Words that stand beside a name and are no part of it for finding: titles, “binti”, how someone is spoken to."""
    return frozenset(written for each in spelling()["left_out"] for written in each["written"])


@lru_cache(maxsize=1)
def beside_a_hamlet() -> frozenset[str]:
    """Words that stand beside a hamlet's name in a question: “dusun”, RT."""
    return frozenset(written for each in spelling()["beside_a_hamlet"] for written in each["written"])


@lru_cache(maxsize=1)
def relatives() -> dict[str, str]:
    """Words that name a person by another: word → what the one named after it is to that person (“mother of”: a child)."""
    return {written: each["relation"] for each in spelling()["relatives"] for written in each["written"]}


def words(text: str) -> list[str]:
    """The words of a name in small letters: accents, apostrophes, hyphens, points and marks of direction are gone.

    "MOCH. Syafi'i" → ["moch", "syafii"]. Any script stays as it is. Never more than 12 words of 120 letters in all.
    """
    return list(_words_of(text[: 4 * MOST_LETTERS]))


@lru_cache(maxsize=20_000)
def _words_of(text: str) -> tuple[str, ...]:
    if text.isascii():
        kept = BESIDE.sub("", BETWEEN.sub(" ", text.lower()))
    else:
        plain = unicodedata.normalize("NFKD", text).casefold()
        kept = "".join(letter if letter.isalnum() else " " if letter.isspace() or letter in BLANKS else "" for letter in plain)
    return tuple(kept[:MOST_LETTERS].split()[:MOST_WORDS])


def key(text: str) -> str:
    """A name as lists order it: its words, in small letters."""
    return " ".join(words(text))


@lru_cache(maxsize=50_000)
def sound(word: str, *, is_whole: bool = True) -> str:
    """How a word sounds, one text for all its spellings: "soekarno" and "sukarno" → "sukarnu".

    Of a word that is not whole yet, as it is being typed, the end keeps what may still become something else.
    """
    word = _words().get(word, word) if is_whole else word
    pattern, table = _letters()
    heard = pattern.sub(lambda found: table[found[0]], DOUBLED.sub(r"\1", word))
    if is_whole and len(heard) > 2:
        heard = heard[:-1] + _endings().get(heard[-1], heard[-1])
    return DOUBLED.sub(r"\1", heard)[:LONGEST_SOUND]


def sounds(text: str) -> list[str]:
    """How a name sounds, word by word, without what is no part of it; if nothing is left, all of it."""
    return list(_sounds_of(text[: 4 * MOST_LETTERS]))


@lru_cache(maxsize=20_000)
def _sounds_of(text: str) -> tuple[str, ...]:
    found = words(text)
    return tuple([sound(each) for each in found if each not in left_out()] or [sound(each) for each in found])


def joined(text: str) -> set[str]:
    """The sounds of a name's neighbouring words written as one: "Nur Hayati" is asked for as "nurhayati"."""
    found = [each for each in words(text) if each not in left_out()]
    return {sound(_words().get(first, first) + second) for first, second in pairwise(found) if len(first) > 1 and len(second) > 1}


def slips(heard_as: str) -> set[str]:
    """What a sound becomes when one letter is left out.

    Two sounds that share one of these, or are one of the other's, are at most one wrong, missing, added or swapped letter
    apart, or two of these at different places.
    """
    return {heard_as[:at] + heard_as[at + 1 :] for at in range(len(heard_as))}


def trigrams(heard_as: str) -> set[str]:
    """The runs of three letters in a sound, its beginning and end marked."""
    marked = f"^{heard_as}$"
    return {marked[at : at + 3] for at in range(len(marked) - 2)}
