"""Data keys: wrapped by the ring of this installation, apart from the database.

A key is committed before the row that needs it: an orphan key is harmless, a missing one is not.
"""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from desbumi.book.constraints import NotSetUp, storage_refusal
from desbumi.book.keys.opening import Opened, forget, opened, ring_file
from desbumi.book.keys.refusals import KeyGone, KeyStoreMissing, RingDoesNotFit
from desbumi.book.keys.ring import LENGTH, derive
from desbumi.book.layout import NONCE, commitment
from desbumi.book.models import DataKey
from desbumi.book.router import STORE
from desbumi.book.rows import ready
from desbumi.refusals import Refusal

MOST_ASKED, MOST_HELD = 500, 20_000
TURNS = 5  # looks at a row whose root the ring does not hold: a rotation may be quicker than the look
WRITERS = 0x0DE5_B0A1  # the lock of PostgreSQL by which a rotation waits for writers under way

PURPOSES = UUID("5b2f2c0e-6d0a-5c0b-9a3e-0d5b0a1f9c11")
SEED = "seed"
OWN_ROW = ("factor", "sign")  # purposes of the first installations, whose keys came from the first root


class Lock(NamedTuple):
    """A data key ready for use."""

    cipher: AESGCM
    commitment: str


def check() -> None:
    """Raise KeyStoreMissing when the ring or the store is not where it belongs, KeysLocked while the ring is locked."""
    check_there()
    opened()


def check_there() -> None:
    """Raise KeyStoreMissing when the ring or the store is not where it belongs."""
    store = settings.DATABASES[STORE]
    is_file = store["ENGINE"] == "desbumi.book.sqlite" and Path(str(store["NAME"])).is_absolute()
    if not ring_file().exists() or (is_file and not Path(str(store["NAME"])).exists()):
        raise KeyStoreMissing


def check_subjects(subjects: Collection[UUID]) -> None:
    """Raise KeyStoreMissing when the store does not know these subjects: it is empty, or another's."""
    check_there()
    with said():
        for start in range(0, len(subjects), MOST_ASKED):
            some = list(subjects)[start : start + MOST_ASKED]
            if DataKey.objects.using(STORE).filter(pk__in=some).count() < len(some):
                raise KeyStoreMissing


@contextmanager
def said() -> Iterator[None]:
    """Around questions to the store: without its table it is missing; a full or closed disk is said to be just that."""
    try:
        yield
    except DatabaseError as problem:
        found = storage_refusal(problem)
        refusal: Refusal | DatabaseError = KeyStoreMissing() if isinstance(found, NotSetUp) else found or problem
        raise refusal from problem


def derived(purpose: str) -> bytes:
    """A key of 32 bytes for one purpose (`factor`, `sign`), the same over all rotations. Raises KeyStoreMissing, KeysLocked."""
    state = opened()
    key = state.purposes.get(purpose)
    if key is None:
        key = _purpose_key(purpose) if purpose in OWN_ROW else derive(_purpose_key(SEED), purpose)
        state.purposes[purpose] = key
    return key


def _purpose_key(name: str) -> bytes:
    """From its row; before the first rotation, when there is none yet, from the first root, which made the row's value too."""
    try:
        return _unwrapped(purpose_id(name))[1]
    except KeyGone:
        first = opened().roots.get(1)
        if first is None:
            raise KeyStoreMissing from None
        return derive(first, name)


def purpose_id(name: str) -> UUID:
    """Under which id the key of a purpose lies in the store."""
    return uuid5(PURPOSES, name)


def keep_purposes() -> None:
    """Give the keys of all purposes their rows while the first root is there; once it is gone they cannot be made."""
    with _writers_turn() as state:
        if first := state.roots.get(1):
            _insert(state, {purpose_id(name): derive(first, name) for name in (*OWN_ROW, SEED)})


def ensure(subjects: Collection[UUID]) -> None:
    """Make the data keys that are not there yet, in one statement, and commit them."""
    held = opened().held
    unknown = [subject for subject in dict.fromkeys(subjects) if subject not in held]
    if not unknown:
        return
    with said():
        there = set(DataKey.objects.using(STORE).filter(pk__in=unknown).values_list("pk", flat=True)) if len(unknown) < MOST_ASKED else set()
        if fresh := [subject for subject in unknown if subject not in there]:
            made = {subject: os.urandom(LENGTH) for subject in fresh}
            with _writers_turn() as state:
                is_ours = _insert(state, made)
            if is_ours:  # committed, and nobody was quicker: they need not be read back
                _hold(state, made)


@contextmanager
def _writers_turn() -> Iterator[Opened]:
    """A transaction on the store; the ring is looked at within it.

    So a rotation that has put a new root into the ring, and then had a turn of its own, meets no key that is wrapped
    by an older one later. SQLite lets one write at a time; PostgreSQL is told by a shared lock.
    """
    with transaction.atomic(using=STORE):
        if connections[STORE].vendor == "postgresql":
            connections[STORE].cursor().execute("SELECT pg_advisory_xact_lock_shared(%s)", [WRITERS])
        yield opened()


def _insert(state: Opened, keys: dict[UUID, bytes]) -> bool:
    """Keep these keys, but for those that are there already; returns whether none was."""
    there, now = connections[STORE], timezone.now()
    fields: Any = [DataKey._meta.get_field(name) for name in ("id", "wrapped", "ring", "created_at")]
    sql = f"INSERT INTO book_datakey (id, wrapped, ring, created_at) VALUES ({', '.join(['%s'] * len(fields))}) ON CONFLICT DO NOTHING"
    rows = [(subject, wrapped(state, subject, key), state.newest, now) for subject, key in keys.items()]
    with there.cursor() as cursor:
        cursor.executemany(sql, [ready(fields, row, there) for row in rows])
        return int(cursor.rowcount) == len(rows)


def _hold(state: Opened, keys: dict[UUID, bytes]) -> None:
    for subject, key in keys.items():
        state.held[subject] = Lock(AESGCM(key), commitment(key))
    for subject in list(state.held)[: max(0, len(state.held) - MOST_HELD)]:
        state.held.pop(subject, None)


def wrapped(state: Opened, subject: UUID, key: bytes) -> bytes:
    """A key under the newest root."""
    cipher, nonce = state.cipher(state.newest), os.urandom(NONCE)
    if cipher is None:
        raise RingDoesNotFit
    return nonce + cipher.encrypt(nonce, key, subject.bytes)


def unwrapped(state: Opened, row: DataKey) -> bytes | None:
    """The key in a row; None when the ring, as it was opened, does not hold its root. Raises RingDoesNotFit."""
    cipher, sealed = state.cipher(row.ring), bytes(row.wrapped or b"")
    if cipher is None:
        return None
    try:
        return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], row.pk.bytes)
    except (InvalidTag, ValueError):
        raise RingDoesNotFit from None


def of(subject: UUID) -> Lock:
    """The data key of a subject. Raises KeyGone, KeyStoreMissing, KeysLocked."""
    lock: Lock | None = opened().held.get(subject)
    if lock is None:
        state, key = _unwrapped(subject)
        lock = state.held[subject] = Lock(AESGCM(key), commitment(key))
        if len(state.held) > MOST_HELD:
            state.held.pop(next(iter(state.held)), None)
    return lock


def hold(subjects: Collection[UUID]) -> None:
    """Read the data keys of many at once, for whoever opens their entries next; those that are gone stay away. Raises KeyStoreMissing, KeysLocked."""
    state = opened()
    unknown = [subject for subject in dict.fromkeys(subjects) if subject not in state.held]
    for start in range(0, len(unknown), MOST_ASKED):
        with said():
            rows = list(DataKey.objects.using(STORE).filter(pk__in=unknown[start : start + MOST_ASKED], wrapped__isnull=False).order_by("pk"))
        for row in rows:
            if (key := unwrapped(state, row)) is not None:
                state.held[row.pk] = Lock(AESGCM(key), commitment(key))
    for subject in list(state.held)[: max(0, len(state.held) - MOST_HELD)]:
        state.held.pop(subject, None)


def _unwrapped(subject: UUID) -> tuple[Opened, bytes]:
    """A key, and the opening of the ring that it may be held with: one from before its row was read, so that no erasure is missed."""
    for _turn in range(TURNS):
        state = opened()
        with said():
            row = DataKey.objects.using(STORE).filter(pk=subject).first()
        if row is None or row.wrapped is None:
            raise KeyGone
        if (key := unwrapped(state, row)) is not None:
            return state, key
    raise RingDoesNotFit


def forget_held() -> None:
    """Drop the keys held in memory (tests; a change of ring)."""
    forget()
