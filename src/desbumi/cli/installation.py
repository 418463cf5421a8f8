"""Making an installation, and examining one."""

import hashlib
import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

import desbumi
from desbumi.access.models import Account
from desbumi.book import keys, triggers
from desbumi.book.models import Head
from desbumi.programme.models import Programme
from desbumi.territory import register
from desbumi.territory.models import Edition
from desbumi.testing.world import World, demo_people
from desbumi.ui.styles import STYLES, write_styles

CLOSED = 0o700
OLDEST_SQLITE = (3, 51, 3)


def make(*, is_empty: bool, progress: Callable[[int, int], None]) -> list[str]:
    """Make or migrate the installation in DESBUMI_HOME; return what was done, one line each: none when nothing.

    Raises KeyStoreMissing when the database is there and its keys are not.
    """
    home, done = Path(settings.DESBUMI_HOME), []
    is_new = not _has_books()
    home.mkdir(mode=CLOSED, parents=True, exist_ok=True)
    if is_new:
        keys.make_ring()
        _write_once(home / "secret", secrets.token_urlsafe(48))
    keys.check()
    for alias in connections:
        _migrate(alias)
    if places := register.load(progress=progress):
        done.append(_("%(places)s places of the register") % {"places": places})
    if not is_empty and not Programme.objects.exists():
        world = World()
        done.append(_("Programme: %(name)s") % {"name": world.founded().name})
        if not Account.objects.exists():
            _write_once(settings.DEMO_FILE, json.dumps(demo_people(world)))
            done.append(_("Invented accounts for trying things out"))
    if make_static():
        done.append(_("Look and scripts"))
    return done


def _migrate(alias: str) -> None:
    """Bring a database up to date; where nothing is to be done, only see that the triggers are there."""
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    else:
        triggers.place(using=alias)


def make_static() -> bool:
    """Gather styles, scripts and pictures for serving, when they are not those of this program; say whether it was needed."""
    target, source = Path(settings.STATIC_ROOT), Path(desbumi.__file__).parent / "ui/static"
    stamp = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(source.rglob("*")) if path.is_file() and path != STYLES)).hexdigest()
    kept = target / "stamp"
    if kept.exists() and kept.read_text() == stamp:
        return False
    shutil.rmtree(target, ignore_errors=True)
    write_styles()
    call_command("collectstatic", verbosity=0, interactive=False)
    kept.write_text(stamp)
    return True


def _has_books() -> bool:
    try:
        return Head.objects.exists()
    except DatabaseError:
        return False


def _write_once(path: Path, text: str) -> None:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(text)


@dataclass(frozen=True)
class Finding:
    """One thing examined: `state` is good, watch or stop; `mend` says what to do."""

    name: str
    state: str
    says: str
    mend: str = ""


def examine() -> list[Finding]:
    """Examine the installation in DESBUMI_HOME."""
    try:
        return list(_findings())
    except DatabaseError:
        return [Finding("database", "stop", _("The database is not there or older than the program."), _("Run: desbumi init"))]


def _findings() -> Iterator[Finding]:
    home = Path(settings.DESBUMI_HOME)
    if connection.vendor == "sqlite":
        version = sqlite3.sqlite_version_info
        yield _of(
            "sqlite",
            version >= OLDEST_SQLITE,
            _("SQLite %(version)s") % {"version": sqlite3.sqlite_version},
            _("Install the locked packages again: make setup"),
        )
        yield from _pragmas()
    edition = Edition.objects.order_by("-id").first()
    yield _of("register", edition is not None, _("Register of places: %(name)s") % {"name": edition.name if edition else "–"}, _("Run: desbumi init"))
    missing = triggers.missing(connection)
    yield _of("triggers", not missing, _("Guards that refuse to change entries of the book"), _("They are missing. Run: desbumi init"))
    if not keys.ring_file().exists():
        yield Finding(
            "keys", "stop", _("The key store is missing: %(where)s") % {"where": home / "keys"}, _("Put the newest copy of the folder “keys” back there.")
        )
    else:
        yield from _keys()
    if settings.DEMO_FILE.exists():
        yield Finding("demo", "watch", _("A demo: its people are invented, their passwords are known."), _("Keep no real person's data here."))
    free = shutil.disk_usage(home).free // 1024**2
    yield _of("disk", free > 500, _("Free on disk: %(free)s MB") % {"free": free}, _("Make room; below 500 MB writing may fail."))


def _pragmas() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for name, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("mmap_size", 0)):
            row = cursor.execute(f"PRAGMA {name}").fetchone()
            yield _of(
                name, (row[0] if row else 0) == wanted, f"SQLite {name} = {row[0] if row else 0}", _("Nobody may change the settings that keep a promise.")
            )


def _keys() -> Iterator[Finding]:
    ring = json.loads(keys.ring_file().read_text())
    if ring["open"]:
        yield Finding(
            "ring",
            "watch",
            _("The ring of keys is an open file: whoever copies the folder can read everything."),
            _("Encrypt the disk. A ring behind a passphrase comes with a later release."),
        )
    try:
        there = Head.objects.count(), len([head for head in Head.objects.order_by("id") if _opens(head)])
    except keys.KeyStoreMissing as refusal:
        yield Finding("keys", "stop", refusal.sentence, refusal.way)
        return
    yield _of(
        "keys",
        there[0] == there[1],
        _("Keys of %(there)s of %(all)s books") % {"there": there[1], "all": there[0]},
        _("Put the newest copy of the folder “keys” back."),
    )


def _opens(head: Head) -> bool:
    try:
        keys.of(head.subject)
    except keys.KeyGone:
        return False
    return True


def _of(name: str, is_good: bool, says: str, mend: str) -> Finding:
    return Finding(name, "good", says) if is_good else Finding(name, "stop", says, mend)
