"""The drill: a backup that was never restored is a hope. Restore aside, verify, throw away, remember the day."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from desbumi.book.keys import opening
from desbumi.book.keys.ring import Roots, read
from desbumi.cli.backups import making, notes, restoring
from desbumi.cli.backups.aside import told_of
from desbumi.refusals import Refusal

DATABASE = "desbumi_drill_"


class DrillFailed(Refusal):
    """The backup did not come back."""

    code, status = "backup.drill_failed", 503
    says = _("The backup could not be restored: %(why)s")
    way_forward = _("Make a new backup and try that one. Keep the old ones meanwhile.")


def drill(source: Path, keys_in: Path | None) -> dict[str, Any]:
    """Restore the newest backup of a folder aside, with the keys named or our own; returns what came back. Raises KeysLocked, NoRoom, DrillFailed."""
    found, home = restoring.archive_in(source), Path(settings.DESBUMI_HOME)
    roots = _roots(keys_in)
    home.mkdir(parents=True, exist_ok=True)
    with making.alone():
        for left in home.glob("drill-*"):
            shutil.rmtree(left)  # of a drill that was killed
        aside = Path(tempfile.mkdtemp(prefix="drill-", dir=home))
        told = _restored(aside, found, keys_in or home / "keys", roots)
    notes.note("tried", file=found.name, entries=told["entries"], broken=len(told["broken"]))
    return told


def _roots(keys_in: Path | None) -> Roots | None:
    """What opens the ring there: as it is open here, or as a person at this terminal opens it; None when the process aside can by itself."""
    if keys_in is None:
        return opening.opened().roots
    ring = read((restoring.keys_there(keys_in) / "ring.json").read_text())
    return None if ring.is_open or os.environ.get("DESBUMI_PASSPHRASE") or opening.ask is None else opening.ask(ring)


def _restored(aside: Path, found: Path, keys_in: Path, roots: Roots | None) -> dict[str, Any]:
    try:
        with _database(aside) as surroundings:
            command = [sys.executable, "-m", "desbumi.cli.backups.aside", str(found.absolute()), str(keys_in.absolute())]
            done = subprocess.run(command, env=surroundings, input=told_of(roots), capture_output=True, text=True, check=False)  # noqa: S603 -- our own program
        if "No space left" in done.stderr or "disk is full" in done.stderr:
            raise making.NoRoom(where=aside.parent, needed=making.needed() // 1_000_000 + 1, free=shutil.disk_usage(aside.parent).free // 1_000_000)
        if done.returncode:
            raise DrillFailed(why=(done.stderr.strip().splitlines() or ["–"])[-1].removeprefix("✗ "))
        told: dict[str, Any] = json.loads(done.stdout)
        return told
    finally:
        shutil.rmtree(aside)


@contextmanager
def _database(aside: Path) -> Iterator[dict[str, str]]:
    """Surroundings of a process that restores aside; on PostgreSQL into a database that lives as long."""
    surroundings = {**os.environ, "DESBUMI_HOME": str(aside), "DJANGO_SETTINGS_MODULE": "desbumi.settings"}
    surroundings.pop("DESBUMI_KEYS_URL", None)
    if connection.vendor == "sqlite":
        surroundings.pop("DATABASE_URL", None)
        yield surroundings
        return
    ours = f"{DATABASE}{sha256(str(connection.settings_dict['NAME']).encode()).hexdigest()[:12]}_"  # another installation drills on this server too
    name = f"{ours}{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [ours])
        for (left,) in cursor.fetchall():  # of a drill that was killed
            cursor.execute(f'DROP DATABASE "{left}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        address = urlsplit(surroundings["DATABASE_URL"])
        yield surroundings | {"DATABASE_URL": address._replace(path=f"/{name}").geturl()}
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
