"""The key store: data keys, wrapped by the ring of this installation, apart from the database.

A key is committed before the row that needs it: an orphan key is harmless, a missing one is not. The ring is an
open file for now; `desbumi doctor` says so.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Collection
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from desbumi.book.constraints import NotSetUp, storage_refusal
from desbumi.book.layout import NONCE, commitment
from desbumi.book.models import DataKey
from desbumi.book.router import STORE
from desbumi.refusals import Refusal

LENGTH = 32
MOST_ASKED, MOST_HELD = 500, 20_000


class KeyStoreMissing(Refusal):
    """The database is there, its keys are not: nothing may be written, sealed history cannot be read."""

    code, status = "keys.missing", 503
    says = _("The key store of this installation is not where it belongs.")
    way_forward = _("Put the newest copy of the folder “keys” back into the folder of this installation. Nothing is lost in the database.")


class KeyGone(Refusal):
    """A subject without a data key: erased, or its key lies in a newer copy of the store."""

    code, status = "keys.gone", 410
    says = _("The key of this subject is not in the key store.")
    way_forward = _("If it was erased, this is as it was meant. Otherwise put the newest copy of the folder “keys” back.")


class RingDoesNotFit(Refusal):
    """The ring is damaged, or it is not the one that wrapped the keys of this store."""

    code, status = "keys.ring_does_not_fit", 503
    says = _("The ring of keys does not open this key store.")
    way_forward = _("Put ring and key store back from the same copy of the folder “keys”. Nothing is lost in the database.")


class Lock(NamedTuple):
    """A data key ready for use."""

    cipher: AESGCM
    commitment: str


def ring_file() -> Path:
    """Where the ring lies."""
    return Path(settings.DESBUMI_HOME) / "keys/ring.json"


def check() -> None:
    """Raise KeyStoreMissing when the ring or the store is not where it belongs."""
    store = settings.DATABASES[STORE]
    is_file = store["ENGINE"] == "django.db.backends.sqlite3" and Path(str(store["NAME"])).is_absolute()
    if not ring_file().exists() or (is_file and not Path(str(store["NAME"])).exists()):
        raise KeyStoreMissing


def check_subjects(subjects: Collection[UUID]) -> None:
    """Raise KeyStoreMissing when the store does not know these subjects: it is empty, or another's."""
    check()
    try:
        for start in range(0, len(subjects), MOST_ASKED):
            some = list(subjects)[start : start + MOST_ASKED]
            if DataKey.objects.using(STORE).filter(pk__in=some).count() < len(some):
                raise KeyStoreMissing
    except DatabaseError as problem:
        raise _refusal_of(problem) from problem


def make_ring() -> None:
    """Make the ring of a new installation; one that is there stays."""
    ring_file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keep_once(ring_file(), json.dumps({"open": True, "key": b64encode(os.urandom(LENGTH)).decode()}))


def keep_once(path: Path, text: str) -> None:
    """Write a file that only we may read, whole and synced, unless it is there: of two at once the first stays."""
    if path.exists():
        return
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _refusal_of(problem: DatabaseError) -> Refusal | DatabaseError:
    """A store without its table is missing; a full or closed disk is said to be just that."""
    found = storage_refusal(problem)
    return KeyStoreMissing() if isinstance(found, NotSetUp) else found or problem


def derived(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (`wrap`, `factor`), from the ring. Raises KeyStoreMissing."""
    return _derived(str(ring_file()), purpose)


@lru_cache(maxsize=16)
def _derived(path: str, purpose: str) -> bytes:
    try:
        ring = json.loads(Path(path).read_text())
        key = b64decode(ring["key"])
    except FileNotFoundError:
        raise KeyStoreMissing from None
    except (ValueError, KeyError, TypeError):
        raise RingDoesNotFit from None
    return HKDF(SHA256(), LENGTH, salt=None, info=f"desbumi-{purpose}-1".encode()).derive(key)


def ensure(subjects: Collection[UUID]) -> None:
    """Make the data keys that are not there yet, in one statement, and commit them."""
    unknown = [subject for subject in dict.fromkeys(subjects) if subject not in _held]
    if not unknown:
        return
    wrap = AESGCM(derived("wrap"))
    try:
        there = set(DataKey.objects.using(STORE).filter(pk__in=unknown).values_list("pk", flat=True)) if len(unknown) < 500 else set()
        fresh = [DataKey(pk=subject, wrapped=_wrap(wrap, subject)) for subject in unknown if subject not in there]
        DataKey.objects.using(STORE).bulk_create(fresh, ignore_conflicts=True, batch_size=400)
    except DatabaseError as problem:
        raise _refusal_of(problem) from problem


def of(subject: UUID) -> Lock:
    """The data key of a subject. Raises KeyGone, KeyStoreMissing."""
    lock = _held.get(subject)
    if lock is None:
        lock = _held[subject] = _read(subject)
        if len(_held) > MOST_HELD:
            _held.pop(next(iter(_held)))
    return lock


def hold(subjects: Collection[UUID]) -> None:
    """Read the data keys of many at once, for whoever opens their entries next; those that are gone stay away. Raises KeyStoreMissing."""
    unknown = [subject for subject in dict.fromkeys(subjects) if subject not in _held]
    for start in range(0, len(unknown), MOST_ASKED):
        try:
            rows = list(DataKey.objects.using(STORE).filter(pk__in=unknown[start : start + MOST_ASKED], wrapped__isnull=False).order_by("pk"))
        except DatabaseError as problem:
            raise _refusal_of(problem) from problem
        _held.update({row.pk: _unwrapped(row) for row in rows})
    for subject in list(_held)[: max(0, len(_held) - MOST_HELD)]:
        _held.pop(subject, None)


_held: dict[UUID, Lock] = {}


def forget_held() -> None:
    """Drop the keys held in memory (tests; a change of ring)."""
    _held.clear()
    _derived.cache_clear()


def _wrap(wrap: AESGCM, subject: UUID) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + wrap.encrypt(nonce, os.urandom(LENGTH), subject.bytes)


def _read(subject: UUID) -> Lock:
    try:
        row = DataKey.objects.using(STORE).filter(pk=subject).first()
    except DatabaseError as problem:
        raise _refusal_of(problem) from problem
    if row is None or row.wrapped is None:
        raise KeyGone
    return _unwrapped(row)


def _unwrapped(row: DataKey) -> Lock:
    wrapped = bytes(row.wrapped or b"")
    try:
        key = AESGCM(derived("wrap")).decrypt(wrapped[:NONCE], wrapped[NONCE:], row.pk.bytes)
    except InvalidTag:
        raise RingDoesNotFit from None
    return Lock(AESGCM(key), commitment(key))
