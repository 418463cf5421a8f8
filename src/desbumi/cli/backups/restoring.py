"""A backup and the newest keys become an installation again, in an empty folder; whatever is refused leaves nothing there."""

import json
import os
import secrets
import shutil
import tarfile
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, cast
from uuid import UUID

from django.apps.registry import Apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from nacl.public import PrivateKey

from desbumi.book import heads, keys, rebuilding
from desbumi.book.actors import System
from desbumi.book.models import DataKey
from desbumi.book.router import STORE
from desbumi.book.verifying import Verdict, verify
from desbumi.cli import installation
from desbumi.cli.backups import archive, making, postgresql, sqlite
from desbumi.refusals import Refusal

UNFINISHED = installation.RESTORING
MADE_HERE = ("backing", "keys", "media", "static", "secret", "backup.pub", "backups.json", *making.MARKS)
Bar = Callable[[str], Any]


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


class KeysTooOld(Refusal):
    """The backup knows subjects that this copy of the keys does not: a newer copy is needed."""

    code, status = "restore.keys_too_old", 409
    says = gettext_lazy("This copy of the keys is older than the backup: %(missing)s keys are missing in it, its newest is of %(newest)s.")
    way_forward = gettext_lazy("Look for a newer copy of the keys. An older backup fits these keys too.")


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


class NewerProgram(Refusal):
    """The backup was made by a newer program than this one."""

    code, status = "restore.newer_program", 409
    says = gettext_lazy("The backup was made by Desbumi %(backup)s; this program is older: %(here)s.")
    way_forward = gettext_lazy("Install that version or a newer one, then run the same command again.")


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


def restore(source: Path, keys_in: Path, *, declared: Declared | None, bar: Bar) -> Restored:
    """Bring an installation back; `declared` is None only in a drill. Run again after a crash: it begins from nothing."""
    found, home = archive_in(source), Path(settings.DESBUMI_HOME)
    keys_from = _keys_in(keys_in)
    _see_that_empty(home)
    header = archive.header_of(found)
    if header.get("database") != connection.vendor:
        raise OtherDatabase(backup=header.get("database"), here=connection.vendor)
    home.mkdir(mode=installation.CLOSED, parents=True, exist_ok=True)
    with installation.alone(home), _all_or_nothing(home):
        _place_keys(keys_from, home)
        private = keys.derived("backup")
        _see_that_whole(found, private, bar)
        _unpack(found, private, home, bar)
        rebuilt = _place_database(home, header["left_out"], bar)
        with bar(_("Verifying")) as progress:
            verdict = verify(progress=progress)
        made_at = datetime.fromisoformat(header["made_at"])
        epochs = 0
        if declared is not None:
            with bar(_("Declaring the new epoch")) as progress:
                epochs = heads.declare(
                    by=System(), reason=declared.reason, declared_by=declared.by, declared_with=declared.with_, backup_at=made_at, progress=progress
                )
            installation.make_static()
        keys.keep_once(home / "secret", secrets.token_urlsafe(48))
        (home / UNFINISHED).unlink()
        keys.keep_once(home / installation.MADE, "")
    return Restored(found, made_at, verdict, rebuilt, epochs)


def archive_in(source: Path) -> Path:
    """The file itself, or the newest backup of a folder. Raises NoBackupThere."""
    found = [source] if source.is_file() else making.archives(source)
    if not found:
        raise NoBackupThere(where=source)
    return found[0]


def _keys_in(folder: Path) -> Path:
    """Where ring and store lie: in the folder, in its `keys`, or in the newest of its copies. Raises NoKeysThere."""
    near = [folder, folder / "keys", *sorted((path for path in folder.glob("*") if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True)]
    for each in near:
        if (each / "ring.json").exists():
            return each
    raise NoKeysThere(where=folder)


def _see_that_empty(home: Path) -> None:
    """Raise NotEmpty where an installation is; what an interrupted restore left does not count."""
    if (home / UNFINISHED).exists():
        return
    names = [home / installation.MADE, home / "keys", home / "media"]
    is_there = any(path.exists() for path in names)
    if connection.vendor == "sqlite":
        is_there = is_there or (sqlite.own_file().exists() and sqlite.own_file().stat().st_size > 0)
    else:
        is_there = is_there or bool(connection.introspection.table_names())
    if is_there:
        raise NotEmpty(where=home)


@contextmanager
def _all_or_nothing(home: Path) -> Iterator[None]:
    """A mark stands while the restore is under way; whoever finds it begins from nothing. A problem leaves nothing."""
    if (home / UNFINISHED).exists():
        _wipe(home)
    keys.keep_once(home / UNFINISHED, "")
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
    else:
        postgresql.clean()
    for name in MADE_HERE:
        path = home / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)


def _place_keys(source: Path, home: Path) -> None:
    """Copy ring and store; the store as a database, for the copy may be of a running one."""
    (home / "keys").mkdir(mode=installation.CLOSED)
    for path in sorted(source.iterdir()):
        if path.is_file():
            shutil.copyfile(path, home / "keys" / path.name)
            (home / "keys" / path.name).chmod(0o600)
    keys.forget_held()
    keys.check()
    call_command("migrate", database=STORE, verbosity=0, interactive=False)


def _see_that_whole(found: Path, private: bytes, bar: Bar) -> None:
    """Read it all once, before anything of it is put in place; and see that the keys know every subject."""
    size = found.stat().st_size
    with archive.Reader(found, private) as reader, bar(_("Reading the backup")) as progress:
        for name, file, _size in _members(reader):
            if name == "subjects":
                raw = file.read()
                _see_that_known({UUID(bytes=raw[at : at + 16]) for at in range(0, len(raw), 16)})
            while file.read(archive.CHUNK):
                progress(reader.file.tell(), size)
        reader.to_the_end()


def _see_that_known(subjects: Collection[UUID]) -> None:
    known = set(DataKey.objects.using(STORE).order_by().values_list("pk", flat=True))
    missing = len(set(subjects) - known)
    if missing:
        newest = DataKey.objects.using(STORE).aggregate(at=models.Max("created_at"))["at"]
        raise KeysTooOld(missing=missing, newest=f"{newest:%Y-%m-%d %H:%M}" if newest else "–")


def _members(reader: archive.Reader) -> Iterator[tuple[str, Any, int]]:
    """Name, content and size of what lies in a backup; a name that leads elsewhere is not ours."""
    try:
        with tarfile.open(mode="r|", fileobj=cast("Any", reader), bufsize=archive.CHUNK) as tar:
            for about in tar:
                path = PurePosixPath(about.name)
                is_ours = about.isreg() and not path.is_absolute() and ".." not in path.parts and path.parts[0] in ("subjects", "database", "home", "media")
                file = tar.extractfile(about)
                if not is_ours or file is None:
                    raise archive.NoBackup(where=reader.path.name)
                yield about.name, file, about.size
    except tarfile.TarError:
        raise archive.BackupCut(where=reader.path.name) from None


def _unpack(found: Path, private: bytes, home: Path, bar: Bar) -> None:
    """Everything to its place: files, marks, and the database into a folder of its own."""
    size = found.stat().st_size
    (home / "backing").mkdir(mode=installation.CLOSED)
    with archive.Reader(found, private) as reader, bar(_("Unpacking")) as progress:
        for name, file, _size in _members(reader):
            target = home / (name.removeprefix("home/") if name.startswith(("home/", "media/")) else f"backing/{name}")
            target.parent.mkdir(mode=installation.CLOSED, parents=True, exist_ok=True)
            with target.open("xb") as fresh:
                target.chmod(0o600)
                while chunk := file.read(archive.CHUNK):
                    fresh.write(chunk)
                    progress(reader.file.tell(), size)
                fresh.flush()
                os.fsync(fresh.fileno())


def _place_database(home: Path, left_out: list[str], bar: Bar) -> int:
    """The database as it was, the rows of people from the book, then up to this program's version; returns the rows made anew."""
    copy_of = home / "backing/database"
    if connection.vendor == "sqlite":
        connection.close()
        copy_of.rename(sqlite.own_file())
    else:
        with bar(_("Filling the database")):
            postgresql.place(copy_of, "pre-data")
            postgresql.place(copy_of, "data")
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations)
    if ahead := sorted(set(loader.applied_migrations) - known):
        raise NewerProgram(backup=".".join(ahead[0]), here=making.version("desbumi"))
    as_it_was = loader.project_state(list(loader.applied_migrations)).apps
    with bar(_("Making the rows of people anew")) as progress:
        count = _rebuild(as_it_was, left_out, progress)
    if connection.vendor != "sqlite":
        with bar(_("Building indexes")):
            postgresql.place(copy_of, "post-data")
    shutil.rmtree(home / "backing")
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    return count


def _rebuild(as_it_was: Apps, left_out: list[str], progress: Callable[[int, int], None]) -> int:
    """The rows that were left out, as the models were when the backup was made: the migrations after it carry them on."""
    gone = [as_it_was.get_model(name) for name in left_out]
    connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            count = rebuilding.rebuild(gone, progress=progress)
            rebuilding.loose_ends(gone, as_it_was.get_models())
        if connection.vendor == "sqlite":
            connection.check_constraints()
    finally:
        connection.enable_constraint_checking()
    return count


def summary(done: Restored) -> dict[str, Any]:
    """What came back, as one document."""
    return {
        "archive": done.archive.name, "made_at": done.made_at.isoformat(), "books": done.verdict["books"], "entries": done.verdict["entries"],
        "broken": json.loads(json.dumps(done.verdict["broken"])), "rebuilt": done.rebuilt, "epochs": done.epochs,
    }  # fmt: skip
