"""An upgrade, an erasure and the worker, killed at any moment: run again, they end as if nothing had been."""

import json
import random
import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from desbumi.testing.scanning import scan
from tests.torture import month
from tests.torture.laptop import Laptop

pytestmark = pytest.mark.once
SEED, MANY, PEOPLE = 1, 40, 400
UPGRADE, WORKER = ("desbumi.cli", "upgrade"), ("desbumi.cli", "worker", "--once")
FORGET = ("tests.torture.month", "forget")


def prepared(home, *deeds):
    """A laptop on which these things were done."""
    laptop = Laptop(home)
    for deed in (("prepare",), *deeds):
        done = laptop.month(*deed)
        assert done.returncode == 0, done.stderr
    return laptop


def killed(laptop, folder, command, many):
    """A copy for each kill, at a moment within the time that the whole takes; yields it with the work run again to its end."""
    whole = Laptop(shutil.copytree(laptop.home, folder / "whole"))
    dice, begun = random.Random(SEED), time.monotonic()
    whole.did_all(command)
    took = time.monotonic() - begun
    for at in range(many):
        copy = Laptop(shutil.copytree(laptop.home, folder / str(at)))
        was_at_it = copy.killed(took * dice.uniform(0.3, 1), *command)
        copy.did_all(command)
        yield copy, was_at_it
        shutil.rmtree(copy.home)


def rows(laptop, question):
    with closing(sqlite3.connect(laptop.home / "desbumi.sqlite3")) as database:
        return database.execute(question).fetchall()


def upgrades_killed(folder, many):
    """How many were still at it; each ends with the schema of now and books that hold."""
    older, count = prepared(folder / "older", ("older",)), 0
    entries = rows(older, "SELECT COUNT(*) FROM book_entry")
    for laptop, was_at_it in killed(older, folder, UPGRADE, many):
        count += was_at_it
        assert ("people", "0001_initial") in rows(laptop, "SELECT app, name FROM django_migrations")
        assert rows(laptop, "SELECT COUNT(*) FROM book_entry") == entries
        assert laptop.desbumi("book", "verify").returncode == 0
        assert {path.suffix for path in (laptop.home / "before-upgrade").iterdir()} == {".backup"}
    return count


def erasures_killed(folder, many):
    """How many were still at it; each ends with nothing left in any file."""
    asked, count = prepared(folder / "asked", ("work", "3"), ("contact",), ("ask",)), 0
    assert scan(month.WORDS, [asked.home])
    for laptop, was_at_it in killed(asked, folder, FORGET, many):
        count += was_at_it
        assert rows(laptop, "SELECT status FROM people_erasure") == [("done",)]
        assert scan(month.WORDS, [laptop.home]) == {}
        laptop.holds_for_both()
    return count


def workers_killed(folder, many):
    """How many were still at it; each village has moved once."""
    signed, count = prepared(folder / "signed"), 0
    signed.did("worker", "--once")  # it follows what comes after it began
    assert signed.month("sign", "3").returncode == 0
    for laptop, was_at_it in killed(signed, folder, WORKER, many):
        count += was_at_it
        assert rows(laptop, "SELECT COUNT(*) FROM programme_step WHERE kind = 'signed'") == [(3,)]
        assert rows(laptop, "SELECT COUNT(*) FROM book_entry WHERE deed = 'place.moved'") == [(3,)]
        laptop.holds_for_both()
    return count


def imports_killed(folder, many):
    """How many were still at it; a sheet is whole in the register or not at all, and run again each of its people is there once."""
    bare, count = prepared(folder / "bare"), 0
    bare.did("user", "add", "petugas", "--role", "service_officer", "--territory", "35.10.04.2003")
    sheet = folder / "lembar.csv"
    sheet.write_text(
        "Nama;Tgl Lahir;Negara;Status\n" + "".join(f"Siti {at} Aminah;{at % 28 + 1}-{at % 12 + 1}-19{60 + at % 40};Taiwan;aktif\n" for at in range(PEOPLE))
    )
    command = ("desbumi.cli", "people", "import", str(sheet), "--territory", "35.10.04.2003", "--as", "petugas", "--json")
    for laptop, was_at_it in killed(bare, folder, command, many):
        count += was_at_it
        assert rows(laptop, "SELECT COUNT(*) FROM people_person") == rows(laptop, "SELECT COUNT(*) FROM journeys_journey") == [(PEOPLE,)]
        assert {found for (found,) in rows(laptop, "SELECT imported FROM journeys_import")} <= {0, PEOPLE}
        assert laptop.desbumi("book", "verify").returncode == 0
    return count


@pytest.mark.parametrize("work", [upgrades_killed, workers_killed])
def test_what_is_killed_ends_well_when_it_runs_again(tmp_path, work):
    work(tmp_path, many=1)


def test_a_drill_opens_what_is_open_for_the_server(tmp_path):
    laptop, stick = prepared(tmp_path / "laptop"), tmp_path / "stick"
    stick.mkdir()
    laptop.did("backup", stick)
    laptop.did("keys", "unlock")
    laptop.env.pop("DESBUMI_PASSPHRASE")

    try:
        assert "entries" in laptop.did("restore", stick, "--drill", "--json")
    finally:
        laptop.did("keys", "lock")
    locked = laptop.desbumi("restore", stick, "--drill")
    assert locked.returncode == 1
    assert "desbumi keys unlock" in locked.stderr
    assert "cadangan baru" not in locked.stderr


def test_an_upgrade_killed_after_it_migrated_is_finished_by_the_next(tmp_path):
    laptop = prepared(tmp_path / "laptop")
    beside = laptop.home / "before-upgrade"
    beside.mkdir()
    shutil.copy(laptop.home / "desbumi.sqlite3", beside / "database")
    (beside / "upgrading.json").write_text(json.dumps({"entries": rows(laptop, "SELECT COUNT(*) FROM book_entry")[0][0]}))

    laptop.did("upgrade")

    assert {path.suffix for path in beside.iterdir()} == {".backup"}
    assert (laptop.home / "version").exists()


@pytest.mark.torture
@pytest.mark.parametrize("work", [upgrades_killed, erasures_killed, workers_killed, imports_killed])
def test_forty_kills_of_each_end_well(tmp_path, tell, work):
    tell(seed=SEED, work=work.__name__, kills=work(tmp_path, MANY), wrong=0)
