"""Promises that fail when broken: what the docs tell people to type runs."""

import re
import shlex
import subprocess

import pytest
import typer
from typer.testing import CliRunner

from desbumi import cli
from tests.house.guards.docs import UNDERWAY, bash_lines, environment
from tools.house import ROOT, House

LINES = sorted({line for _page, line in bash_lines(House())})
COMMANDS = [line.removeprefix(".venv/bin/") for line in LINES if re.match(r"(?:\.venv/bin/)?desbumi ", line)]
MADE = [line for line in LINES if line.startswith("make ")]
QUICK = ("make help",)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_of_the_docs_runs(world, command):
    world.person("cadre", "35.10.04.2003", name="sriwati")
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


def typed_on_a_server():
    """The lines of `desbumi` in docs/server.md and in the unit file."""
    told = re.findall(r"^```sh\n(.*?)^```$", House().text("docs/server.md"), re.MULTILINE | re.DOTALL)
    unit = re.findall(r"^ExecStart=(.+)$", (ROOT / "deploy/desbumi.service").read_text(), re.MULTILINE)
    return sorted({found for line in [*"\n".join(told).splitlines(), *unit] for found in re.findall(r"\.venv/bin/desbumi (.+)$", line)})


@pytest.mark.once
@pytest.mark.parametrize("line", typed_on_a_server())
def test_each_command_for_a_server_is_one_that_there_is(line):
    command, arguments = typer.main.get_command(cli.app), shlex.split(line)

    with command.make_context("desbumi", list(arguments)) as context:
        while hasattr(command, "resolve_command"):
            name, command, arguments = command.resolve_command(context, arguments)
            context = command.make_context(name, list(arguments), parent=context)  # raises on what it does not know


@pytest.mark.once
def test_what_is_set_on_a_server_is_a_setting_and_each_file_is_there():
    page, files = House().text("docs/server.md"), {path.name: path.read_text() for path in (ROOT / "deploy").iterdir()}
    known = environment(House())

    assert set(re.findall(r"^(?:# )?([A-Z_]+)=", files["desbumi.env"], re.MULTILINE)) <= known
    assert set(re.findall(r"deploy/([\w.]+)", page)) == set(files)
    port = re.search(r"ExecStart=.*--port (\d+)", files["desbumi.service"])[1]
    assert f"reverse_proxy 127.0.0.1:{port}" in files["Caddyfile"]
    assert f"ReadWritePaths={re.search('DESBUMI_HOME=(.+)', files['desbumi.env'])[1]}\n" in files["desbumi.service"]
