"""A backup: the database as it was at one moment, then the files, sealed as a whole in one file."""

import errno
import fcntl
import io
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _
from nacl.public import PrivateKey, PublicKey

from desbumi.book import keys
from desbumi.book.constraints import StorageFull, storage_refusal
from desbumi.book.keys.files import sync_folder
from desbumi.book.models import Entry, Head
from desbumi.cli.backups import archive, leaving, notes, postgresql, sqlite
from desbumi.cli.installation import EMPTY
from desbumi.refusals import Refusal

KEPT_DAYS, KEPT_AT_LEAST = 35, 3
PART = ".part"
OWN = "before-upgrade"  # where an upgrade keeps its backups when no folder is set
MARKS = (EMPTY, "demo.json", "version")
Progress = Callable[[int, int], None]


class NoRoom(Refusal):
    """The disk is full; nothing half is left there."""

    code, status = "backup.no_room", 507
    says = _("There is no room at %(where)s: it needs about %(needed)s MB, %(free)s MB are free. Nothing was left half done.")
    way_forward = _("Make room on that disk; if it is the folder of the backups, another one will do, too.")


class FolderMissing(Refusal):
    """The folder for backups is not there: the stick is not plugged in, or its name was mistyped."""

    code, status = "backup.folder_missing", 404
    says = _("The folder %(where)s is not there.")
    way_forward = _("Put the stick or disk in, or name another folder.")


class FolderInside(Refusal):
    """The folder lies within the installation."""

    code, status = "backup.inside", 422
    says = _("This folder lies within the installation: with it the backup would be lost, too.")
    way_forward = _("Name a folder on another disk.")


class NotAsWritten(Refusal):
    """What was read back is not what was written: the disk does not keep what it is given."""

    code, status = "backup.not_as_written", 503
    says = _("The backup was read back and is not as it was written. It was taken away again.")
    way_forward = _("Do not trust this disk or stick. Take another one.")


@dataclass(frozen=True)
class Made:
    """A backup that is whole."""

    path: Path
    size: int
    entries: int


def public_key() -> bytes:
    """The key to which backups are sealed: made from the ring once and kept, so that a locked ring keeps no backup from being made."""
    kept = Path(settings.DESBUMI_HOME) / "backup.pub"
    with suppress(OSError, ValueError):
        public = bytes.fromhex(kept.read_text())
        if len(public) == PublicKey.SIZE:
            return public
    public = bytes(PrivateKey(keys.derived("backup")).public_key)
    kept.unlink(missing_ok=True)
    keys.keep_once(kept, public.hex())
    return public


def backup(folder: Path, *, progress: Progress = lambda done, of: None) -> Made:
    """Make a backup in a folder while others work. Raises FolderMissing, FolderInside, NoRoom, NotAsWritten."""
    if not folder.is_dir():
        raise FolderMissing(where=folder)
    if folder.resolve().is_relative_to(Path(settings.DESBUMI_HOME).resolve()) and folder.name != OWN:
        raise FolderInside
    public = public_key()
    with alone():
        installation = archive.installation_of(public)
        for left in folder.glob(f".desbumi-{installation}-*{PART}"):
            left.unlink()  # of one that was killed: nobody else writes it, for we hold the lock
        made = _made(folder, public, progress)
        notes.note("made", where=str(folder), file=made.path.name, size=made.size, entries=made.entries)
        _drop_old(folder, installation, made.path)
    return made


@contextmanager
def alone() -> Iterator[None]:
    """One backup or drill of this installation at a time."""
    with (Path(settings.DESBUMI_HOME) / "backup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _made(folder: Path, public: bytes, progress: Progress) -> Made:
    now = datetime.now(UTC)
    name = f"desbumi-{archive.installation_of(public)}-{now:%Y%m%dT%H%M%SZ}.backup"
    part = folder / f".{name}{PART}"
    beside = Path(settings.DESBUMI_HOME) / "backing"
    shutil.rmtree(beside, ignore_errors=True)
    with _room(folder, beside, part):
        beside.mkdir(mode=0o700)
        copy_of = beside / "database"
        entries, heads, subjects = _copy_database(copy_of, progress)
        header = {
            "installation": archive.installation_of(public), "made_at": now.isoformat(), "program": version("desbumi"),
            "database": connection.vendor, "entries": entries, "books": heads, "left_out": [model._meta.label_lower for model in leaving.about_people()],
        }  # fmt: skip
        size = _write(part, header, public, _members(copy_of, subjects))
        target = folder / name
        part.rename(target)
        sync_folder(folder)
    return Made(target, size, entries)


@contextmanager
def _room(folder: Path, beside: Path, part: Path) -> Iterator[None]:
    """Around the work: a full disk is told with what is needed, and nothing half is left whatever happens."""
    try:
        yield
    except (OSError, sqlite3.Error, DatabaseError) as problem:
        refusal = storage_refusal(problem if isinstance(problem, OSError) else DatabaseError(str(problem)))
        if isinstance(refusal, StorageFull) or getattr(problem, "errno", 0) == errno.EDQUOT:
            where = settings.DESBUMI_HOME if not part.exists() else folder
            raise NoRoom(where=where, needed=needed() // 1_000_000 + 1, free=shutil.disk_usage(where).free // 1_000_000) from problem
        raise refusal or problem from problem
    finally:
        shutil.rmtree(beside, ignore_errors=True)
        part.unlink(missing_ok=True)


def needed() -> int:
    """About how many bytes a backup takes: database and files."""
    if connection.vendor == "sqlite":
        size = sum(path.stat().st_size for path in sqlite.own_file().parent.glob(f"{sqlite.own_file().name}*"))
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
    return int(size + sum(path.stat().st_size for path in media_files()))


def _copy_database(target: Path, progress: Progress) -> tuple[int, int, list[UUID]]:
    """The copy, and of it: entries, books, subjects."""
    if connection.vendor == "sqlite":
        sqlite.copy(target, leaving.tables(), progress)
        return sqlite.counted(target)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        postgresql.copy(target, leaving.tables(), snapshot=cursor.fetchone()[0])
        subjects = {UUID(each) for each in Entry.objects.order_by().values_list("subject", flat=True).distinct()}
        heads = list(Head.objects.order_by().values_list("subject", flat=True))
        return Entry.objects.count(), len(heads), [*subjects.union(heads)]


def media_files() -> list[Path]:
    """The sealed files of this installation, without those that are just being written."""
    folder = Path(settings.DESBUMI_HOME) / "media"
    return sorted(path for path in folder.rglob("*") if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts))


def _members(copy_of: Path, subjects: list[UUID]) -> Iterator[tuple[str, Path | bytes]]:
    """What goes into the stream, by name; files after the database, so that no row points to a file that is not there."""
    yield "subjects", b"".join(sorted(subject.bytes for subject in subjects))
    yield "database", copy_of
    home = Path(settings.DESBUMI_HOME)
    for mark in MARKS:
        if (home / mark).exists():
            yield f"home/{mark}", home / mark
    for path in media_files():
        yield str(path.relative_to(home)), path


def _write(part: Path, header: dict[str, Any], public: bytes, members: Iterator[tuple[str, Path | bytes]]) -> int:
    """Write, sync and read back; returns the size."""
    with part.open("xb") as file:
        part.chmod(0o600)
        writer = archive.Writer(file, header, public)
        with tarfile.open(mode="w|", fileobj=cast("Any", writer), bufsize=archive.CHUNK, format=tarfile.PAX_FORMAT) as tar:
            for name, what in members:
                with suppress(FileNotFoundError):  # erased while we worked: no row of today points to it
                    _add(tar, name, what)
        written = writer.close()
        file.flush()
        os.fsync(file.fileno())
        with suppress(OSError):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # what is read back is to come from the disk
    with part.open("rb") as file:
        if file_digest(file, "sha256").hexdigest() != written:
            raise NotAsWritten
    return writer.size


def _add(tar: tarfile.TarFile, name: str, what: Path | bytes) -> None:
    about = tarfile.TarInfo(name)
    about.mode = 0o600
    if isinstance(what, bytes):
        about.size = len(what)
        tar.addfile(about, io.BytesIO(what))
        return
    with what.open("rb") as file:
        about.size = os.fstat(file.fileno()).st_size
        tar.addfile(about, file)


def archives(folder: Path, installation: str = "*") -> list[Path]:
    """Backups in a folder, newest first."""
    return sorted(folder.glob(f"desbumi-{installation}-*.backup"), key=lambda path: path.name.rpartition("-")[2], reverse=True)


def _drop_old(folder: Path, installation: str, newest: Path) -> None:
    """Take away what is older than 35 days, once a newer one is whole; the newest three stay in any case."""
    oldest = f"{datetime.now(UTC) - timedelta(days=KEPT_DAYS):%Y%m%dT%H%M%SZ}"
    for path in archives(folder, installation)[KEPT_AT_LEAST:]:
        if path != newest and path.name.rpartition("-")[2].removesuffix(".backup") < oldest:
            path.unlink()


def daily_backup() -> None:
    """The backup of the day, into the folder that is set; none is set: nothing. Raises FolderMissing when the stick is out."""
    if settings.BACKUP_FOLDER:
        backup(Path(settings.BACKUP_FOLDER))
