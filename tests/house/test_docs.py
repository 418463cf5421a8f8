"""Promises that fail when broken: commands of the docs run, decisions are short, pictures are there."""

import importlib
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from desbumi import cli

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS = [line.partition("#")[0].strip() for line in re.findall(r"^(?:\.venv/bin/)(desbumi [^\n]+)$", (ROOT / "README.md").read_text(), re.MULTILINE)]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_readme_runs(world, command):
    world.step(world.village(), "assessed")

    result = CliRunner().invoke(cli.app, shlex.split(command)[1:])

    assert result.exit_code == 0, result.output


def test_the_readme_names_commands():
    assert len(COMMANDS) >= 5


def test_each_target_that_docs_name_stands_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for path in DOCS:
        named = set(re.findall(r"`make ([a-z-]+)", path.read_text())) | set(re.findall(r"^make ([a-z-]+)", path.read_text(), re.MULTILINE))
        assert named <= targets, path


def test_links_of_the_docs_lead_somewhere():
    for path in DOCS:
        for link in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
            if not link.startswith("http"):
                assert (path.parent / link).exists(), (path, link)


def test_decisions_are_numbered_without_a_gap_and_short():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))

    assert [path.name[:4] for path in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    assert all(len(path.read_text().split()) <= 400 for path in decisions)


def test_the_architecture_names_every_room():
    rooms = {path.parent.name for path in (ROOT / "src/desbumi").glob("*/apps.py")}
    text = (ROOT / "docs/architecture.md").read_text()

    assert all(f"`{room}`" in text for room in rooms)


def test_the_page_of_rooms_is_what_the_rooms_say(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    rooms = importlib.import_module("rooms")

    assert (ROOT / "docs/rooms.md").read_text() == rooms.page()
    for room in ("access", "book", "desk", "pages", "programme", "territory", "ui"):
        assert f"## {room}\n" in rooms.page()


def test_the_five_lines_of_the_readme_are_five():
    told = (ROOT / "README.md").read_text().split("\n\n")[1]

    assert len(told.splitlines()) == 5


def test_nothing_names_a_registry_host_or_a_path_of_one_machine():
    for path in [*DOCS, ROOT / "Makefile", ROOT / "pyproject.toml", *sorted((ROOT / "locks").iterdir()), *sorted((ROOT / "tools").glob("*.py"))]:
        text = path.read_text()
        for word in ("py" + "pi.org", "python" + "hosted", "registry.npm" + "js", "/ro" + "ot/", "/wo" + "rk/"):
            assert word not in text, (path, word)
