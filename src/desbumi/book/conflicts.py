"""Two people changed one record: what merges, and what becomes a conflict that a person decides.

Different fields merge. The same field becomes a conflict: what stands stays, what was offered is kept sealed beside
it. A field of a Way that has moved refuses. Nothing is overwritten silently, nothing dropped.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps

from desbumi.book import keys
from desbumi.book.fields import values
from desbumi.book.layout import NONCE, encoded
from desbumi.book.models import Conflict, Entry, Recorded
from desbumi.book.queries import opened
from desbumi.refusals import AlreadyMoved

_noticed: ContextVar[list[Conflict] | None] = ContextVar("conflicts_noticed", default=None)


@contextmanager
def noticing() -> Iterator[None]:
    """Around a deed: `noticed` tells which conflicts it found."""
    token = _noticed.set([])
    try:
        yield
    finally:
        _noticed.reset(token)


def noticed() -> list[Conflict]:
    """Conflicts that the deed under way has found."""
    return list(_noticed.get() or ())


def notice(conflict: Conflict) -> None:
    """Tell the deed under way."""
    if (found := _noticed.get()) is not None:
        found.append(conflict)


def meet(stored: Recorded, seen: int, fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a form that saw an older version may change, and what it offers against another: (fields, name → plain value).

    Compares three values of each field: as it was seen, as it stands, as it is offered. Raises AlreadyMoved when a field
    of a Way, or of what says one thing together, has moved, when the version was never one of this record, and where nobody
    could decide.
    """
    moved = _moved_since(stored, seen)
    offering = copy(stored)
    for name, value in fields.items():
        setattr(offering, name, value)
    offered, stands = values(offering), values(stored)
    told_as = {str(stored._meta.get_field(name).name): name for name in fields}  # a deed may say village_id, the book says village
    if any(name in moved for name in told_as if name in stored.WAYS):
        raise AlreadyMoved
    mine = {name for name in told_as if name not in moved or offered[name] not in (stands[name], moved[name])}
    if any(moved.keys() & set(group) and any(name in mine and offered[name] != moved.get(name, stands[name]) for name in group) for group in stored.TOGETHER):
        raise AlreadyMoved  # half of what says one thing is none
    against = {name: offered[name] for name in mine if name in moved}
    if against and not stored.CHANGED_BY:
        raise AlreadyMoved
    return {told_as[name]: fields[told_as[name]] for name in mine if name not in moved}, against


def _moved_since(stored: Recorded, seen: int) -> dict[str, Any]:
    """The fields that changed after a version, each with its value at that version."""
    later = list(Entry.objects.filter(record=stored.pk.hex, book=stored.book_id, seq__gte=seen).order_by("seq"))
    if not later or later[0].seq != seen:
        raise AlreadyMoved
    moved: dict[str, Any] = {}
    for entry in later[1:]:
        payload = opened(entry)
        if payload is None:
            raise AlreadyMoved
        for name, (before, _after) in payload.items():
            moved.setdefault(name, before)
    return moved


def _bound(conflict: Conflict) -> bytes:
    return encoded((conflict.pk.hex, conflict.model, conflict.record.hex, conflict.field))


def seal(conflict: Conflict, value: Any, cipher: AESGCM) -> bytes:
    """The offered value, sealed for this conflict alone."""
    nonce = os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, json.dumps(value, ensure_ascii=False).encode(), _bound(conflict))


def offered(conflict: Conflict, subject: UUID) -> Any:
    """The offered value, plain as in a payload, under the data key of `subject`. Raises KeyGone when it was erased."""
    sealed = bytes(conflict.offered)
    try:
        return json.loads(keys.of(subject).cipher.decrypt(sealed[:NONCE], sealed[NONCE:], _bound(conflict)))
    except InvalidTag:
        raise keys.KeyGone from None


def known(conflict: Conflict, value: Any, subject: UUID) -> Conflict | None:
    """The conflict in which the same person offered the same against this field before, if nobody decided yet."""
    waiting = Conflict.objects.filter(record=conflict.record, field=conflict.field, offered_by=conflict.offered_by, choice="").order_by("id")
    return next((each for each in waiting if offered(each, subject) == value), None)


def record_of(conflict: Conflict) -> Recorded | None:
    """The record that a conflict is about, as it stands now; None when it is gone."""
    model: Any = apps.get_model(conflict.model)
    found: Recorded | None = model._base_manager.filter(pk=conflict.record).first()
    return found
