"""A bad month: the laptop is killed at work, its disk fills, it is stolen; what was kept elsewhere brings everything back.

And a contact who asked to be forgotten is found nowhere, not in the backup either.
"""

import json
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from pypdf import PdfReader

from desbumi.book.tests.tampering import second
from desbumi.testing.scanning import scan
from tests.torture import month, power
from tests.torture.test_disk import FULL

pytestmark = pytest.mark.xdist_group("installation")
PASSPHRASE = "empat belas pohon kelapa"
LINE = re.compile(r"35\.10\.04\.2003 \d+ \d+ [0-9a-f]{4}(?:-[0-9a-f]{4}){3}")


class Laptop:
    """A machine with an installation of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.env = power.CLEAN | {"DESBUMI_HOME": str(home), "DESBUMI_PASSPHRASE": PASSPHRASE, "XDG_RUNTIME_DIR": ""}

    def month(self, *arguments, before=(), **more):
        return subprocess.run(
            [*before, sys.executable, "-m", "tests.torture.month", *arguments], env=self.env | more, capture_output=True, text=True, check=False
        )

    def desbumi(self, *arguments):
        return subprocess.run([sys.executable, "-m", "desbumi.cli", *map(str, arguments)], env=self.env, capture_output=True, text=True, check=False)

    def did(self, *arguments):
        done = self.desbumi(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def killed_at_work(self, dice):
        """Work that ends with SIGKILL at a random moment; returns what was acknowledged."""
        with subprocess.Popen([sys.executable, "-m", "tests.torture.month", "work", "10000"], env=self.env, stdout=subprocess.PIPE, text=True) as work:
            told = [work.stdout.readline().strip()]
            time.sleep(dice.random() * 0.6)
            work.send_signal(signal.SIGKILL)
            return told + work.stdout.read().split()

    def with_a_full_disk(self, room):
        """Work on a disk with little room, until someone makes some; returns what was acknowledged and who was told what."""
        kept = self.home.with_name("kept")
        self.home.rename(kept)
        self.home.mkdir()
        size = sum(path.stat().st_size for path in kept.rglob("*") if path.is_file()) // 1024
        script = FULL.format(size=size + room + 2_000, home=self.home, kept=kept, filler=2_000).strip()
        done = self.month("work", "60", before=("unshare", "-Urm", "sh", "-ec", script, "sh"), DESBUMI_TORTURE_FILLER=str(self.home / "filler"))
        self.home.rmdir()
        kept.rename(self.home)
        (self.home / "filler").unlink(missing_ok=True)
        return done.stdout.split(), done.stderr.split()

    def ops(self):
        with closing(sqlite3.connect(self.home / "desbumi.sqlite3")) as database:
            return {op for (op,) in database.execute("SELECT op FROM book_entry")}

    def holds_for_both(self):
        with closing(sqlite3.connect(self.home / "desbumi.sqlite3")) as database:
            assert second.check(database) == []
        told = json.loads(self.did("book", "verify", "--state", "--json"))
        assert (told["broken"], told["differing"]) == ([], [])

    def files_are_whole(self):
        """Every row of a file has its file."""
        with closing(sqlite3.connect(self.home / "desbumi.sqlite3")) as database:
            blobs = [blob for (blob,) in database.execute("SELECT blob FROM papers_file WHERE blob <> ''")]
        assert blobs
        assert all((self.home / "media" / blob[:2] / blob).exists() for blob in blobs)


@pytest.mark.once
def test_a_bad_month_ends_well(tmp_path):
    dice, laptop, stick, keyring = random.Random(5), Laptop(tmp_path / "laptop"), tmp_path / "stick", tmp_path / "keyring"
    assert laptop.month("prepare").returncode == 0

    told = [op for _ in range(3) for op in laptop.killed_at_work(dice)]
    assert set(told) <= laptop.ops()
    acknowledged, words = laptop.with_a_full_disk(room=300)
    assert set(words) == {"storage.full"}
    assert set(told + acknowledged) <= laptop.ops()
    laptop.holds_for_both()
    laptop.files_are_whole()

    assert laptop.month("contact").returncode == 0
    stick.mkdir()
    laptop.did("keys", "copy", keyring)
    laptop.month("sheet", str(tmp_path / "yesterday.pdf"))
    laptop.did("backup", stick)
    assert scan(month.WORDS, [laptop.home])
    assert laptop.month("forget").stdout == "done"
    laptop.killed_at_work(dice)
    (tmp_path / "heads.json").write_text(laptop.did("book", "heads", "--json"))

    (tmp_path / "elsewhere").mkdir()
    stolen = laptop.home.rename(tmp_path / "stolen")
    thief = Laptop(shutil.copytree(stolen, tmp_path / "thief"))
    thief.env.pop("DESBUMI_PASSPHRASE")
    assert thief.desbumi("book", "show", "--territory", "35.10").returncode == 1

    fresh = Laptop(tmp_path / "elsewhere" / "laptop")
    fresh.did("restore", stick, "--keys", keyring, "--reason", "Laptop dicuri", "--by", "Lilik Indrawati", "--with", "Dewi Kartika")

    fresh.holds_for_both()
    fresh.files_are_whole()
    assert set(told + acknowledged) <= fresh.ops()
    paper = LINE.search(" ".join(page.extract_text() for page in PdfReader(tmp_path / "yesterday.pdf").pages)).group()
    assert "1 kepala tersimpan cocok" in fresh.desbumi("book", "witness", paper).stderr
    later = fresh.desbumi("book", "witness", tmp_path / "heads.json")
    assert later.returncode == 0
    assert "Laptop dicuri (Lilik Indrawati, Dewi Kartika)" in later.stderr
    assert scan(month.WORDS, [fresh.home, stolen, stick, keyring]) == {}
    assert scan(month.WORDS, [opened_with_todays_keys(fresh, stick, tmp_path / "opened")]) == {}


def opened_with_todays_keys(laptop, stick, folder):
    """All bytes of the backup, as the keys of today open it."""
    folder.mkdir()
    done = subprocess.run([sys.executable, "-m", "tests.torture.month", "open", str(next(stick.glob("*.backup"))), str(folder)], env=laptop.env, check=False)
    assert done.returncode == 0
    assert (folder / "database").stat().st_size > 100_000
    return folder
