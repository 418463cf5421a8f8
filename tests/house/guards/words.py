"""Guards of the words: those to avoid, in names and on the screen, and those not translated."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tests.house.guards import Finding, guard
from tools.docs.catalogue import WORDS, catalogue
from tools.house import PACKAGE, House, parsed
from tools.messages import gathered, untranslated

LIST = "docs/words.md"
SAME_IN_EVERY_LANGUAGE = {"Desbumi", "WhatsApp"}
AVOID = re.compile(r"\*([^*]+)\*|`([^`]+)`")
ROW = re.compile(r"^\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|([^|\n]*)\|$", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|%%\(")
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
SHOWN = re.compile(r"""(?:title|alt|placeholder|aria-label|data-label)=["']([^"']*)""")
NAME_IN_A_TAG = re.compile(r"(?<![\w.'-])[a-zA-Z_][\w]*(?:\.[a-zA-Z_]\w*)*")


@dataclass(frozen=True)
class Words:
    """The list of words: the terms that the code uses, and those to avoid: everywhere, or in names alone."""

    terms: frozenset[tuple[str, ...]]
    everywhere: tuple[str, ...]
    in_names: tuple[str, ...]


@lru_cache(maxsize=64)
def _words(text: str) -> Words:
    rows = [row for row in ROW.findall(text) if not set(row[0]) <= set("- ")]
    terms = frozenset(tuple(parts_of(term)) for row in rows for term in re.findall(r"`(\w+)`", row[1]))
    avoided = [found for row in rows for found in AVOID.findall(row[3])]
    return Words(terms, tuple(shown for shown, _name in avoided if shown), tuple(name for _shown, name in avoided if name))


@lru_cache(maxsize=100_000)
def parts_of(name: str) -> tuple[str, ...]:
    """The words of a name: `DataKey`, `data_key` → data, key."""
    return tuple(part for part in re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_") if part)


def holds(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    """Whether words stand in a name one after another."""
    return any(parts[at : at + len(wanted)] == wanted for at in range(len(parts) - len(wanted) + 1))


@lru_cache(maxsize=100_000)
def avoided_in(name: str, words: Words) -> str:
    """The avoided word that a name is made of, or nothing; what the list itself calls so is no sin."""
    parts = parts_of(name)
    if any(holds(parts, term) for term in words.terms if len(term) > 1):
        parts = tuple(part for part in parts if not any(part in term for term in words.terms if len(term) > 1 and holds(parts, term)))
    for word in words.in_names:
        if parts[:1] == (word[:-1],) and len(parts) > 1 if word.endswith("_") else holds(parts, parts_of(word)):
            return word
    spelt = {word: tuple(re.findall(r"[a-z]+", word.lower())) for word in words.everywhere}
    return next((word for word, wanted in spelt.items() if wanted and holds(parts, wanted)), "")


@lru_cache(maxsize=4096)
def names_in_code(text: str) -> frozenset[str]:
    """Names that a file gives: functions, classes, parameters, what is assigned; and the names of addresses."""
    found = set()
    for each in ast.walk(parsed(text)):
        if isinstance(each, (ast.FunctionDef, ast.ClassDef)):
            found.add(each.name)
        elif isinstance(each, ast.arg):
            found.add(each.arg)
        elif isinstance(each, (ast.Name, ast.Attribute)) and isinstance(each.ctx, ast.Store):
            found.add(each.id if isinstance(each, ast.Name) else each.attr)
        elif isinstance(each, ast.Call) and getattr(each.func, "id", "") in ("path", "re_path"):
            found |= {str(told.value.value) for told in each.keywords if told.arg == "name" and isinstance(told.value, ast.Constant)}
    return frozenset(found)


@lru_cache(maxsize=4096)
def names_in_template(text: str) -> frozenset[str]:
    """Names that a template uses, quoted words left out."""
    tags = (re.sub(r"\"[^\"]*\"|'[^']*'", " ", tag.strip("{%#} ")) for tag in TAG.findall(text) if not tag.startswith("{#"))
    return frozenset(part for tag in tags for name in NAME_IN_A_TAG.findall(tag) for part in name.split("."))


@lru_cache(maxsize=4096)
def text_of_template(text: str) -> str:
    """What a template shows as it stands, tags and markup left out."""
    bare = TAG.sub(" ", re.sub(r"\{% blocktrans.*?endblocktrans(?:late)? %\}|\{% comment.*?endcomment %\}", " ", text, flags=re.DOTALL))
    return " ".join([*SHOWN.findall(bare), re.sub(r"<!--.*?-->|<[^>]*>", " ", bare, flags=re.DOTALL)])


def interface(house: House) -> Iterator[tuple[str, str]]:
    """Whatever people read: (where it stands, the text)."""
    for message, name in gathered(house):
        yield from ((name, each) for each in (message if isinstance(message, tuple) else (message,)))
    for message in catalogue(house):
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        yield from ((WORDS, str(each)) for each in told if message.id)
    yield from ((name, text_of_template(house.text(name))) for name in house.templates())


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the avoided words, whole; those in capitals only as they are written, and a sign wherever it stands."""
    whole = (rf"(?<!\w){re.escape(word)}(?!\w)" if re.search(r"\w", word) else re.escape(word) for word in words)
    return re.compile("|".join(each if word.isupper() else f"(?i:{each})" for word, each in zip(words, whole, strict=True)))


@guard
def words_to_avoid(house: House) -> Iterator[Finding]:
    """The words that docs/words.md says to avoid stand neither in names nor on the screen; no percentage does."""
    words = _words(house.text(LIST))
    for where, text in interface(house):
        for found in _pattern(words.everywhere).finditer(PLACEHOLDER.sub(" ", text)):
            yield Finding(f"{where}: {found[0]}", f"“{found[0]}” in “{' '.join(text.split())[:80]}”: {LIST} says what to say instead")
    for where, name in _names(house):
        if word := avoided_in(name, words):
            yield Finding(f"{where}: {name}", f"“{name}” has “{word}” in it: {LIST} says what to say instead")
    for name in house.python():
        yield from (Finding(f"{name}: {told}", "a percentage: say “2 of 5”") for told in percentages(house.text(name)))


def _names(house: House) -> Iterable[tuple[str, str]]:
    files = [*house.python(), *house.files("tools/**/*.py")]
    yield from ((file, name) for file in files for name in sorted(names_in_code(house.text(file))))
    yield from ((file, name) for file in house.templates() for name in sorted(names_in_template(house.text(file))))


@lru_cache(maxsize=4096)
def percentages(text: str) -> tuple[str, ...]:
    """Figures that a file writes as percentages: `{share:.0%}`."""
    if "%}" not in text:
        return ()
    specs = [each.format_spec for each in ast.walk(parsed(text)) if isinstance(each, ast.FormattedValue) and each.format_spec]
    return tuple(spec for spec in (ast.unparse(each) for each in specs) if spec.rstrip("'\"").endswith("%"))


SAMPLES = f"{PACKAGE}/ui/templates/ui/gallery/"  # invented people and figures, in every language the same; the rest of it is gathered


@guard
def missing_translations(house: House) -> Iterator[Finding]:
    """Every word of the interface is there in both languages, for certain, and with what is filled in."""
    for message in untranslated(house):
        yield Finding(str(message), "has no Indonesian, or only a guess")
    shown = {message for message, _name in gathered(house)}
    for message in catalogue(house):
        told = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and message.id not in shown:
            yield Finding(str(message.id), "is in the catalogue and nowhere else: make messages")
        elif not is_filled_in_alike(message.id, told):
            yield Finding(str(message.id), "and its Indonesian are not filled in alike")
    for name in house.templates():
        if name.startswith(SAMPLES):
            continue
        for word in re.findall(r"[^\W\d_]{2,}", re.sub(r"&\w+;", " ", text_of_template(house.text(name)))):
            if word not in SAME_IN_EVERY_LANGUAGE:
                yield Finding(f"{name}: {word}", "stands in the template untranslated")


def is_filled_in_alike(message: str | tuple[str, ...], told: tuple[str, ...]) -> bool:
    """Whether a translation fills in what its words do; a singular may leave the number out."""
    wanted = set(PLACEHOLDER.findall(" ".join(message) if isinstance(message, tuple) else message))
    given = [set(PLACEHOLDER.findall(each)) for each in told if each]
    return all(each <= wanted if isinstance(message, tuple) else each == wanted for each in given)
