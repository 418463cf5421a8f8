"""Guards of what people see and fill in: templates, styles, forms."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.house.guards import Finding, guard
from tools.house import PACKAGE, House, assigned, sentence_of

INLINE = re.compile(r"""<style\b|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|["']js:|<script(?![^>]*\bsrc\s*=)""", re.IGNORECASE)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b")
WITH_COLOURS = ("tokens.css", "print.css", "desbumi.css")
NEUTRAL = {"#fff", "#ffffff14", "#ffffff66", "#1e22331a", "#0000", "#0f142bb3", "#14", "#66"}
OF_EVERY_DEED = {"by", "op", "device", "seen"}
SPELLING = re.compile(r"([a-z_]+\.[a-z_]+)(?:; ([a-z_]+(?:, [a-z_]+)*(?: and [a-z_]+)?) stands? in the address\.)?")


@guard
def no_inline_script(house: House) -> Iterator[Finding]:
    """Templates carry no style, script or handler in place: the policy of content would refuse them."""
    for name in house.templates():
        for found in INLINE.finditer(house.text(name)):
            yield Finding(f"{name} {found[0].strip()}", "script and style stand in files of their own")


@guard
def colours_stand_in_tokens_alone(house: House) -> Iterator[Finding]:
    """A colour has a name: its value stands in tokens.css."""
    for name in house.files(f"{PACKAGE}/**/*.css"):
        if not name.endswith(WITH_COLOURS):
            for colour in sorted(set(COLOUR.findall(house.text(name))) - NEUTRAL):
                yield Finding(f"{name} {colour}", "colours stand in tokens.css")


@dataclass(frozen=True)
class DeedForm:
    """A form as its class tells it: where it stands, what it says it spells, its fields."""

    name: str
    says: str
    fields: frozenset[str]


def deed_forms(house: House) -> Iterator[DeedForm]:
    """The forms of all rooms that stand on DeedForm, with the fields of those that they stand on."""
    for room in house.rooms():
        known: dict[str, frozenset[str]] = {"DeedForm": frozenset()}
        for file in house.of_room(room, "forms") if room != "pages" else ():
            for told in [each for each in house.parsed(file).body if isinstance(each, ast.ClassDef)]:
                bases = [base.id for base in told.bases if isinstance(base, ast.Name) and base.id in known]
                if bases:
                    known[told.name] = known[bases[0]] | {name for name, value in assigned(told.body).items() if isinstance(value, ast.Call)}
                    yield DeedForm(f"{room}.{told.name}", sentence_of(told), known[told.name])


def stands_in_the_address(told: str | None) -> set[str]:
    """The names in “place and kind”, “a, b and c”."""
    return set(re.split(r", | and ", told)) if told else set()


@guard
def forms_spell_their_deeds(house: House) -> Iterator[Finding]:
    """A form's fields are its deed's parameters but `by`, `op`, `device`, `seen` and what stands in the address.

    Its docstring names the deed: `programme.pause; place stands in the address.`
    """
    deeds = dict(house.actions())
    for form in deed_forms(house):
        spelt = SPELLING.fullmatch(form.says)
        if spelt is None or spelt[1] not in deeds:
            yield Finding(form.name, f"its docstring names no deed: “{form.says}”")
            continue
        wanted = {argument.arg for argument in deeds[spelt[1]].args.kwonlyargs} - OF_EVERY_DEED
        address = stands_in_the_address(spelt[2])
        if address - wanted:
            yield Finding(form.name, f"{spelt[1]} takes no {', '.join(sorted(address - wanted))}")
        elif differ := form.fields ^ (wanted - address):
            yield Finding(form.name, f"{spelt[1]} and the form differ in: {', '.join(sorted(differ))}")
