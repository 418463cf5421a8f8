"""One process tree: the worker comes back, the web takes all with it, and nothing outlives the supervisor."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import pytest

from desbumi.cli.commands.serving import SUPERVISOR

pytestmark = pytest.mark.once

# What stands in for web and worker: writes its process id, starts a child that does the same, and waits.
CHILD = """
import os, pathlib, signal, subprocess, sys, time
folder, name, manners = sys.argv[1:]
if manners == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(folder, f"{name}-{os.getpid()}").touch()
if not name.endswith("child"):
    subprocess.Popen([sys.executable, "-S", "-c", sys.orig_argv[3], folder, f"{name}-child", manners])
time.sleep(60)
"""


class Tree:
    """A supervisor with stand-ins for web and worker, and what it has started."""

    def __init__(self, folder, web="polite", worker="polite"):
        self.folder = folder
        command = [sys.executable, "-S", "-c", CHILD, str(folder)]
        told = {"web": [*command, "web", web], "worker": [*command, "worker", worker], "says": {"web_gone": "gone %(code)s", "worker_again": "again %(code)s"}}
        self.process = subprocess.Popen([sys.executable, "-I", "-S", SUPERVISOR, json.dumps(told)], stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.until(lambda: all(self.started(name) for name in ("web", "web-child", "worker", "worker-child")))

    def started(self, name):
        return [int(path.name.rpartition("-")[2]) for path in self.folder.glob(f"{name}-[0-9]*")]

    def until(self, is_so, seconds=10):
        end = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < end, sorted(path.name for path in self.folder.iterdir())
            time.sleep(0.02)

    def alive(self):
        return [path.name for path in self.folder.iterdir() if is_alive(int(path.name.rpartition("-")[2]))]


def is_alive(pid):
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout.strip()
    return bool(told) and not told.startswith("Z")


@pytest.fixture
def tree(tmp_path):
    made = []

    def make(**manners):
        made.append(Tree(tmp_path, **manners))
        return made[-1]

    yield make
    for each in made:
        each.process.kill()
        each.process.stderr.close()
        each.process.wait()
        for path in tmp_path.iterdir():
            with suppress(ProcessLookupError):
                os.kill(int(path.name.rpartition("-")[2]), signal.SIGKILL)


def test_a_worker_that_is_killed_is_told_and_started_again(tree):
    running = tree()
    worker, its_child = running.started("worker")[0], running.started("worker-child")[0]

    os.kill(worker, signal.SIGKILL)
    running.until(lambda: len(running.started("worker")) == 2)

    assert running.process.stderr.readline() == "again -9\n"
    assert running.process.poll() is None
    assert is_alive(running.started("web")[0])
    assert not is_alive(its_child)


def test_all_ends_with_the_code_of_the_web_when_that_is_killed(tree):
    running = tree()

    os.kill(running.started("web")[0], signal.SIGKILL)

    assert running.process.wait(timeout=5) == 128 + signal.SIGKILL
    assert "gone -9" in running.process.stderr.read()
    running.until(lambda: not running.alive())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_or_the_system_ends_both_at_once(tree, how):
    running = tree()
    begun = time.monotonic()

    running.process.send_signal(how)

    assert running.process.wait(timeout=5) == 0
    assert time.monotonic() - begun < 2
    running.until(lambda: not running.alive())


def test_whoever_does_not_end_when_asked_is_killed_at_the_second_ctrl_c(tree):
    running = tree(web="stubborn", worker="stubborn")

    running.process.send_signal(signal.SIGINT)
    time.sleep(0.3)
    assert running.process.poll() is None
    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(timeout=2) == 0
    running.until(lambda: not running.alive())


def test_nothing_outlives_a_supervisor_that_is_killed(tree):
    running = tree()
    web, worker = running.started("web")[0], running.started("worker")[0]

    running.process.kill()

    running.until(lambda: not is_alive(web) and not is_alive(worker))
