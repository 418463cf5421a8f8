"""What a person or the worker asks for: a rotation, an erasure; both refresh the copies that can be reached."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from desbumi.book.keys import copies
from desbumi.book.keys.opening import look, opened
from desbumi.book.keys.ring import Locks
from desbumi.book.keys.rotating import Progress, alone, finish, settle, silent, turn
from desbumi.book.keys.store import MOST_ASKED, said
from desbumi.book.models import DataKey
from desbumi.book.router import STORE


def rotate(*, locks: Locks | None = None, progress: Progress = silent) -> list[str]:
    """A new root for all keys, or the end of a rotation that was interrupted; returns the names of copies that could not be reached.

    With `locks` the ring is closed by those. Raises KeysLocked, RingDoesNotFit, StorageFull; the ring and every key stay readable then.
    """
    with alone():
        opened()
        if not finish(progress) or locks is not None:
            turn(locks=locks, progress=progress)
    return copies.refresh()


def erase(subjects: UUID | Iterable[UUID], *, progress: Progress = silent) -> list[str]:
    """Destroy the data keys of these subjects for good; returns the names of copies that still hold them.

    Each key is taken out of the store, then the rest gets a new root and the one that wrapped them is destroyed. Twice
    changes nothing, and what was interrupted is taken up. Raises KeysLocked before anything is done.
    """
    whom = [subjects] if isinstance(subjects, UUID) else list(dict.fromkeys(subjects))
    with alone():
        opened()
        with said():
            for start in range(0, len(whom), MOST_ASKED):
                _take_out(whom[start : start + MOST_ASKED])
        finish(progress)
        if _are_wrapped_by(look()[0].numbers):
            turn(progress=progress)
        with said():
            settle(is_whole=True)
    copies.refresh()
    return copies.unconfirmed()


def erased() -> set[UUID]:
    """Whose keys were destroyed."""
    with said():
        return set(DataKey.objects.using(STORE).filter(wrapped__isnull=True).values_list("pk", flat=True))


def _take_out(whom: Sequence[UUID]) -> None:
    """A row without a key stays, so that none is ever made again; `ring` tells under which root the key was."""
    now = timezone.now()
    with transaction.atomic(using=STORE):
        rows = DataKey.objects.using(STORE)
        rows.bulk_create((DataKey(pk=subject, wrapped=None, ring=0, erased_at=now) for subject in whom), ignore_conflicts=True, batch_size=200)
        rows.filter(pk__in=whom, wrapped__isnull=False).update(wrapped=None, erased_at=now)


def _are_wrapped_by(numbers: Collection[int]) -> bool:
    """Whether a root of these could still open an erased key, from an old copy of the store."""
    with said():
        return DataKey.objects.using(STORE).filter(wrapped__isnull=True, ring__in=numbers).exists()
