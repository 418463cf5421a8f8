"""The key store: data keys, wrapped by the ring of this installation, apart from the database.

A key is committed before the row that needs it: an orphan key is harmless, a missing one is not. The ring is an
open file for now; `desbumi doctor` says so.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

from desbumi.book.layout import NONCE, commitment
from desbumi.book.models import DataKey
from desbumi.book.router import STORE
from desbumi.refusals import Refusal

LENGTH = 32


class KeyStoreMissing(Refusal):
    """The database is there, its keys are not: nothing may be written, sealed history cannot be read."""

    code, status = "keys.missing", 503
    says = _("The key store of this installation is not where it belongs: %(where)s.")
    way_forward = _("Put the newest copy of the folder “keys” back there. Nothing is lost in the database.")


class KeyGone(Refusal):
    """A subject without a data key: erased, or its key lies in a newer copy of the store."""

    code, status = "keys.gone", 410
    says = _("The key of this subject is not in the key store.")
    way_forward = _("If it was erased, this is as it was meant. Otherwise put the newest copy of the folder “keys” back.")


class Lock(NamedTuple):
    """A data key ready for use."""

    cipher: AESGCM
    commitment: str


def ring_file() -> Path:
    """Where the ring lies."""
    return Path(settings.DESBUMI_HOME) / "keys/ring.json"


def check() -> None:
    """Raise KeyStoreMissing when the ring is not where it belongs."""
    if not ring_file().exists():
        raise KeyStoreMissing(where=str(ring_file().parent))


def make_ring() -> None:
    """Make the ring of a new installation; one that is there stays."""
    path = ring_file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        json.dump({"open": True, "key": b64encode(os.urandom(LENGTH)).decode()}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)


def derived(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (`wrap`, `factor`), from the ring. Raises KeyStoreMissing."""
    return _derived(str(ring_file()), purpose)


@lru_cache(maxsize=16)
def _derived(path: str, purpose: str) -> bytes:
    try:
        ring = json.loads(Path(path).read_text())
    except FileNotFoundError:
        raise KeyStoreMissing(where=path) from None
    return HKDF(SHA256(), LENGTH, salt=None, info=f"desbumi-{purpose}-1".encode()).derive(b64decode(ring["key"]))


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
        raise KeyStoreMissing(where=str(ring_file().parent)) from problem


def of(subject: UUID) -> Lock:
    """The data key of a subject. Raises KeyGone, KeyStoreMissing."""
    lock = _held.get(subject)
    if lock is None:
        lock = _held[subject] = _read(subject)
        if len(_held) > MOST_HELD:
            _held.pop(next(iter(_held)))
    return lock


MOST_HELD = 20_000
_held: dict[UUID, Lock] = {}


def forget_held() -> None:
    """Drop the keys held in memory (tests; a change of ring)."""
    _held.clear()
    _derived.cache_clear()


def _wrap(wrap: AESGCM, subject: UUID) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + wrap.encrypt(nonce, os.urandom(LENGTH), subject.bytes)


def _read(subject: UUID) -> Lock:
    wrap = AESGCM(derived("wrap"))
    try:
        row = DataKey.objects.using(STORE).filter(pk=subject).first()
    except DatabaseError as problem:
        raise KeyStoreMissing(where=str(ring_file().parent)) from problem
    if row is None or row.wrapped is None:
        raise KeyGone
    wrapped = bytes(row.wrapped)
    key = wrap.decrypt(wrapped[:NONCE], wrapped[NONCE:], subject.bytes)
    return Lock(AESGCM(key), commitment(key))
