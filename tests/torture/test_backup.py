"""Backups: made while others work, killed at any moment, on a full disk, and brought back by one command."""

import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from base64 import b64decode

import pytest

from desbumi.cli.backups import archive
from tests.torture import power

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("installation")]
SEED = 12
DECLARED = ("--reason", "Laptop dicuri", "--by", "Lilik", "--with", "Paijan")
FULL = 'mount -t tmpfs -o size={size}k tmpfs {folder} && code=0 && {{ "$@" || code=$?; }} && ls -A {folder} && exit $code'


def desbumi(home, *arguments, before=(), **more):
    """One command on an installation."""
    command = [*before, sys.executable, "-m", "desbumi.cli", *map(str, arguments)]
    return subprocess.run(command, env=power.CLEAN | {"DESBUMI_HOME": str(home), "DESBUMI_LANGUAGE": "en"}, capture_output=True, text=True, check=False, **more)


def told(home, *arguments):
    done = desbumi(home, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def rows(home, table):
    """A table's rows, in order of their key."""
    with sqlite3.connect(home / "desbumi.sqlite3") as database:
        return sorted(database.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def restored(kept, home, to):
    return told(to, "restore", kept, "--keys", home / "keys", *DECLARED)


@pytest.fixture
def kept(tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    return folder


@pytest.fixture
def working(installation):
    """An installation at which someone works; how to stop them."""
    command = [sys.executable, "-m", power.PROGRAM, "work", "100000"]
    with subprocess.Popen(command, env=power.CLEAN | {"DESBUMI_HOME": str(installation)}, stdout=subprocess.PIPE, text=True) as worker:
        worker.stdout.readline()

        def stop():
            worker.terminate()
            return worker.communicate()[0].split()

        yield installation, stop
        worker.kill()


def test_a_backup_made_while_others_work_comes_back_whole(working, kept, tmp_path):
    home, stop = working
    (home / "media/ab").mkdir(parents=True)
    (home / "media/ab/scan").write_bytes(b"\0sealed" * 300_000)
    (home / "media/ab/.half").touch()

    made = told(home, "backup", kept)
    acknowledged = stop()
    back = restored(kept, home, tmp_path / "new")

    new = tmp_path / "new"
    assert (back["entries"], back["broken"], back["rebuilt"]) == (made["entries"], [], len(rows(new, "access_assignment")) + len(rows(new, "papers_file")))
    assert back["rebuilt"] > 0
    assert told(new, "book", "verify", "--state")["differing"] == []
    assert set(rows(new, "access_assignment")) <= set(rows(home, "access_assignment"))
    assert (new / "media/ab/scan").read_bytes() == (home / "media/ab/scan").read_bytes()
    assert not (new / "media/ab/.half").exists()
    assert len(acknowledged) > 0
    assert {"made", "secret", "keys", "desbumi.sqlite3"} <= {path.name for path in new.iterdir()}
    assert "restoring" not in {path.name for path in new.iterdir()}


def test_no_person_stands_in_a_copy_and_no_key_in_a_backup(installation, kept):
    assert power.worked(installation, 8)[0]
    with sqlite3.connect(installation / "desbumi.sqlite3") as database:
        assert database.execute("UPDATE access_assignment SET ended_because = 'kenari-7f3a'").rowcount > 0
    assert b"kenari-7f3a" in b"".join(path.read_bytes() for path in installation.glob("desbumi.sqlite3*"))

    plain = opened(told(installation, "backup", kept)["file"], installation)

    assert b"book_entry" in plain
    assert b"kenari-7f3a" not in plain
    with sqlite3.connect(installation / "keys/keys.sqlite3") as store:
        assert not [1 for (wrapped,) in store.execute("SELECT wrapped FROM book_datakey") if wrapped in plain]
    roots = json.loads((installation / "keys/ring.json").read_text())["roots"]
    assert roots
    assert not [1 for root in roots.values() if root.encode() in plain or b64decode(root) in plain]


def opened(file, home):
    """All that a backup holds, in plain: for whoever has the keys."""
    script = "import sys, django; django.setup(); from pathlib import Path; from desbumi.book import keys; from desbumi.cli.backups import archive\n"
    script += "reader = archive.Reader(Path(sys.argv[1]), keys.derived('backup')); sys.stdout.buffer.write(reader.read(10**9))"
    surroundings = power.CLEAN | {"DESBUMI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "desbumi.settings"}
    return subprocess.run([sys.executable, "-W", "ignore", "-c", script, file], env=surroundings, capture_output=True, check=True).stdout


def killed(home, kept, many, seed, *command):
    """A command killed `many` times at random moments; what stands in the folder after each."""
    dice, seen = random.Random(seed), []
    for _ in range(many):
        with subprocess.Popen(
            [sys.executable, "-m", "desbumi.cli", *map(str, command)],
            env=power.CLEAN | {"DESBUMI_HOME": str(home)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as worker:
            time.sleep(0.3 + dice.random() * 1.5)
            worker.send_signal(signal.SIGKILL)
        seen.append({path.name for path in kept.iterdir()})
    return seen


def backups_killed(home, kept, many, seed):
    """What is wrong after backups were killed: whatever is named a backup must be one, and the next leaves no half."""
    seen = killed(home, kept, many, seed, "backup", kept)
    for name in set().union(*seen):
        if name.endswith(".backup"):
            assert archive.header_of(kept / name)
            opened(str(kept / name), home)
    told(home, "backup", kept)
    return [path.name for path in kept.iterdir() if not path.name.endswith(".backup")] + [path.name for path in home.glob("backing")]


def test_a_backup_that_is_killed_leaves_no_half_one(installation, kept):
    assert backups_killed(installation, kept, many=2, seed=SEED) == []


@pytest.mark.torture
def test_a_restore_that_is_killed_is_begun_anew_by_the_same_command(installation, kept, tmp_path):
    new = tmp_path / "new"
    told(installation, "backup", kept)

    killed(new, tmp_path, 2, SEED, "restore", kept, "--keys", installation / "keys", *DECLARED)
    (new / "restoring").exists() and (new / "desbumi.sqlite3").write_bytes(b"half")
    done = desbumi(new, "restore", kept, "--keys", installation / "keys", *DECLARED)

    assert (new / "made").exists()
    assert done.returncode == 0 or "already" in done.stderr
    assert told(new, "book", "verify", "--state")["differing"] == []


@pytest.mark.torture
def test_whatever_cannot_be_restored_is_said_in_words_and_leaves_nothing(installation, kept, tmp_path):
    early = shutil.copytree(installation / "keys", tmp_path / "early")
    assert power.worked(installation, 8)[0]
    file = tmp_path / told(installation, "backup", kept)["file"]
    cut, strange, nothing, other = tmp_path / "cut.backup", tmp_path / "x.backup", tmp_path / "nothing", tmp_path / "other"
    cut.write_bytes(file.read_bytes()[:-1000])
    strange.write_bytes(b"PK\3\4 something else")
    nothing.mkdir()
    shutil.copytree(early, other)
    ring = json.loads((other / "ring.json").read_text())
    (other / "ring.json").write_text(json.dumps(ring | {"roots": {"1": "A" * 43 + "="}}))
    keys, who = installation / "keys", ["hilang", "Lilik", "Paijan"]
    cases = [
        (cut, keys, *who), (strange, keys, *who), (nothing, keys, *who), (kept, nothing, *who), (kept, early, *who), (kept, other, *who),
        (kept, keys, "", "Lilik", "Paijan"), (kept, keys, "hilang", "Lilik", " lilik "), (kept, keys, "hilang", "", "Paijan"), (kept, keys, *who), (kept, keys, *who),
    ]  # fmt: skip

    said = subprocess.run(
        [sys.executable, "-m", "tests.torture.trying"],
        input=json.dumps([[str(each) for each in case] for case in cases]),
        env=power.CLEAN | {"DESBUMI_HOME": str(tmp_path / "new")}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert said.returncode == 0, said.stderr
    answers = json.loads(said.stdout)
    assert [code for code, _left in answers[:9]] == [
        "backup.damaged", "backup.none", "restore.no_backup", "restore.no_keys", "restore.keys_too_old", "backup.other_keys", *["restore.not_declared"] * 3
    ]  # fmt: skip
    assert [left for _code, left in answers[:9]] == [[]] * 9
    assert isinstance(answers[9][0], int)
    assert answers[10][0] == "restore.not_empty"


def test_a_full_disk_is_told_with_what_is_needed_and_nothing_half_is_left(installation, kept):
    script = FULL.format(size=16, folder=kept)

    done = desbumi(installation, "backup", kept, before=("unshare", "-Urm", "sh", "-ec", script, "sh"))

    assert (done.returncode, done.stdout) == (1, "")
    assert f"no room at {kept}" in done.stderr
    assert not (installation / "backing").exists()


@pytest.mark.torture
def test_the_drill_tries_the_newest_backup_and_remembers_the_day(installation, kept):
    told(installation, "backup", kept)

    found = told(installation, "restore", kept, "--drill")

    notes = json.loads((installation / "backups.json").read_text())
    assert found["broken"] == []
    assert notes["tried"]["entries"] == found["entries"] == notes["made"]["entries"]
    assert not list(installation.glob("drill-*"))
    said = json.loads(desbumi(installation, "doctor", "--json").stdout)
    assert [each["state"] for each in said if each["check"] == "drill"] == ["good"]


@pytest.mark.torture
def test_an_upgrade_that_fails_leaves_everything_as_it_was_and_succeeds_when_run_again(installation):
    older = "import django; django.setup(); from django.core.management import call_command\n"
    older += "call_command('migrate', 'people', 'zero', verbosity=0)"
    surroundings = power.CLEAN | {"DESBUMI_HOME": str(installation), "DJANGO_SETTINGS_MODULE": "desbumi.settings"}
    subprocess.run([sys.executable, "-c", older], env=surroundings, check=True)
    with sqlite3.connect(installation / "desbumi.sqlite3") as database:
        database.execute("CREATE TABLE people_contact (id)")
    before = rows(installation, "django_migrations")

    failed = desbumi(installation, "upgrade")

    assert (failed.returncode, "as it was before" in failed.stderr) == (1, True)
    assert rows(installation, "django_migrations") == before
    with sqlite3.connect(installation / "desbumi.sqlite3") as database:
        database.execute("DROP TABLE people_contact")
    done = desbumi(installation, "upgrade")
    assert done.returncode == 0, done.stderr
    assert "people 0001" in done.stderr
    assert {path.suffix for path in (installation / "before-upgrade").iterdir()} == {".backup"}
    assert "Nothing waits" in desbumi(installation, "upgrade").stderr


@pytest.mark.torture
def test_a_hundred_backups_killed_leave_no_half_one(installation, kept, tell):
    left = backups_killed(installation, kept, many=100, seed=SEED)

    tell(seed=SEED, kills=100, left=left)
    assert left == []
