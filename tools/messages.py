"""Gather and compile the words of the interface, without GNU gettext: Babel does both.

python -m tools.messages gather      # writes new words into locale/id/LC_MESSAGES/django.po, translations stay
python -m tools.messages missing     # says what is not translated
python -m tools.messages compile     # makes django.mo, where it is older
"""

import io
import sys
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools.docs.catalogue import WORDS, catalogue
from tools.house import PACKAGE, House

KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "_": None, "_now": None}
Message = str | tuple[str, ...]


@lru_cache(maxsize=4096)
def words_of(text: str, *, is_template: bool) -> tuple[Message, ...]:
    """The words that a file shows; singular and plural are a pair."""
    source = templatize(text) if is_template else text
    found: Any = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS)
    return tuple(message for _line, message, _comments, _context in found)


def gathered(house: House) -> Iterator[tuple[Message, str]]:
    """Every word of the interface, from code and templates, with the file that shows it."""
    for name in sorted([*house.python(), *house.templates()]):
        yield from ((message, name) for message in words_of(house.text(name), is_template=name.endswith(".html")))


def fresh_catalogue(house: House) -> Catalog:
    """A catalogue of every word, without translations."""
    found = Catalog(
        locale="id", project="Desbumi", version="1", charset="utf-8", fuzzy=False, header_comment="# The words of Desbumi in Indonesian.",
        msgid_bugs_address="", last_translator="Desbumi", language_team="Desbumi",
    )  # fmt: skip
    for message, name in gathered(house):
        flags = ["python-format"] if "%(" in str(message) else []
        found.add(message, flags=flags, locations=[(name.removeprefix(f"{PACKAGE}/"), None)])  # type: ignore[list-item]
    return found


def untranslated(house: House) -> list[Message]:
    """Words that the catalogue does not have in Indonesian, or not for certain (fuzzy)."""
    known = catalogue(house)
    return [message for message in dict.fromkeys(message for message, _name in gathered(house)) if not _is_translated(known.get(message), message)]


def _is_translated(found: Any, message: Message) -> bool:
    """Whether a message of the catalogue is whole: a plural with each of its forms."""
    if not found or found.fuzzy or not found.string:
        return False
    return not isinstance(message, tuple) or (isinstance(found.string, tuple) and all(found.string))


def missing() -> None:
    """Say which words have no translation in the catalogue; exit code 1 when there are any."""
    found = untranslated(House())
    for each in found:
        print(each)
    sys.exit(1 if found else 0)


def gather(house: House | None = None, told: dict[str, str] | None = None) -> None:
    """Bring the catalogue up to date, with translations that are told beside; say what is not translated yet."""
    here = house or House()
    fresh, known = fresh_catalogue(here), catalogue(here)
    for message in fresh:
        if message.id and (old := known.get(message.id)):
            message.string = old.string
        elif message.id in (told or {}):
            message.string = (told or {})[str(message.id)]
    with (here.root / WORDS).open("wb") as file:
        write_po(file, fresh, sort_output=True, omit_header=False, width=120, include_lineno=False, ignore_obsolete=True)
    left = untranslated(here)
    print(f"{len(fresh)} messages, {len(left)} without a translation")
    for each in left:
        print("  ", each)


def compile_words(house: House | None = None) -> None:
    """Make the .mo file."""
    words = (house or House()).root / WORDS
    target = words.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < words.stat().st_mtime:
        with words.open("rb") as source, target.open("wb") as file:
            write_mo(file, read_po(source, locale="id"))


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    django.setup()
    {"gather": gather, "compile": compile_words, "missing": missing}[sys.argv[1]]()
