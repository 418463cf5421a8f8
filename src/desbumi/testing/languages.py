"""Whether a page speaks one language: no words on it that the catalogue knows as another language's."""

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

import desbumi

WORDS = Path(desbumi.__file__).parent / "locale/id/LC_MESSAGES/django.po"
SHOWN = ("alt", "aria-label", "data-label", "placeholder", "title")


@lru_cache(maxsize=1)
def _pairs() -> tuple[tuple[str, str], ...]:
    """English and Indonesian of every message that has no places to fill."""
    with WORDS.open("rb") as file:
        return tuple((str(each.id), str(each.string)) for each in read_po(file, locale="id") if isinstance(each.id, str) and each.id and "%(" not in each.id)


@lru_cache(maxsize=2)
def _foreign(language: str) -> frozenset[str]:
    """What only the other language says; a word that both use ("Program") is nobody's."""
    english, indonesian = {pair[0] for pair in _pairs()}, {pair[1] for pair in _pairs()}
    return frozenset(indonesian - english if language == "en" else english - indonesian)


@lru_cache(maxsize=2)
def _foreign_sentences(language: str) -> tuple["re.Pattern[str]", "re.Pattern[str]"]:
    """Sentences with places to fill, of the other language and of this one, each as one pattern."""
    with WORDS.open("rb") as file:
        told = [(each.id, each.string) for each in read_po(file, locale="id") if each.id]
    pairs = [
        (str(a), str(b)) for ids, words in told for a, b in zip(*(x if isinstance(x, tuple) else (x,) for x in (ids, words)), strict=False) if "%(" in str(a)
    ]
    english, indonesian = (_one_of(pair[at] for pair in pairs) for at in (0, 1))
    return (indonesian, english) if language == "en" else (english, indonesian)


def _one_of(sentences: Iterable[str]) -> "re.Pattern[str]":
    """A pattern of all sentences that say at least two words of their own."""
    parts = [re.split(r"%\(\w+\)s|<[^>]+>", each) for each in sentences]
    return re.compile("|".join(".+".join(map(re.escape, each)) for each in parts if len(" ".join(each).split()) > 1))


def foreign_words(page: Any, language: str) -> list[str]:
    """Texts of a parsed page that are messages of the other language; what names its own language, and code, is left out."""
    foreign = _foreign(language)
    other, own = _foreign_sentences(language)
    return sorted({text for text in _texts(page) if text in foreign or (other.fullmatch(text) and not own.fullmatch(text))})


def _texts(element: Any) -> list[str]:
    if element.tag in ("code", "script", "style") or (element.get("lang") and element.tag != "html"):
        return []
    found = [" ".join((element.text or "").split())] + [" ".join((element.get(name) or "").split()) for name in SHOWN]
    for child in element:
        if isinstance(child.tag, str):
            found += _texts(child)
        found.append(" ".join((child.tail or "").split()))
    return [text for text in found if text]
