"""Making an installation, and examining one."""

import fcntl
import hashlib
import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import desbumi
from desbumi.access.models import Account
from desbumi.book import keys, triggers
from desbumi.book.constraints import NotSetUp, storage_refusal
from desbumi.book.models import Head
from desbumi.programme.models import Programme
from desbumi.refusals import Refusal
from desbumi.territory import register
from desbumi.territory.models import Edition
from desbumi.testing.world import World, demo_people
from desbumi.ui.styles import STYLES, write_styles

CLOSED = 0o700
MADE = "made"  # a file that says: a database was made here; if it is gone, that is no first set-up
EMPTY = "empty"  # a file that says: this installation was begun without programme and demo
OLDEST_SQLITE = (3, 51, 3)


def make(*, is_empty: bool, progress: Callable[[int, int], None]) -> list[str]:
    """Make or migrate the installation in DESBUMI_HOME; return what was done, one line each: none when nothing.

    Raises KeyStoreMissing when the database is there and its keys are not.
    """
    home = Path(settings.DESBUMI_HOME)
    home.mkdir(mode=CLOSED, parents=True, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two at once: the second waits, then finds everything done
        return _make(home, is_empty=is_empty, progress=progress)


def _make(home: Path, *, is_empty: bool, progress: Callable[[int, int], None]) -> list[str]:
    done: list[str] = []
    subjects = _subjects_of_books()
    if subjects is None and (home / MADE).exists():
        raise DatabaseMissing
    if subjects:
        keys.check_subjects(subjects)
    else:
        keys.make_ring()
    keys.keep_once(home / "secret", secrets.token_urlsafe(48))
    for alias in connections:
        _migrate(alias)
    if places := register.load(progress=progress):
        done.append(_("%(places)s places of the register") % {"places": places})
    if is_empty:
        if settings.DEMO_FILE.exists():
            raise HoldsDemo
        keys.keep_once(home / EMPTY, "")
    if not (home / EMPTY).exists() and not Programme.objects.exists():
        done += _found()
    if make_static():
        done.append(_("Look and scripts"))
    keys.keep_once(home / MADE, "")
    return done


def _found() -> list[str]:
    """The founding programme and, where nobody has an account yet, the invented people: all or nothing."""
    world = World()
    with transaction.atomic():
        done = [_("Programme: %(name)s") % {"name": world.founded().name}]
        if not Account.objects.exists():
            settings.DEMO_FILE.unlink(missing_ok=True)
            keys.keep_once(settings.DEMO_FILE, json.dumps(demo_people(world)))
            done.append(_("Invented accounts for trying things out"))
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


class DatabaseMissing(Refusal):
    """The keys of an installation are there, its database is not: a new one would look as if all were well."""

    code, status = "database.missing", 503
    says = gettext_lazy("The database of this installation is gone; its keys are still there.")
    way_forward = gettext_lazy("Put the newest backup of the database back. For a new beginning move the whole folder away.")


class HoldsDemo(Refusal):
    """A real installation was to begin where invented people live."""

    code, status = "installation.holds_demo", 409
    says = gettext_lazy("This folder holds a demo; a real installation does not begin among invented people.")
    way_forward = gettext_lazy("Name another folder: make up EMPTY=1 DESBUMI_HOME=…, or move this one away.")


def _subjects_of_books() -> list[UUID] | None:
    """Whose keys the key store must hold: those of all books; None when there is no database yet."""
    try:
        return list(Head.objects.order_by("id").values_list("subject", flat=True))
    except DatabaseError as problem:
        if not isinstance(storage_refusal(problem), NotSetUp):
            raise
        return None


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
    except DatabaseError as problem:
        refusal = storage_refusal(problem)
        if refusal is None:
            raise
        return [Finding("database", "stop", refusal.sentence, refusal.way)]


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
    try:
        heads = list(Head.objects.order_by("id"))
        there = sum(_opens(head) for head in heads)
        is_open = json.loads(keys.ring_file().read_text())["open"]
    except (keys.KeyStoreMissing, keys.RingDoesNotFit) as refusal:
        yield Finding("keys", "stop", refusal.sentence, refusal.way)
        return
    if is_open:
        yield Finding(
            "ring", "watch", _("The ring of keys is an open file: whoever copies the folder can read everything."),
            _("Encrypt the disk. A ring behind a passphrase comes with a later release."),
        )  # fmt: skip
    yield _of(
        "keys",
        there == len(heads),
        _("Keys of %(there)s of %(all)s books") % {"there": there, "all": len(heads)},
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
