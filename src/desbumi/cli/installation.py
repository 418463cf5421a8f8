"""Making an installation, and bringing it up to date."""

import fcntl
import hashlib
import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

import desbumi
from desbumi.access.models import Account
from desbumi.book import following, keys, triggers
from desbumi.book.constraints import NotSetUp, storage_refusal
from desbumi.book.models import Head
from desbumi.people.search import keeping
from desbumi.programme.models import Programme
from desbumi.refusals import Refusal
from desbumi.territory import register
from desbumi.testing.residents import demo_residents
from desbumi.testing.world import World, demo_people
from desbumi.ui.styles import STYLES, write_styles

CLOSED = 0o700
MADE = "made"  # a file that says: a database was made here; if it is gone, that is no first set-up
EMPTY = "empty"  # a file that says: this installation was begun without programme and demo
RESTORING = "restoring"  # a file that says: a restore is under way, or was interrupted


def is_new() -> bool:
    """Whether nothing was made here yet, so that a passphrase is to be chosen."""
    return not keys.ring_file().exists() and _subjects_of_books() is None and not (Path(settings.DESBUMI_HOME) / MADE).exists()


def make(
    *, is_empty: bool, progress: Callable[[int, int], None], passphrase: str = "", hand_out: Callable[[list[str]], None] = lambda _made: None
) -> list[str]:
    """Make or migrate the installation in DESBUMI_HOME; return what was done, one line each: none when nothing.

    With a passphrase the ring of a new one is closed; its three shares are handed out before anything else is made,
    and the server finds it open. Raises KeyStoreMissing when the database is there and its keys are not.
    """
    home = Path(settings.DESBUMI_HOME)
    home.mkdir(mode=CLOSED, parents=True, exist_ok=True)
    with alone(home):  # two at once: the second waits, then finds everything done
        if (home / RESTORING).exists():
            raise RestoreUnfinished
        if passphrase and is_new():
            hand_out(keys.make_closed_ring(passphrase))
        return _make(home, is_empty=is_empty, progress=progress)


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Nobody else makes, restores or upgrades this installation meanwhile."""
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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
    following.begin()
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
            demo_residents(world)
            done.append(_("Invented accounts for trying things out"))
    return done


def _migrate(alias: str) -> None:
    """Bring a database up to date; where nothing is to be done, only see that the triggers are there and people are found by the rules of now."""
    executor = MigrationExecutor(connections[alias])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    else:
        triggers.place(using=alias)
        keeping.follow_the_rules(using=alias)


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

    code, status, stops_the_house = "database.missing", 503, True
    says = gettext_lazy("The database of this installation is gone; its keys are still there.")
    way_forward = gettext_lazy("Put the newest backup of the database back. For a new beginning move the whole folder away.")


class RestoreUnfinished(Refusal):
    """A restore stopped in the middle; what lies here is no installation yet."""

    code, status, stops_the_house = "restore.unfinished", 503, True
    says = gettext_lazy("A restore into this folder was not finished.")
    way_forward = gettext_lazy("Run the same “desbumi restore” again; it begins from nothing.")


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
