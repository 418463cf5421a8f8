"""Forgetting a subject: its key, its rows, what rooms keep of it, and what databases keep of what was deleted.

The book itself stays whole: it hashes ciphertext, and what nobody can open any more is nobody's. Each step can be done
again, so whoever was interrupted begins anew. Two people decide about it (`people`); here it is done.
"""

import time
from collections.abc import Callable, Collection
from functools import cache
from typing import TypeVar
from uuid import UUID

from django.apps import apps
from django.db import connection, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from desbumi.book import keys
from desbumi.book.models import Entry, Outcome, Recorded
from desbumi.refusals import Refusal

M = TypeVar("M", bound=models.Model)
ATTEMPTS, PAUSE = 5, 0.2  # at truncating the log while readers hold it; each waits as long as the database lets it
MOST_ASKED = 400

Forgetting = TypeVar("Forgetting", bound=Callable[[UUID], None])
Cleaning = TypeVar("Cleaning", bound=Callable[[], None])
_cleaning: list[Callable[[], None]] = []
_forgetting: list[Callable[[UUID], None]] = []
_holding: list[Callable[[UUID], bool]] = []


class StillRead(Refusal):
    """The log of the database cannot be emptied while someone reads."""

    code, status = "erasure.still_read", 503
    says = _("Someone reads in the database without pause, so its log could not be emptied.")
    way_forward = _("The erasure is tried again by itself. Nothing needs to be done.")


def forgets(function: Forgetting) -> Forgetting:
    """Register what a room does when a subject is forgotten (files, a search index); it is called again after a crash."""
    _forgetting.append(function)
    return function


def holds(function: Callable[[UUID], bool]) -> Callable[[UUID], bool]:
    """Register a room's veto: whether a legal hold or an open case keeps this subject from being forgotten."""
    _holding.append(function)
    return function


def cleans(function: Cleaning) -> Cleaning:
    """Register what a room does before the databases are cleaned: an index that keeps words of what was deleted is made anew."""
    _cleaning.append(function)
    return function


def is_held(subject: UUID) -> bool:
    """Whether a room holds this subject: then nothing of it is erased."""
    return any(each(subject) for each in _holding)


def forget(subjects: Collection[UUID]) -> list[str]:
    """Destroy the keys of these subjects, remove their rows and files. Returns the copies of the keys that have not confirmed.

    Not within a transaction; a second time it changes nothing.
    """
    outstanding = keys.erase(list(subjects))
    for subject in subjects:
        for each in _forgetting:  # before the rows, which say where the files are
            each(subject)
        with transaction.atomic(durable=True):
            for model in _with_subject():
                model._base_manager.filter(**{str(model.SUBJECT): subject}).delete()
            _answers(subject)
    for clean in _cleaning:
        clean()
    _clean()
    return outstanding


def past_the_book(model: type[M]) -> models.QuerySet[M]:
    """Rows that may be blanked or deleted past the book: for erasure alone, whose key is gone, so that no entry can be written."""
    return models.QuerySet(model)


def _clean() -> None:
    """Leave nothing of what was deleted in the files of the databases. Raises StillRead."""
    for each in (connections[alias] for alias in connections):
        if each.in_atomic_block:  # a test's own transaction: `forget` allows no other
            continue
        if each.vendor == "sqlite":
            _empty_log(each)
            with each.cursor() as cursor:
                cursor.execute("VACUUM")
            _empty_log(each)
        elif each.alias == connection.alias:
            with each.cursor() as cursor:
                worked_out = [model for model in apps.get_models() if getattr(model, "WORKED_OUT", False)]
                for table in [*(model._meta.db_table for model in (*_with_subject(), *worked_out)), Outcome._meta.db_table]:
                    cursor.execute(f'VACUUM FULL "{table}"')


@cache
def _with_subject() -> tuple[type[Recorded], ...]:
    """Records that stand under a subject's key by a column of theirs; those that refer to others come before them.

    An erasure is not among them: it tells that something was erased, and by whom.
    """
    found = [model for model in apps.get_models() if issubclass(model, Recorded) and not model.STAYS_BLANK and names_its_subject(model)]

    def depth(model: type[Recorded]) -> int:
        above = [field.related_model for field in model._meta.concrete_fields if field.is_relation and field.related_model in found]
        return 1 + max((depth(each) for each in above if each is not model), default=0)

    return tuple(sorted(found, key=depth, reverse=True))


def names_its_subject(model: type[Recorded]) -> bool:
    """Whether a record stands under a subject's key by a column of its own, not by what it works out."""
    name = (model.SUBJECT or "").partition("__")[0]
    return name == "pk" or any(name in (field.name, field.attname) for field in model._meta.concrete_fields)


def _answers(subject: UUID) -> None:
    """What deeds about the subject answered: the sentences may hold its name, the digests what was typed."""
    ops = [UUID(op) for op in Entry.objects.filter(subject=subject.hex).order_by().values_list("op", flat=True).distinct()]
    for start in range(0, len(ops), MOST_ASKED):
        Outcome.objects.filter(pk__in=ops[start : start + MOST_ASKED]).delete()


def _empty_log(of: BaseDatabaseWrapper) -> None:
    """SQLite keeps old pages in its write-ahead log until that is truncated, which readers may hinder for a while."""
    for _attempt in range(ATTEMPTS):
        with of.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            is_busy = cursor.fetchone()[0]
        if not is_busy:
            return
        time.sleep(PAUSE)
    raise StillRead
