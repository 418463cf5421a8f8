"""A machine with a real installation: what is done on it, what becomes of it, whether it holds."""

import json
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path
from signal import SIGKILL

from desbumi.book.tests.tampering import second
from tests.torture import power
from tests.torture.test_disk import FULL

PASSPHRASE = "empat belas pohon kelapa"


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

    def did_all(self, command):
        """A program of ours, run to its end."""
        done = subprocess.run([sys.executable, "-m", *command], env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def killed(self, at, *command):
        """A program of ours that gets SIGKILL after so many seconds; whether it was still at it."""
        with subprocess.Popen([sys.executable, "-m", *command], env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as at_it:
            with suppress(subprocess.TimeoutExpired):
                at_it.wait(at)
            at_it.send_signal(SIGKILL)
        return at_it.returncode == -SIGKILL

    def killed_at_work(self, dice):
        """Work that ends with SIGKILL at a random moment; returns what was acknowledged."""
        with subprocess.Popen([sys.executable, "-m", "tests.torture.month", "work", "10000"], env=self.env, stdout=subprocess.PIPE, text=True) as work:
            told = [work.stdout.readline().strip()]
            time.sleep(dice.random() * 0.6)
            work.send_signal(SIGKILL)
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
