"""Backup and restore of a large installation, measured: an installation of its own, filled by deeds, served meanwhile.

`python bench/backups.py ENTRIES` prints one JSON document; run.py calls it when `make bench ENTRIES=1000000` says so.
Half of the entries are about people (four of each), whose rows the restore makes anew from the book.
"""

import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
A_BOOK, A_PERSON = 500, 4


def fill(entries):
    """Books of many villages, each with 500 entries, by `writing`: half are records about people, half records of the book's own."""
    import django

    django.setup()
    from uuid_utils.compat import uuid7

    from desbumi.book import keys
    from desbumi.book.actors import System
    from desbumi.book.models import Conflict, Epoch
    from desbumi.book.writing import writing
    from desbumi.cli import installation
    from desbumi.programme.models import Place
    from desbumi.programme.queries import first_programme
    from desbumi.territory.models import Territory

    installation.make(is_empty=False, progress=lambda _done, _of: None)
    first = first_programme()
    for village in Territory.objects.filter(level="village", places__isnull=True).order_by("pk")[: entries // A_BOOK]:
        with writing(village, by=System(), deed="place.added") as book:
            place = book.create(Place(programme=first, village=village, cohort="expansion", entered_at="candidate", stage="candidate"))
            people = [uuid7() for _ in range(A_BOOK // 2 // A_PERSON)]
            keys.ensure(people)
            keys.hold(people)
            book.bulk_create(
                Conflict(
                    territory=village, model="programme.place", record=place.pk, subject=who, field="stage", offered=b"offered " * 8, offered_by="", seen=at
                )
                for at in range(A_PERSON)
                for who in people
            )
            book.bulk_create(
                Epoch(territory=village, number=A_BOOK + at, reason="bench " * 10, declared_by="one", declared_with="two", backup_at=datetime.now(UTC))
                for at in range(A_BOOK - 1 - len(people) * A_PERSON)
            )


def clean(**more):
    return {key: value for key, value in os.environ.items() if not key.startswith(("DESBUMI", "DATABASE", "DJANGO"))} | more


class Served:
    """The server at work while a backup is made: how long answers of the sign-in page take."""

    def __init__(self, surroundings):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(self.port), "--no-log", "desbumi.wsgi:application"]
        self.process = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.times, self.is_over = [], False
        while not self._answers():
            time.sleep(0.1)
        self.thread = threading.Thread(target=self._ask)

    def _answers(self):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/sign-in/", timeout=5).read()
        except OSError:
            return False
        return True

    def _ask(self):
        while not self.is_over:
            begun = time.perf_counter()
            assert self._answers()
            self.times.append(time.perf_counter() - begun)
            time.sleep(0.1)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_problem):
        self.is_over = True
        self.thread.join()
        self.process.terminate()
        self.process.wait()


def timed(surroundings, *command):
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "desbumi.cli", *command], env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return time.perf_counter() - begun, json.loads(done.stdout)


def used():
    """Seconds of processor that the commands so far have taken."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main(entries):
    folder = Path(tempfile.mkdtemp(prefix="desbumi-bench-backup-"))
    try:
        (folder / "kept").mkdir()
        full, empty = clean(DESBUMI_HOME=str(folder / "full")), clean(DESBUMI_HOME=str(folder / "empty"))
        begun = time.perf_counter()
        filling = clean(DESBUMI_HOME=str(folder / "full"), DJANGO_SETTINGS_MODULE="desbumi.settings", PYTHONPATH=str(ROOT))
        subprocess.run([sys.executable, __file__, "fill", str(entries)], env=filling, check=True)
        filled = time.perf_counter() - begun
        before = used()
        with Served(full) as served:
            backed_up, made = timed(full, "backup", str(folder / "kept"), "--json")
            spent_backing = used() - before
        before = used()
        declared = ("--keys", str(folder / "full/keys"), "--reason", "bench", "--by", "one", "--with", "two")
        restored, back = timed(empty, "restore", str(folder / "kept"), *declared, "--json")
        spent_restoring = used() - before
        assert back["broken"] == []
        assert back["entries"] == made["entries"]
        answers = sorted(served.times)
        sys.stdout.write(
            json.dumps(
                {
                    "entries": made["entries"],
                    "rows made anew": back["rebuilt"],
                    "filling, s": round(filled),
                    "backup, MB": round(made["size"] / 1e6),
                    "backup while serving, s": round(backed_up, 1),
                    "backup, s of processor": round(spent_backing, 1),
                    "sign-in page meanwhile, p95 ms": round(answers[int(len(answers) * 0.95)] * 1000),
                    "restore, s": round(restored, 1),
                    "restore, s of processor": round(spent_restoring, 1),
                }
            )
        )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    fill(int(sys.argv[2])) if sys.argv[1] == "fill" else main(int(sys.argv[1]))
