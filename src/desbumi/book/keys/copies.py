"""Copies of key store and ring, on other disks: registered, read back, refreshed whenever they can be reached.

A copy is a folder with `keys.sqlite3`, `ring.json` and `copy.json`, by which we know it again. The list of copies lies
in `copies.json`: an erasure is whole when every copy on it has confirmed.
"""

import hashlib
import json
import os
import secrets
import sqlite3
from contextlib import closing, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.models import Count

from desbumi.book.keys.files import home_file, put, sync_folder
from desbumi.book.keys.opening import look, ring_file
from desbumi.book.keys.refusals import CopyDiffers, CopyInside, CopyNotWritten, CopyOfAnother, CopyUnknown
from desbumi.book.keys.rotating import alone, finish
from desbumi.book.keys.store import said
from desbumi.book.models import DataKey
from desbumi.book.router import STORE

STORE_FILE, RING_FILE, MARK = "keys.sqlite3", "ring.json", "copy.json"
TABLE = """CREATE TABLE "book_datakey" ("id" char(32) NOT NULL PRIMARY KEY, "wrapped" BLOB NULL,
    "created_at" datetime NOT NULL, "erased_at" datetime NULL, "ring" integer unsigned NOT NULL CHECK ("ring" >= 0))"""
OLD = timedelta(days=30)


@dataclass(frozen=True)
class Copy:
    """A registered copy: where, of when, how many keys and erased ones it held, under which root; `lost` says why it was struck off."""

    name: str
    folder: str
    mark: str
    at: str = ""
    ring: int = 0
    keys: int = 0
    erased: int = 0
    lost: str = ""

    @property
    def made_at(self) -> datetime:
        """When it was last written."""
        return datetime.fromisoformat(self.at)

    @property
    def is_reachable(self) -> bool:
        """Whether the folder is there and is this copy: another stick at the same place is not."""
        try:
            return bool(json.loads((Path(self.folder) / MARK).read_text())["mark"] == self.mark)
        except (OSError, ValueError, KeyError, TypeError):
            return False


@dataclass(frozen=True)
class State:
    """What is to be said of the copies: the newest, whether it holds all that the store holds now, who is behind."""

    newest: Copy | None
    is_whole: bool
    behind: tuple[str, ...]

    @property
    def is_old(self) -> bool:
        """Whether the newest copy is older than thirty days."""
        return self.newest is None or datetime.now(UTC) - self.newest.made_at > OLD


def registered() -> list[Copy]:
    """All copies that count, newest first; those struck off do not."""
    return sorted((copy for copy in _all() if not copy.lost), key=lambda copy: copy.at, reverse=True)


def _all() -> list[Copy]:
    try:
        return [Copy(**each) for each in json.loads(home_file("copies.json").read_text())["copies"]]
    except FileNotFoundError:
        return []


def _register(copy: Copy) -> None:
    others = [each for each in _all() if each.folder != copy.folder]
    put(home_file("copies.json"), json.dumps({"copies": [asdict(each) for each in (*others, copy)]}, indent=1))


def keep(folder: Path, *, name: str = "") -> Copy:
    """Copy key store and ring into a folder, read them back, and register it. Raises CopyInside, CopyOfAnother, CopyNotWritten, CopyDiffers.

    An interrupted rotation is finished first, so that a copy holds one root alone.
    """
    folder = folder.resolve()
    if folder.is_relative_to(Path(settings.DESBUMI_HOME).resolve()):
        raise CopyInside
    known = next((copy for copy in registered() if copy.folder == str(folder)), None)
    copy = known or Copy(name or folder.name, str(folder), secrets.token_hex(8))
    with alone():
        finish()
        try:
            if (folder / STORE_FILE).exists() and not (known and known.is_reachable):
                raise CopyOfAnother
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            done = _written(replace(copy, name=name or copy.name))
        except (OSError, sqlite3.Error) as problem:
            raise CopyNotWritten(folder=folder) from problem
        _register(done)
    return done


def adopt(folder: Path) -> None:
    """After a restore: the copy that it came from is one that counts. A folder that is no copy is let be."""
    try:
        told = json.loads((folder / MARK).read_text())
    except (OSError, ValueError):
        return
    now = _counted()
    _register(Copy(str(told["name"]), str(folder.resolve()), str(told["mark"]), str(told["at"]), now.ring, now.keys, now.erased))


def refresh() -> list[str]:
    """Write all copies anew that can be reached; returns the names of those that could not."""
    unreached = []
    for folder in [copy.folder for copy in registered()]:
        with alone():
            finish()
            copy = next((each for each in registered() if each.folder == folder), None)
            if copy is None:  # struck off meanwhile
                continue
            try:
                if not copy.is_reachable:
                    raise FileNotFoundError(copy.folder)
                _register(_written(copy))
            except (OSError, sqlite3.Error, CopyDiffers):
                unreached.append(copy.name)
    return unreached


def strike_off(folder: Path, *, reason: str) -> Copy:
    """A copy is lost or destroyed, and counts no more. Raises CopyUnknown."""
    known = next((copy for copy in registered() if copy.folder == str(folder.resolve()) or copy.name == str(folder)), None)
    if known is None:
        raise CopyUnknown
    with alone():
        _register(replace(known, lost=reason))
    return known


def unconfirmed() -> list[str]:
    """Names of the copies that may still hold a key that was erased."""
    now = _counted()
    return [copy.name for copy in registered() if copy.erased < now.erased]


def state() -> State:
    """What doctor and backups say of the copies."""
    now, copies = _counted(), registered()
    behind = [copy for copy in copies if (copy.ring, copy.keys, copy.erased) != (now.ring, now.keys, now.erased)]
    return State(copies[0] if copies else None, bool(copies) and copies[0] not in behind, tuple(copy.name for copy in behind))


def is_on_the_same_disk(folder: Path) -> bool:
    """Whether a copy there would be lost with the disk of the installation."""
    return folder.stat().st_dev == Path(settings.DESBUMI_HOME).stat().st_dev


def _counted() -> Copy:
    """What the store holds now, as a copy made now would say."""
    with said():
        found = DataKey.objects.using(STORE).aggregate(all=Count("pk"), keys=Count("wrapped"))
    return Copy("", "", "", ring=max(look()[0].numbers), keys=found["keys"], erased=found["all"] - found["keys"])


def _written(copy: Copy) -> Copy:
    """The files of a copy, each whole before it takes its place. To be called `alone`."""
    folder, now = Path(copy.folder), datetime.now(UTC).isoformat(timespec="milliseconds")
    fresh = folder / f".{STORE_FILE}.{os.getpid()}"
    try:
        fresh.unlink(missing_ok=True)
        fresh.touch(mode=0o600)
        keys, erased = _store_into(fresh)
        _read_back(fresh)
        ring = ring_file().read_text()
        put(folder / MARK, json.dumps({"mark": copy.mark, "name": copy.name, "at": now}))
        put(folder / RING_FILE, ring)
        fresh.replace(folder / STORE_FILE)
        sync_folder(folder)
    finally:
        fresh.unlink(missing_ok=True)
    if (folder / RING_FILE).read_text() != ring:
        raise CopyDiffers
    return replace(copy, at=now, ring=max(look()[0].numbers), keys=keys, erased=erased)


def _store_into(path: Path) -> tuple[int, int]:
    """The store as one SQLite file, whichever database keeps it; returns how many keys and erased ones it holds."""
    here = connections[STORE]
    here.ensure_connection()
    with closing(sqlite3.connect(path, isolation_level=None)) as target:
        if here.vendor == "sqlite" and not here.in_atomic_block:
            here.connection.backup(target)
        else:
            target.execute("BEGIN")
            target.execute(TABLE)
            rows = DataKey.objects.using(STORE).order_by("pk").values_list("pk", "wrapped", "created_at", "erased_at", "ring")
            target.executemany(
                "INSERT INTO book_datakey (id, wrapped, created_at, erased_at, ring) VALUES (?, ?, ?, ?, ?)",
                ((pk.hex, wrapped and bytes(wrapped), _sqlite(made), _sqlite(gone), ring) for pk, wrapped, made, gone, ring in rows.iterator(chunk_size=2000)),
            )
            target.execute("COMMIT")
        target.execute("PRAGMA journal_mode=DELETE")
        keys, of = target.execute("SELECT count(wrapped), count(*) FROM book_datakey").fetchone()
    return int(keys), int(of) - int(keys)


def _sqlite(moment: datetime | None) -> str | None:
    """A moment as Django keeps it in SQLite."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ") if moment else None


def _read_back(path: Path) -> None:
    """Synced, taken out of memory, read from the disk once more: the same bytes, and a sound database. Raises CopyDiffers."""
    with path.open("rb") as file:
        before = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
        with suppress(OSError, AttributeError):  # not every system can
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        file.seek(0)
        after = hashlib.file_digest(file, "sha256").hexdigest()
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as target:
            is_sound = target.execute("PRAGMA quick_check").fetchone() == ("ok",)
    except sqlite3.DatabaseError:
        raise CopyDiffers from None
    if before != after or not is_sound:
        raise CopyDiffers
