"""A new root for all keys.

It is in the ring before anything is wrapped by it, and the old one until nothing is. Killed anywhere, the next
rotation goes on where this one stopped.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from django.db import DatabaseError, connections, transaction
from django.db.models import QuerySet

from desbumi.book.keys.files import home_file
from desbumi.book.keys.opening import look, opened, tidy, write
from desbumi.book.keys.refusals import RingDoesNotFit
from desbumi.book.keys.ring import LENGTH, Locks
from desbumi.book.keys.store import WRITERS, check_there, keep_purposes, said, unwrapped, wrapped
from desbumi.book.models import DataKey
from desbumi.book.router import STORE

BATCH = 1000
Progress = Callable[[int, int], None]
REWRAP = "UPDATE book_datakey SET wrapped = %s, ring = %s WHERE id = %s"


def silent(_done: int, _of: int) -> None:
    """Nobody looks on."""


@contextmanager
def alone() -> Iterator[None]:
    """One at a time rotates, erases or copies; the next waits. Whoever is killed leaves no lock behind."""
    check_there()
    with home_file("turn.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        tidy()
        yield


def finish(progress: Progress = silent) -> bool:
    """Take up a rotation that was interrupted; whether there was one. To be called `alone`. Raises KeysLocked."""
    ring, _stamp = look()
    if len(ring.numbers) == 1:
        return False
    _complete(ring.locks, progress)
    return True


def turn(*, locks: Locks | None = None, progress: Progress = silent) -> None:
    """A new root, all keys under it, the old one gone; with `locks` the ring is closed by those. To be called `alone`."""
    state = opened()
    with said():
        keep_purposes()
    before, _stamp = look()
    after = locks or before.locks
    write({**state.roots, state.newest + 1: os.urandom(LENGTH)}, after, is_for_server=locks is not None)
    _complete(after, progress)


def _complete(locks: Locks | None, progress: Progress) -> None:
    state = opened()
    with said():
        _wait_for_writers()
        _rewrap(progress)
        if under(state.newest).exists():
            raise RingDoesNotFit  # a key whose root is not in the ring: nothing is dropped
        write({state.newest: state.roots[state.newest]}, locks)
        settle()


def under(newest: int) -> QuerySet[DataKey]:
    """The keys that an older root wraps."""
    return DataKey.objects.using(STORE).filter(wrapped__isnull=False).exclude(ring=newest)


def _wait_for_writers() -> None:
    """On PostgreSQL: whoever looked at the ring before the new root was in it has written by now."""
    if connections[STORE].vendor == "postgresql":
        with transaction.atomic(using=STORE), connections[STORE].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS])


def _rewrap(progress: Progress) -> None:
    newest, of = opened().newest, under(opened().newest).count()
    done, last = 0, UUID(int=0)
    while rows := _some(newest, last):
        done, last = done + len(rows), rows[-1]
        progress(done, max(done, of))


def _some(newest: int, last: UUID) -> list[UUID]:
    """Wrap the next keys anew, in a short transaction of their own; returns whose they were."""
    here = connections[STORE]
    with transaction.atomic(using=STORE), here.cursor() as cursor:
        state, new = opened(), []
        rows = list(under(newest).filter(pk__gt=last).select_for_update().order_by("pk")[:BATCH])
        for row in rows:
            key = unwrapped(state, row)
            if key is None:
                raise RingDoesNotFit
            new.append((wrapped(state, row.pk, key), newest, DataKey._meta.pk.get_db_prep_value(row.pk, here)))
        if new:
            cursor.executemany(REWRAP, new)
    return [row.pk for row in rows]


def settle(*, is_whole: bool = False) -> None:
    """Leave nothing of what was there before in the files of the store; `is_whole` writes the store anew."""
    here = connections[STORE]
    if here.in_atomic_block:
        return
    with here.cursor() as cursor:
        if here.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            if is_whole:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif is_whole:
            with suppress(DatabaseError):  # where the account may not
                cursor.execute("VACUUM FULL book_datakey")
