"""A backup and the newest keys become an installation again, in an empty folder; whatever is refused leaves nothing there."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.book import heads, keys
from desbumi.book.actors import System
from desbumi.book.keys.refusals import PassphraseNeeded
from desbumi.book.router import STORE
from desbumi.book.verifying import Verdict, verify
from desbumi.cli import installation
from desbumi.cli.backups import archive, making, placing, postgresql, sqlite
from desbumi.refusals import Refusal

UNFINISHED = installation.RESTORING
MADE_HERE = ("backing", "keys", "media", "static", "secret", "backup.pub", "backups.json", *making.MARKS)


class NotEmpty(Refusal):
    """There is an installation already; nothing is put over it."""

    code, status = "restore.not_empty", 409
    says = gettext_lazy("There is an installation in %(where)s already.")
    way_forward = gettext_lazy("Nothing is put over it. Name another folder (DESBUMI_HOME=…) or move this one away; with PostgreSQL, name an empty database.")


class NoBackupThere(Refusal):
    """The folder holds no backup."""

    code, status = "restore.no_backup", 404
    says = gettext_lazy("There is no backup in %(where)s.")
    way_forward = gettext_lazy("Name the folder in which “desbumi backup” put them, or one file that ends in .backup.")


class NoKeysThere(Refusal):
    """The folder holds no keys: a backup is useless alone."""

    code, status = "restore.no_keys", 404
    says = gettext_lazy("There are no keys in %(where)s. A backup without keys is useless alone.")
    way_forward = gettext_lazy("Name the folder that “desbumi keys copy” made, or the folder “keys” of the old machine: --keys FOLDER")


class NotDeclared(Refusal):
    """A restore loses what came after the backup; two people say so, with a reason."""

    code, status = "restore.not_declared", 422
    says = gettext_lazy("A restore needs a reason and the names of two different people.")
    way_forward = gettext_lazy("Add: --reason TEXT --by NAME --with NAME")


class OtherDatabase(Refusal):
    """The backup is of the other kind of database."""

    code, status = "restore.other_database", 409
    says = gettext_lazy("The backup is of %(backup)s, and here stands %(here)s.")
    way_forward = gettext_lazy("For SQLite leave DATABASE_URL out; for PostgreSQL give DATABASE_URL of an empty database.")


@dataclass(frozen=True)
class Restored:
    """What came back."""

    archive: Path
    made_at: datetime
    verdict: Verdict
    rebuilt: int
    epochs: int


@dataclass(frozen=True)
class Declared:
    """Why the books go on from a backup, and who says so: words for the record, for no account is open yet."""

    reason: str
    by: str
    with_: str

    def __post_init__(self) -> None:
        names = {" ".join(name.split()).casefold() for name in (self.by, self.with_)}
        if not self.reason.strip() or "" in names or len(names) < 2:
            raise NotDeclared


def restore(source: Path, keys_in: Path, *, declared: Declared | None, bar: placing.Bar) -> Restored:
    """Bring an installation back; `declared` is None only in a drill. Run again after a crash: it begins from nothing."""
    found, home = archive_in(source), Path(settings.DESBUMI_HOME)
    keys_from = keys_there(keys_in)
    _see_that_empty(home)
    header = archive.header_of(found)
    if header.get("database") != connection.vendor:
        raise OtherDatabase(backup=header.get("database"), here=connection.vendor)
    home.mkdir(mode=installation.CLOSED, parents=True, exist_ok=True)
    with installation.alone(home), _all_or_nothing(home):
        placing.place_keys(keys_from, home)
        try:
            private = keys.derived("backup")
        except keys.KeysLocked:
            raise PassphraseNeeded from None  # here is nothing yet that could be unlocked
        (home / "backup.pub").unlink(missing_ok=True)
        making.public_key()
        placing.see_that_whole(found, private, bar)
        placing.unpack(found, private, home, bar)
        rebuilt = placing.place_database(home, header["left_out"], bar)
        with bar(_("Verifying")) as progress:
            verdict = verify(progress=progress)
        made_at = datetime.fromisoformat(header["made_at"])
        epochs = 0
        if declared is not None:
            keys.copies.adopt(keys_from)
            with bar(_("Declaring the new epoch")) as progress:
                epochs = heads.declare(
                    by=System(), reason=declared.reason, declared_by=declared.by, declared_with=declared.with_, backup_at=made_at, progress=progress
                )
            installation.make_static()
        keys.keep_once(home / "secret", secrets.token_urlsafe(48))
        if connection.vendor != "sqlite":
            postgresql.unmark()
        (home / UNFINISHED).unlink()
        keys.keep_once(home / installation.MADE, "")
    return Restored(found, made_at, verdict, rebuilt, epochs)


def archive_in(source: Path) -> Path:
    """The file itself, or the newest backup of a folder. Raises NoBackupThere."""
    found = [source] if source.is_file() else making.archives(source)
    if not found:
        raise NoBackupThere(where=source)
    return found[0]


def keys_there(folder: Path) -> Path:
    """Where ring and store lie: in the folder, in its `keys`, or in the newest of its copies. Raises NoKeysThere."""
    near = [folder, folder / "keys", *sorted((path for path in folder.glob("*") if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True)]
    for each in near:
        if (each / "ring.json").exists():
            return each
    raise NoKeysThere(where=folder)


def _see_that_empty(home: Path) -> None:
    """Raise NotEmpty where an installation is; what an interrupted restore left here does not count."""
    if _is_interrupted(home):
        return
    is_there = any((home / name).exists() for name in (installation.MADE, "keys", "media"))
    if connection.vendor == "sqlite":
        is_there = is_there or (sqlite.own_file().exists() and sqlite.own_file().stat().st_size > 0)
    else:
        is_there = is_there or bool(connection.introspection.table_names())
    if is_there:
        raise NotEmpty(where=home)


def _is_interrupted(home: Path) -> bool:
    """Whether a restore was interrupted here, with this very database: of another one nothing may be taken away."""
    mark = home / UNFINISHED
    if not mark.exists():
        return False
    if connection.vendor == "sqlite":
        return mark.read_text() == str(sqlite.own_file())
    return postgresql.is_marked() or not connection.introspection.table_names()


@contextmanager
def _all_or_nothing(home: Path) -> Iterator[None]:
    """A mark stands while the restore is under way; whoever finds it begins from nothing. A problem leaves nothing."""
    if (home / UNFINISHED).exists():
        _wipe(home)
    else:
        keys.keep_once(home / UNFINISHED, str(sqlite.own_file()) if connection.vendor == "sqlite" else "")
    if connection.vendor != "sqlite":
        postgresql.mark()
    try:
        yield
    except BaseException:
        _wipe(home)
        (home / UNFINISHED).unlink(missing_ok=True)
        raise


def _wipe(home: Path) -> None:
    """Take away what a restore puts here, and nothing else."""
    keys.forget_held()
    connections[STORE].close()
    if connection.vendor == "sqlite":
        connection.close()
        for path in sqlite.own_file().parent.glob(f"{sqlite.own_file().name}*"):
            path.unlink()
    elif postgresql.is_marked():
        postgresql.clean()
    for name in MADE_HERE:
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)


def summary(done: Restored) -> dict[str, Any]:
    """What came back, as one document."""
    return {
        "archive": done.archive.name, "made_at": done.made_at.isoformat(), "books": done.verdict["books"], "entries": done.verdict["entries"],
        "broken": done.verdict["broken"], "rebuilt": done.rebuilt, "epochs": done.epochs,
    }  # fmt: skip
