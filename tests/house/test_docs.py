"""Promises that fail when broken: what the docs tell people to type runs."""

import re
import shlex
import subprocess

import pytest
from typer.testing import CliRunner

from desbumi import cli
from tests.house.guards.docs import UNDERWAY, bash_lines
from tools.house import ROOT, House

LINES = sorted({line for _page, line in bash_lines(House())})
COMMANDS = [line.removeprefix(".venv/bin/") for line in LINES if re.match(r"(?:\.venv/bin/)?desbumi ", line)]
MADE = [line for line in LINES if line.startswith("make ")]
QUICK = ("make help",)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_docs_runs(world, command):
    world.step(world.village(), "assessed")

    result = CliRunner().invoke(cli.app, shlex.split(command)[1:])

    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("line", MADE)
def test_each_target_of_the_docs_can_be_made(line):
    told = subprocess.run([*shlex.split(line), *([] if line in QUICK else ["--dry-run"])], cwd=ROOT, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stderr


def test_the_docs_name_commands():
    assert len(COMMANDS) >= 5
    assert len(MADE) >= 2


def test_what_is_underway_has_something_left():
    for command in re.findall(r"^What is left: `([^`]+)`", House().text(UNDERWAY), re.MULTILINE):
        told = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=True)

        assert int(told.stdout) > 0, f"{command}: nothing is left, so this change is finished"
