"""A tree of this project as it can be read: the guards and the writers of docs read through it, never past it.

Any tree will do: the one that one works in, or a copy with a planted sin. What is parsed is kept by content.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "src/desbumi"
NOT_A_ROOM = ("testing", "cli", "locale")


@lru_cache(maxsize=4096)
def parsed(text: str) -> ast.Module:
    """A Python file as a tree."""
    return ast.parse(text)


@dataclass(frozen=True)
class House:
    """A tree to read; files are named by their path from its root."""

    root: Path = ROOT

    def files(self, *patterns: str) -> list[str]:
        """Names of the files that match, in a stable order; what machines leave behind is left out."""
        found = {path.relative_to(self.root).as_posix() for pattern in patterns for path in self.root.glob(pattern) if path.is_file()}
        return sorted(name for name in found if "__pycache__" not in name)

    def has(self, name: str) -> bool:
        """Whether a file or folder is there."""
        return (self.root / name).exists()

    def text(self, name: str) -> str:
        """What a file says."""
        return (self.root / name).read_text(encoding="utf-8")

    def parsed(self, name: str) -> ast.Module:
        """A Python file as a tree."""
        return parsed(self.text(name))

    def python(self) -> list[str]:
        """Python files of the package: no tests, no migrations."""
        return [name for name in self.files(f"{PACKAGE}/**/*.py") if "/tests/" not in name and "/migrations/" not in name]

    def templates(self) -> list[str]:
        """Templates of all rooms."""
        return self.files(f"{PACKAGE}/*/templates/**/*.html")

    def rooms(self) -> list[str]:
        """Names of the rooms: folders of the package that introduce themselves."""
        found = [name.split("/")[2] for name in self.files(f"{PACKAGE}/*/__init__.py")]
        return [room for room in found if room not in NOT_A_ROOM]

    def of_room(self, room: str, noun: str) -> list[str]:
        """The files of one noun in a room: `actions.py`, or the files of the folder `actions/`."""
        return self.files(f"{PACKAGE}/{room}/{noun}.py", f"{PACKAGE}/{room}/{noun}/*.py")

    def functions(self, room: str, noun: str) -> Iterator[ast.FunctionDef]:
        """Public functions of a noun in a room, in the order in which they stand."""
        for name in self.of_room(room, noun):
            yield from (each for each in self.parsed(name).body if isinstance(each, ast.FunctionDef) and not each.name.startswith("_"))

    def actions(self) -> Iterator[tuple[str, ast.FunctionDef]]:
        """Every deed: `room.deed` and its function."""
        for room in self.rooms():
            yield from ((f"{room}.{each.name}", each) for each in self.deeds(room))

    def deeds(self, room: str) -> list[ast.FunctionDef]:
        """The deeds of one room. Of a folder of actions those that it offers, or that others take from it."""
        told, folder = list(self.functions(room, "actions")), f"{PACKAGE}/{room}/actions/"
        if not self.has(folder):
            return told
        taken = self._taken_from(f"desbumi.{room}.actions", folder)
        return [each for each in told if each.name in taken]

    def _taken_from(self, module: str, folder: str) -> set[str]:
        """Names that the folder's `__init__.py` offers, and those that files beside it import past it."""
        told = (self.imports(name) for name in self.python() if not name.startswith(folder) or name == f"{folder}__init__.py")
        return {what for imports in told for source, what in imports if source == module or source.startswith(f"{module}.")}

    def imports(self, name: str) -> frozenset[tuple[str, str]]:
        """What a file takes from others: (module, name)."""
        return _imports(self.text(name))


@lru_cache(maxsize=4096)
def _imports(text: str) -> frozenset[tuple[str, str]]:
    taken = (each for each in ast.walk(parsed(text)) if isinstance(each, ast.ImportFrom))
    return frozenset((each.module or "", alias.name) for each in taken for alias in each.names)


def sentence_of(told: ast.FunctionDef | ast.ClassDef | ast.Module) -> str:
    """The first line of a docstring; nothing when there is none."""
    return (ast.get_docstring(told) or "").split("\n")[0]


def words_in(told: ast.expr | None) -> str:
    """The text of a literal, or of the one inside `_(…)`; nothing for anything else."""
    if isinstance(told, ast.Call) and told.args:
        return words_in(told.args[0])
    return told.value if isinstance(told, ast.Constant) and isinstance(told.value, str) else ""


def assigned(body: list[ast.stmt]) -> dict[str, ast.expr]:
    """Name → value of the assignments of a class or module; `a, b = 1, 2` are two."""
    found: dict[str, ast.expr] = {}
    for each in body:
        if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name) and each.value:
            found[each.target.id] = each.value
        for target in each.targets if isinstance(each, ast.Assign) else ():
            found |= _pairs(target, each.value) if isinstance(each, ast.Assign) else {}
    return found


def _pairs(target: ast.expr, value: ast.expr) -> dict[str, ast.expr]:
    if isinstance(target, ast.Name):
        return {target.id: value}
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return {name.id: each for name, each in zip(target.elts, value.elts, strict=False) if isinstance(name, ast.Name)}
    return {}
