"""Guards of the code: deeds, rules, the contract, sizes, what is vendored."""

import ast
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from tests.house.guards import Finding, exceptions, guard
from tools.house import PACKAGE, House

LONGEST = 500
WRITING = {"save", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
VENDORED = (f"{PACKAGE}/ui/static/ui/vendor", f"{PACKAGE}/papers/fonts", "tests/vendor")
VERIFIER, MAY_IMPORT = "tools/verify_book.py", {"hashlib", "sqlite3", "sys", "psycopg", "collections.abc", "typing"}


def imported(tree: ast.Module) -> set[str]:
    """Names of the modules that a file imports, wherever it does."""
    names = {alias.name for each in ast.walk(tree) if isinstance(each, ast.Import) for alias in each.names}
    return names | {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}


def asks(deed: ast.FunctionDef) -> bool:
    """Whether a deed calls `require` for a thing, whatever else is so: not behind an `if`, and not "anywhere at all"."""
    calls = [each.value for each in deed.body if isinstance(each, ast.Expr) and isinstance(each.value, ast.Call)]
    return any(getattr(call.func, "id", "") == "require" and len(call.args) == 3 for call in calls)


def writes(call: ast.Call) -> bool:
    """Whether a call writes to a table or a book."""
    if getattr(call.func, "id", "") == "writing":
        return True
    name, before = getattr(call.func, "attr", ""), ast.unparse(call.func)
    return name in WRITING or (name in ("create", "update") and re.search(r"objects|_manager|filter\(", before) is not None)


@guard
def actions_ask_require(house: House) -> Iterator[Finding]:
    """Each function of a room's actions asks the policy."""
    for name, deed in house.actions():
        if not asks(deed):
            yield Finding(name, "does not ask `require`")


@guard
def deeds_are_keyword_only(house: House) -> Iterator[Finding]:
    """A deed is called by names alone, `by` first, and takes `op` and `device`; what need not ask is no deed."""
    no_deeds = exceptions(house).get("actions_ask_require", {})
    for name, deed in house.actions():
        told = [argument.arg for argument in deed.args.kwonlyargs]
        if name not in no_deeds and (deed.args.args or told[:1] != ["by"] or not {"op", "device"} <= set(told)):
            yield Finding(name, "takes `*, by` first, `op` and `device`, and nothing by position")


@guard
def views_have_no_try(house: House) -> Iterator[Finding]:
    """Every "no" is a Refusal, and one middleware answers it: a view catches nothing."""
    for room in house.rooms():
        for name in house.of_room(room, "views"):
            yield from (Finding(f"{name}:{each.lineno}", "a view catches nothing") for each in ast.walk(house.parsed(name)) if isinstance(each, ast.Try))


@guard
def queries_write_nothing(house: House) -> Iterator[Finding]:
    """A question changes nothing, neither a row nor a book."""
    for room in house.rooms():
        for name in house.of_room(room, "queries"):
            calls = [each for each in ast.walk(house.parsed(name)) if isinstance(each, ast.Call) and writes(each)]
            yield from (Finding(f"{name}:{each.lineno}", f"{ast.unparse(each.func)} writes") for each in calls)


@guard
def rules_know_no_database(house: House) -> Iterator[Finding]:
    """Rules import no Django but gettext, and of ours only ways and other rules."""
    for room in house.rooms():
        for name in house.of_room(room, "rules"):
            for module in sorted(imported(house.parsed(name))):
                if re.match(r"django\b", module) and module != "django.utils.translation":
                    yield Finding(f"{name} {module}", "rules know no Django but gettext")
                if re.match(r"desbumi\b", module) and not re.fullmatch(r"desbumi\.(ways|\w+\.rules(\.\w+)?)", module):
                    yield Finding(f"{name} {module}", "rules stand on ways and rules alone")


@lru_cache(maxsize=4096)
def _imports(text: str) -> frozenset[str]:
    return frozenset(imported(ast.parse(text)))


_judged: dict[tuple[object, ...], str] = {}


@guard
def imports_keep_the_contract(house: House) -> Iterator[Finding]:
    """The rooms stand on each other as `pyproject.toml` says; import-linter judges."""
    told = (house.text("pyproject.toml"), *((name, _imports(house.text(name))) for name in house.files(f"{PACKAGE}/**/*.py")))
    if told not in _judged:  # the same imports under the same contract have the same verdict
        _judged[told] = contract_of(house.root)
    for line in _judged[told].splitlines():
        if re.match(r"- +desbumi|.*is not allowed to import|.*[Mm]issing", line):
            yield Finding(line.strip(" -"), "breaks the contract of the house")
    if _judged[told] and not re.search(r"not allowed|[Mm]issing", _judged[told]):
        yield Finding("pyproject.toml", _judged[told].strip()[-200:])


def contract_of(root: Path) -> str:
    """What import-linter says of a tree; nothing when the contract is kept."""
    linter = Path(sys.executable).parent / "lint-imports"
    surroundings = {**os.environ, "PYTHONPATH": str(root / "src")}
    told = subprocess.run([linter, "--no-cache"], cwd=root, env=surroundings, capture_output=True, text=True, check=False)
    return "" if told.returncode == 0 else told.stdout + told.stderr


@guard
def files_fit_in_a_head(house: House) -> Iterator[Finding]:
    """No Python file has more than 500 lines."""
    for name in house.files("src/**/*.py", "tests/**/*.py", "tools/**/*.py", "bench/**/*.py"):
        if (many := house.text(name).count("\n")) > LONGEST:
            yield Finding(name, f"{many} lines, {LONGEST} at most: split it by noun")


@guard
def vendored_files_are_those_listed(house: House) -> Iterator[Finding]:
    """What comes from others stands in its manifest with hash and licence, and nothing else lies there."""
    for folder in VENDORED:
        listed = {row["file"]: row for row in json.loads(house.text(f"{folder}/manifest.json"))}
        there = {name.removeprefix(f"{folder}/") for name in house.files(f"{folder}/*")} - {"manifest.json"}
        for name in sorted(there ^ set(listed)):
            yield Finding(f"{folder}/{name}", "is in the folder or in its manifest, not in both")
        for name in sorted(there & set(listed)):
            if hashlib.sha256((house.root / folder / name).read_bytes()).hexdigest() != listed[name]["sha256"] or not listed[name]["licence"]:
                yield Finding(f"{folder}/{name}", "is not the file that its manifest names, or has no licence")


@guard
def the_second_verifier_stands_alone(house: House) -> Iterator[Finding]:
    """The second verifier of the book imports nothing of the package."""
    for module in sorted(imported(house.parsed(VERIFIER)) - MAY_IMPORT):
        yield Finding(module, f"{VERIFIER} imports it")
