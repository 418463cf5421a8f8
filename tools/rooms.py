"""Write docs/rooms.md from what the rooms say of themselves: `make docs`. A test compares."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src/desbumi"
TARGET = ROOT / "docs/rooms.md"
HEAD = """# The rooms

Made from the rooms themselves by `make docs`: what each says of itself, its deeds, its pages, its Refusals.
"""


def functions(path: Path) -> list[tuple[str, str, bool]]:
    """Public functions of a file: name, first sentence, whether it is a page or deed of the web."""
    files = [path] if path.exists() else sorted(path.with_suffix("").glob("*.py"))
    found = []
    for node in [node for file in files for node in ast.parse(file.read_text()).body]:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            first = (ast.get_docstring(node) or "").split("\n")[0]
            found.append((node.name, first, bool(node.decorator_list)))
    return found


def refusals(room: Path) -> list[tuple[str, str]]:
    """Code and sentence of each Refusal that a room defines."""
    return [
        pair
        for path in sorted(room.rglob("*.py"))
        for pair in re.findall(r'    code, status(?:, \w+)* = "([a-z_.]+)",[^\n]*\n    says = \w+\("([^"]+)"\)', path.read_text())
    ]


def page() -> str:
    """The whole document."""
    parts = [HEAD]
    for room in sorted(path.parent for path in PACKAGE.glob("*/__init__.py")):
        if room.name in ("testing", "cli"):
            continue
        told = ast.get_docstring(ast.parse((room / "__init__.py").read_text())) or ""
        title, _dot, rest = told.partition("\n")
        parts.append(f"\n## {room.name}\n\n{title}\n{rest.rstrip()}\n")
        for heading, rows in (
            ("Deeds", [f"`{room.name}.{name}`: {says}" for name, says, _web in functions(room / "actions.py")]),
            ("Pages", [f"{says}" for name, says, web in functions(room / "views.py") if web]),
            ("Refusals", [f"`{code}`: {says}" for code, says in refusals(room)]),
        ):
            if rows:
                parts.append(f"\n{heading}:\n\n" + "\n".join(f"- {row}" for row in rows) + "\n")
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(page())
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}\n")
