"""The program as a newcomer meets it: set-up twice, Ctrl-C at once, one byte changed, no outside host."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.jobs.conftest import DESBUMI, NARROW, Running

pytestmark = pytest.mark.parametrize("size", [NARROW], indirect=True, ids=["360"])

ROOT = Path(__file__).parents[2]


def test_a_second_set_up_changes_nothing(running):
    before = (running.home / "desbumi.sqlite3").stat().st_size, (running.home / "demo.json").read_text()

    told = running.command("init")

    assert told.returncode == 0
    assert ((running.home / "desbumi.sqlite3").stat().st_size, (running.home / "demo.json").read_text()) == before


def test_the_facts_of_the_founding_document_are_told(running):
    told = json.loads(running.command("programme", "show", "--json").stdout)
    file = json.loads((ROOT / "src/desbumi/programme/data/programme.json").read_text())

    assert told["programme"] == file["programme"]
    assert told["agreements"] == file["agreements"]
    assert told["pillars"] == file["pillars"]
    assert {row["code"]: row["name"] for row in told["regencies"]} == {row["code"]: row["name"] for row in file["regencies"]}
    assert {(row["code"], row["cohort"]) for row in file["villages"]} <= {(row["code"], row["cohort"]) for row in told["villages"]}


def test_one_byte_changed_in_the_database_is_named_by_both_verifiers(running, tmp_path):
    with sqlite3.connect(running.home / "desbumi.sqlite3") as source, sqlite3.connect(tmp_path / "desbumi.sqlite3") as target:
        source.backup(target)
        for name in ("book_entry_no_update", "book_entry_no_delete"):
            target.execute(f"DROP TRIGGER {name}")
        sealed = bytearray(target.execute("SELECT sealed FROM book_entry WHERE book_id = '35.10.04.2003/main' AND seq = 1").fetchone()[0])
        sealed[30] ^= 1
        target.execute("UPDATE book_entry SET sealed = ? WHERE book_id = '35.10.04.2003/main' AND seq = 1", [bytes(sealed)])
    (tmp_path / "keys").symlink_to(running.home / "keys")

    first = subprocess.run(
        [sys.executable, "-m", "desbumi.cli", "book", "verify", "--json"],
        env={**running.env, "DESBUMI_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    second = subprocess.run([sys.executable, ROOT / "tools/verify_book.py", tmp_path / "desbumi.sqlite3"], capture_output=True, text=True, check=False)

    assert (first.returncode, second.returncode) == (1, 1)
    assert json.loads(first.stdout)["broken"] == [{"book": "35.10.04.2003/main", "seq": 1, "why": "altered"}]
    assert "35.10.04.2003/main no. 1" in second.stdout


def test_ctrl_c_stops_everything_also_while_a_worker_is_still_starting(running):
    other = Running(running.home)
    with subprocess.Popen(
        [*DESBUMI, "up", "--port", str(other.port)], env=running.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        for line in process.stdout:
            if "Ctrl-C" in line:
                break
        time.sleep(0.4)
        begun = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        process.wait(timeout=15)

    assert time.monotonic() - begun < 10
    assert subprocess.run(["pgrep", "-f", f"port {other.port}"], capture_output=True, check=False).returncode == 1


def test_no_page_asks_another_host(person, running):
    someone = person()
    asked = set()
    someone.page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    someone.page.goto("/sign-in/")
    expect(someone.page.get_by_role("heading", level=1)).to_have_text("Masuk petugas")

    assert asked == {f"127.0.0.1:{running.port}"}


def test_the_sign_in_page_works_without_script(person):
    page = person(java_script_enabled=False).sign_in("sumarni")

    expect(page.get_by_role("heading", level=1)).to_have_text("Hari ini")
