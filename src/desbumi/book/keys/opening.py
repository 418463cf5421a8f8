"""How the ring opens: an open file, roots kept in memory by `desbumi keys unlock`, the passphrase of the environment, a person asked.

What was opened is held by this process together with every key read through it, and all of that is dropped as soon as
the ring's file is another one (a rotation, an erasure, from whichever process) or the roots in memory are gone.
"""

import hashlib
import json
import os
import stat
from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from desbumi.book.keys.files import home_file, put
from desbumi.book.keys.refusals import KeysLocked, KeyStoreMissing, NoMemoryPlace, PassphraseWrong, RingDoesNotFit
from desbumi.book.keys.ring import LENGTH, Locks, Ring, Roots, derive, read, text_of

Stamp = tuple[int, int, int, int]
FILE, MEMORY, PASSPHRASE = "file", "memory", "passphrase"


@dataclass
class Opened:
    """A ring that this process has open, and what was read with it."""

    path: str
    stamp: Stamp
    roots: Roots
    by: str
    memory: Stamp | None = None
    held: dict[UUID, Any] = field(default_factory=dict)
    purposes: dict[str, bytes] = field(default_factory=dict)
    ciphers: dict[int, AESGCM] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        """The root that wraps what is new."""
        return max(self.roots)

    def cipher(self, number: int) -> AESGCM | None:
        """What wraps under a root; None when the ring does not hold it."""
        if number not in self.ciphers and number in self.roots:
            self.ciphers[number] = AESGCM(derive(self.roots[number], "wrap"))
        return self.ciphers.get(number)

    def is_current(self, path: str) -> bool:
        """Whether the files say what they said when this was opened."""
        return self.path == path and _stamp(path) == self.stamp and (self.memory is None or _stamp(str(memory_file())) == self.memory)


ask: Callable[[Ring], Roots] | None = None  # how a person at a terminal is asked; a server asks nobody
_turn = RLock()
_now: Opened | None = None
_wrong: set[tuple[Stamp, str]] = set()  # a passphrase of the environment that does not fit is tried once


def ring_file() -> Path:
    """Where the ring lies."""
    return home_file("ring.json")


def opened(*, may_ask: bool = True) -> Opened:
    """The ring, open. Raises KeyStoreMissing, RingDoesNotFit, KeysLocked."""
    global _now  # noqa: PLW0603 -- one ring a process
    path, now = f"{settings.DESBUMI_HOME}/keys/ring.json", _now
    if now is not None and now.is_current(path):
        return now
    with _turn:
        if _now is None or not _now.is_current(path):
            _now = _open(path, _now, may_ask=may_ask)
        return _now


def hold(roots: Roots) -> None:
    """This process has the ring open with these roots (by shares, which nobody types twice)."""
    global _now  # noqa: PLW0603 -- one ring a process
    ring, stamp = look()
    if not ring.fits(roots):
        raise RingDoesNotFit
    _now = Opened(f"{settings.DESBUMI_HOME}/keys/ring.json", stamp, roots, PASSPHRASE)


def forget() -> None:
    """Drop all that is held in memory: what was opened, and every key."""
    global _now  # noqa: PLW0603 -- one ring a process
    _now = None
    _wrong.clear()


def look() -> tuple[Ring, Stamp]:
    """The ring's file as it is. Raises KeyStoreMissing, RingDoesNotFit."""
    try:
        with ring_file().open() as file:
            found = os.fstat(file.fileno())
            return read(file.read()), _of(found)
    except FileNotFoundError:
        raise KeyStoreMissing from None
    except UnicodeDecodeError:
        raise RingDoesNotFit from None


def state() -> str:
    """`open` (a plain file), `unlocked` or `locked`; asks nobody. Raises KeyStoreMissing, RingDoesNotFit."""
    ring, _stamp_of_it = look()
    if ring.is_open:
        return "open"
    try:
        opened(may_ask=False)
    except KeysLocked:
        return "locked"
    return "unlocked"


def _open(path: str, before: Opened | None, *, may_ask: bool) -> Opened:
    while True:
        ring, stamp = look()
        found = _opened_quietly(path, ring, stamp, before)
        if found is not None:
            return found
        if _stamp(path) == stamp:  # else a rotation came between ring and memory: look once more
            break
    if ask is None or not may_ask:
        raise KeysLocked
    return Opened(path, stamp, ask(ring), PASSPHRASE)


def _opened_quietly(path: str, ring: Ring, stamp: Stamp, before: Opened | None) -> Opened | None:
    """By what needs nobody; None when that does not open it."""
    if ring.is_open:
        return Opened(path, stamp, ring.roots, FILE)
    if before is not None and (before.path, before.by) == (path, PASSPHRASE) and (kept := _of_ring(ring, before.roots)):
        return Opened(path, stamp, kept, PASSPHRASE)
    memory = _stamp(str(memory_file()))
    if memory is not None and (kept := _of_ring(ring, _in_memory())):
        return Opened(path, stamp, kept, MEMORY, memory)
    told = _by_environment(ring, stamp)
    return Opened(path, stamp, told, PASSPHRASE) if told else None


def _of_ring(ring: Ring, roots: Roots) -> Roots:
    """Those of these roots that the ring holds, when they are all of them; else none."""
    kept = {number: root for number, root in roots.items() if number in ring.numbers}
    return kept if ring.fits(kept) else {}


def _by_environment(ring: Ring, stamp: Stamp) -> Roots | None:
    passphrase = os.environ.get("DESBUMI_PASSPHRASE", "")
    tried = (stamp, hashlib.sha256(passphrase.encode(errors="surrogatepass")).hexdigest())
    if not passphrase or tried in _wrong:
        return None
    try:
        return ring.opened_with(passphrase)
    except PassphraseWrong:
        _wrong.add(tried)
        return None


def write(roots: Roots, locks: Locks | None, *, is_for_server: bool = False) -> None:
    """Put a ring with these roots in the place of the one before; who has it open (this process, a server) keeps it open.

    What lies in memory holds more than either ring until the new one is in place: so no moment is without its roots.
    """
    global _now  # noqa: PLW0603 -- one ring a process
    with _turn:
        path, by, kept = f"{settings.DESBUMI_HOME}/keys/ring.json", FILE if locks is None else PASSPHRASE, _in_memory()
        if locks is not None and (is_for_server or kept):
            with suppress(NoMemoryPlace):
                unlock({**kept, **roots})
                by = MEMORY
        put(ring_file(), text_of(roots, locks))
        if by == MEMORY:
            unlock(roots)
        stamp, memory = _stamp(path), _stamp(str(memory_file())) if by == MEMORY else None
        _now = Opened(path, stamp, roots, by, memory) if stamp else None


def tidy() -> None:
    """Take roots out of memory that the ring does not hold any more: whoever dropped them was killed before that."""
    kept, ring = _in_memory(), look()[0]
    if (of_it := _of_ring(ring, kept)) and of_it != kept:
        unlock(of_it)


def unlock(roots: Roots) -> None:
    """Keep opened roots in memory for every process of ours on this DESBUMI_HOME, until power-off or `lock`. Raises NoMemoryPlace."""
    if _in_memory() == roots:
        return
    if memory_file() == NOWHERE:
        raise NoMemoryPlace
    try:
        put(memory_file(), json.dumps({number: b64encode(root).decode() for number, root in roots.items()}))
    except OSError:
        raise NoMemoryPlace from None


def lock() -> bool:
    """Take the opened roots out of memory; whether there were any."""
    is_there = _stamp(str(memory_file())) is not None
    with suppress(OSError):
        memory_file().unlink(missing_ok=True)
    forget()
    return is_there


NOWHERE = Path("/nonexistent")


def memory_file() -> Path:
    """Where opened roots lie: in storage that forgets at power-off; NOWHERE when this machine has none."""
    return _memory_file(str(settings.DESBUMI_HOME))


@lru_cache(maxsize=64)
def _memory_file(home: str) -> Path:
    name = f"desbumi-{os.geteuid()}-{hashlib.sha256(str(Path(home).resolve()).encode()).hexdigest()[:24]}"
    for place in ("/dev/shm", os.environ.get("XDG_RUNTIME_DIR", "")):  # noqa: S108 -- the name is ours, the file checked before it is read
        if place and Path(place).is_dir() and is_memory(place) and os.access(place, os.W_OK):
            return Path(place) / name
    return NOWHERE


def is_memory(place: str) -> bool:
    """Whether a folder lies in memory, by the list of mounts."""
    try:
        mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    except OSError:
        return False
    real = os.path.realpath(place)
    around = [(point, kind) for _device, point, kind, *_rest in mounts if real == point or real.startswith(point.rstrip("/") + "/")]
    return bool(around) and max(around, key=lambda mount: len(mount[0]))[1] in ("tmpfs", "ramfs")


def _in_memory() -> Roots:
    """The roots kept in memory; none when the file is not ours alone."""
    try:
        handle = os.open(memory_file(), os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return {}
    with os.fdopen(handle) as file:
        found = os.fstat(file.fileno())
        if found.st_uid != os.geteuid() or found.st_mode & 0o077 or not stat.S_ISREG(found.st_mode):
            return {}
        try:
            roots = {int(number): b64decode(root) for number, root in json.loads(file.read()).items()}
        except (ValueError, TypeError, AttributeError):
            return {}
    return roots if all(len(root) == LENGTH for root in roots.values()) else {}


def _stamp(path: str) -> Stamp | None:
    try:
        return _of(os.stat(path))  # noqa: PTH116 -- asked at every key
    except OSError:
        return None


def _of(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_mtime_ns, found.st_ctime_ns, found.st_size
