"""Gather and compile the words of the interface, without GNU gettext: Babel does both.

python tools/messages.py gather      # writes new words into locale/id/LC_MESSAGES/django.po, translations stay
python tools/messages.py missing     # says what is not translated
python tools/messages.py compile     # makes django.mo, where it is older
"""

import io
import sys
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parents[1] / "src/desbumi"
WORDS = PACKAGE / "locale/id/LC_MESSAGES/django.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "_": None}


def gathered() -> Catalog:
    """Every word of the interface, from code and templates."""
    found = Catalog(
        locale="id", project="Desbumi", version="1", charset="utf-8", fuzzy=False, header_comment="# The words of Desbumi in Indonesian.",
        msgid_bugs_address="", last_translator="Desbumi", language_team="Desbumi",
    )  # fmt: skip
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in (".py", ".html") or "/tests/" in str(path) or "/migrations/" in str(path):
            continue
        text = path.read_text()
        source = templatize(text) if path.suffix == ".html" else text
        for _line, message, _comments, _context in extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS):
            found.add(message, flags=["python-format"] if "%(" in str(message) else [], locations=[(str(path.relative_to(PACKAGE)), None)])  # type: ignore[list-item]
    return found


def missing() -> None:
    """Say which words have no translation in the catalogue; exit code 1 when there are any."""
    known = read_po(WORDS.open("rb"), locale="id")
    found = [
        message.id
        for message in gathered()
        if message.id and not ((old := known.get(message.id)) and old.string and (not isinstance(old.string, tuple) or all(old.string)))
    ]
    for each in found:
        print(each)
    sys.exit(1 if found else 0)


def gather() -> None:
    """Bring the catalogue up to date; say what is not translated yet."""
    fresh = gathered()
    known = read_po(WORDS.open("rb"), locale="id") if WORDS.exists() else Catalog(locale="id")
    for message in fresh:
        if message.id and (old := known.get(message.id)):
            message.string = old.string
    WORDS.parent.mkdir(parents=True, exist_ok=True)
    with WORDS.open("wb") as file:
        write_po(file, fresh, sort_output=True, omit_header=False, width=120, include_lineno=False, ignore_obsolete=True)
    untranslated = [
        message.id for message in fresh if message.id and not (all(message.string) if isinstance(message.string, (tuple, list)) else message.string)
    ]
    print(f"{len(fresh)} messages, {len(untranslated)} without a translation")
    for each in untranslated:
        print("  ", each)


def compile_words() -> None:
    """Make the .mo file."""
    target = WORDS.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < WORDS.stat().st_mtime:
        with WORDS.open("rb") as source, target.open("wb") as file:
            write_mo(file, read_po(source, locale="id"))


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    django.setup()
    {"gather": gather, "compile": compile_words, "missing": missing}[sys.argv[1]]()
