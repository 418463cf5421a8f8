"""docs/refusals.md: every Refusal with its code, status, sentence and way forward, in both languages."""

import ast
from dataclasses import dataclass
from functools import lru_cache

from tools.docs.catalogue import in_indonesian
from tools.house import PACKAGE, House, assigned, parsed, words_in

HEAD = """# Refusals

Made from the code by `make docs`. A Refusal is a "no" that a person can act on: a page, a part of one, problem+json or
one line on the command line, always with the same code. The code is a promise to programs; the sentences may change.
"""
FRAME = "the frame"


@dataclass(frozen=True)
class Told:
    """One Refusal as its class, and those that it stands on, tell it."""

    file: str
    name: str
    values: dict[str, ast.expr]

    def word(self, name: str) -> str:
        """A text that the class assigns."""
        return words_in(self.values.get(name))

    @property
    def code(self) -> str:
        """What programs know it by."""
        return self.word("code")

    @property
    def status(self) -> str:
        """Its HTTP status; 422 unless it says another."""
        told = self.values.get("status")
        return str(told.value) if isinstance(told, ast.Constant) else "422"


def refusals_of(house: House, room: str) -> list[Told]:
    """The Refusals that a room's files define, by code; `the frame` has those of the files beside the rooms."""
    where = [f"{PACKAGE}/{room}/"] if room != FRAME else house.files(f"{PACKAGE}/*.py")
    return sorted((told for told in all_refusals(house) if told.file.startswith(tuple(where))), key=lambda told: told.code)


def all_refusals(house: House) -> tuple[Told, ...]:
    """Every Refusal of the package."""
    return _all(tuple((name, house.text(name)) for name in house.python()))


@lru_cache(maxsize=4096)
def _all(files: tuple[tuple[str, str], ...]) -> tuple[Told, ...]:
    """The classes that stand on Refusal, directly or over another; what one does not say its base says."""
    known: dict[str, dict[str, ast.expr]] = {"Refusal": {}}
    found: list[Told] = []
    waiting = [(name, each) for name, text in files for each in parsed(text).body if isinstance(each, ast.ClassDef)]
    while ready := [(name, each) for name, each in waiting if each.name not in known and _base(each, known)]:
        for name, each in ready:
            known[each.name] = {**known[_base(each, known)], **assigned(each.body)}
            found.append(Told(name, each.name, known[each.name]))
    return tuple(found)


def _base(told: ast.ClassDef, known: dict[str, dict[str, ast.expr]]) -> str:
    names = [base.id if isinstance(base, ast.Name) else base.attr for base in told.bases if isinstance(base, (ast.Name, ast.Attribute))]
    return next((name for name in names if name in known), "")


def _row(house: House, told: Told) -> str:
    says, way = (f"{told.word(name)}<br>*{in_indonesian(house, told.word(name))}*" for name in ("says", "way_forward"))
    return f"| `{told.code}` | {told.status} | {says} | {way} |\n"


def _section(house: House, room: str) -> str:
    rows = refusals_of(house, room)
    if not rows:
        return ""
    return f"\n## {room}\n\n| code | status | what is so | way forward |\n| --- | --- | --- | --- |\n{''.join(_row(house, told) for told in rows)}"


def page(house: House) -> str:
    """The whole document."""
    return HEAD + "".join(_section(house, room) for room in (FRAME, *house.rooms(), "cli"))
