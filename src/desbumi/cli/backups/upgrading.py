"""A newer program: back up first, tell what changes, migrate, verify; when it fails, everything is as it was before."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext_lazy as _

from desbumi.book import keys
from desbumi.book.models import Entry
from desbumi.book.router import STORE
from desbumi.book.verifying import verify
from desbumi.cli import installation
from desbumi.cli.backups import making, postgresql, sqlite
from desbumi.refusals import Refusal

FOLDER, UNDER_WAY, VERSION = "before-upgrade", "upgrading.json", "version"
FIRST = "0.1.0"


class UpgradeFailed(Refusal):
    """A migration or the verification after it failed; the database is as it was before."""

    code, status = "upgrade.failed", 503
    says = _("The upgrade failed (%(why)s). The database is as it was before.")
    way_forward = _("Start the older version of the program again; it runs on as before. Tell those who make Desbumi what stands here.")


@dataclass(frozen=True)
class Changes:
    """What an upgrade changes: versions, and the migrations that wait, in their order."""

    before: str
    after: str
    waiting: tuple[str, ...]


def changes() -> Changes:
    """What waits to be done."""
    kept = Path(settings.DESBUMI_HOME) / VERSION
    before = kept.read_text().strip() if kept.exists() else FIRST
    waiting = [name for alias in connections for name in _waiting(alias)]
    return Changes(before, version("desbumi"), tuple(dict.fromkeys(waiting)))


def is_under_way() -> bool:
    """Whether an upgrade was killed before it had verified and cleared up."""
    return (Path(settings.DESBUMI_HOME) / FOLDER / UNDER_WAY).exists()


def _waiting(alias: str) -> Iterator[str]:
    executor = MigrationExecutor(connections[alias])
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{migration.app_label} {migration.name}"


def upgrade(folder: Path | None, *, progress: making.Progress = lambda done, of: None) -> making.Made:
    """Upgrade this installation; returns the backup that was made first. After a kill: run it again.

    Raises UpgradeFailed once everything is as it was, and whatever keeps the backup from being made.
    """
    home = Path(settings.DESBUMI_HOME)
    with installation.alone(home):
        beside = home / FOLDER
        beside.mkdir(mode=installation.CLOSED, exist_ok=True)
        made = making.backup(folder or beside, progress=progress)
        _keep(beside)
        try:
            for alias in connections:
                call_command("migrate", database=alias, verbosity=0, interactive=False)
            broken = verify()["broken"]
            why = f"{broken[0]['book']} {broken[0]['seq']}" if broken else ""
        except Exception as problem:  # noqa: BLE001 -- whatever a migration raises: first everything is put back
            why = f"{type(problem).__name__}: {problem}"
        if why:
            _put_back(beside)
            raise UpgradeFailed(why=why)
        installation.make_static()
        (home / VERSION).write_text(version("desbumi") + "\n")
        _forget(beside)
    return made


def _keep(beside: Path) -> None:
    """A plain copy of the database, and of a key store that is a file, beside; unless one of an upgrade that was killed is there and nothing was written since."""
    mark = beside / UNDER_WAY
    if mark.exists() and json.loads(mark.read_text())["entries"] == Entry.objects.count():
        return
    _forget(beside)
    if connection.vendor == "sqlite":
        _copied(sqlite.own_file(), beside / "database")
    else:
        postgresql.copy(beside / "database", [])
    if connections[STORE].vendor == "sqlite":
        _copied(Path(str(settings.DATABASES[STORE]["NAME"])), beside / "keys")
    keys.keep_once(mark, json.dumps({"entries": Entry.objects.count()}))


def _copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=20)) as found, closing(sqlite3.connect(target)) as fresh:
        target.chmod(0o600)
        found.backup(fresh)


def _put_back(beside: Path) -> None:
    """The database as it was, and the key store where it is a file; one on PostgreSQL keeps its newer tables, which an older program reads too."""
    for alias, name in ((DEFAULT_DB_ALIAS, "database"), (STORE, "keys")):
        kept, here = beside / name, connections[alias]
        if here.vendor == "sqlite" and kept.exists():
            here.close()
            _copied(kept, Path(str(settings.DATABASES[alias]["NAME"])))
        elif alias == DEFAULT_DB_ALIAS:
            postgresql.clean()
            for section in ("pre-data", "data", "post-data"):
                postgresql.place(kept, section)
    _forget(beside)


def _forget(beside: Path) -> None:
    """Take the plain copies away; the backups stay."""
    for name in (UNDER_WAY, "database", "keys"):
        (beside / name).unlink(missing_ok=True)
