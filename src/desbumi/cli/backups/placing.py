"""What lies in a backup goes to its place: keys, files, the database, the rows of people made anew."""

import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any, cast
from uuid import UUID

from django.apps.registry import Apps
from django.core.management import call_command
from django.db import connection, connections, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.book import keys, rebuilding
from desbumi.book.models import DataKey
from desbumi.book.router import STORE
from desbumi.cli import installation
from desbumi.cli.backups import archive, postgresql, sqlite
from desbumi.refusals import Refusal

KEY_FILES = ("ring.json", "copies.json")
Bar = Callable[[str], Any]


class KeysTooOld(Refusal):
    """The backup knows subjects that this copy of the keys does not: a newer copy is needed."""

    code, status = "restore.keys_too_old", 409
    says = gettext_lazy("This copy of the keys is older than the backup: %(missing)s keys are missing in it, its newest is of %(newest)s.")
    way_forward = gettext_lazy("Look for a newer copy of the keys. An older backup fits these keys too.")


class NewerProgram(Refusal):
    """The backup was made by a newer program than this one."""

    code, status = "restore.newer_program", 409
    says = gettext_lazy("The backup was made by Desbumi %(backup)s; this program is older: %(here)s.")
    way_forward = gettext_lazy("Install that version or a newer one, then run the same command again.")


def place_keys(source: Path, home: Path) -> None:
    """Put the ring in place and fill a store of our own: the copy may be of a store at work, or have the table alone."""
    (home / "keys").mkdir(mode=installation.CLOSED)
    keys.forget_held()
    connections[STORE].close()
    for name in KEY_FILES:
        if (source / name).is_file():
            shutil.copyfile(source / name, home / "keys" / name)
            (home / "keys" / name).chmod(0o600)
    call_command("migrate", database=STORE, verbosity=0, interactive=False)
    store = source / "keys.sqlite3"
    if store.is_file() and connections[STORE].vendor == "sqlite":
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True, timeout=20)) as copy_of, transaction.atomic(using=STORE):
            there = {row[1] for row in copy_of.execute("PRAGMA table_info(book_datakey)")}
            columns = ", ".join(str(field.column) for field in DataKey._meta.concrete_fields if field.column in there)
            rows = copy_of.execute(f"SELECT {columns} FROM book_datakey")
            marks = ", ".join(["?"] * (columns.count(",") + 1))
            connections[STORE].connection.executemany(f"INSERT INTO book_datakey ({columns}) VALUES ({marks})", rows)
    keys.check()


def see_that_whole(found: Path, private: bytes, bar: Bar) -> None:
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


def unpack(found: Path, private: bytes, home: Path, bar: Bar) -> None:
    """Everything to its place: files, marks, and the database into a folder of its own."""
    size = found.stat().st_size
    (home / "backing").mkdir(mode=installation.CLOSED)
    with archive.Reader(found, private) as reader, bar(_("Unpacking")) as progress:
        for name, file, _size in _members(reader):
            target = home / (name.removeprefix("home/") if name.startswith(("home/", "media/")) else f"backing/{name}")
            target.parent.mkdir(mode=installation.CLOSED, parents=True, exist_ok=True)
            with target.open("wb") as fresh:
                target.chmod(0o600)
                while chunk := file.read(archive.CHUNK):
                    fresh.write(chunk)
                    progress(reader.file.tell(), size)
                fresh.flush()
                os.fsync(fresh.fileno())


def place_database(home: Path, left_out: list[str], bar: Bar) -> int:
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
        raise NewerProgram(backup=".".join(ahead[0]), here=version("desbumi"))
    as_it_was = loader.project_state(list(loader.applied_migrations)).apps
    with bar(_("Making the rows of people anew")) as progress:
        count = _rebuild(as_it_was, left_out, progress)
    if connection.vendor != "sqlite":
        with bar(_("Building indexes")):
            postgresql.place(copy_of, "post-data")
    shutil.rmtree(home / "backing")
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    rebuilding.work_out()
    return count


def _rebuild(as_it_was: Apps, left_out: list[str], progress: Callable[[int, int], None]) -> int:
    """The rows that were left out, as the models were when the backup was made: the migrations after it carry them on."""
    there = {model._meta.label_lower: model for model in as_it_was.get_models()}
    gone = [there[name] for name in left_out if name in there]  # a newer program backed up before it migrated: what it knows more was not there
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
