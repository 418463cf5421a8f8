"""What follows from entries of the book: rooms say it in their `reactions.py`, one worker does it.

A reaction hears each entry of its deeds once, in the order of the book, and never twice (`following`); a day's work
is done once a day (`daily`). What a reaction raises stops it in that book alone until it is tried again.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any
from uuid import UUID, uuid5

from django.apps import apps
from django.db import DatabaseError

from desbumi.book.constraints import storage_refusal
from desbumi.book.models import Entry
from desbumi.book.pace import FIRST_HOUR
from desbumi.book.queries import opened
from desbumi.refusals import Refusal

OURS = UUID("0b1c52f6-6a3e-5d0a-9a51-2f4f0f5d7a10")  # the namespace of our ops

Act = Callable[..., None]


@dataclass(frozen=True)
class Heard:
    """An entry as a reaction meets it; what it says is opened only when asked for."""

    entry: Entry

    @property
    def deed(self) -> str:
        """Which deed it was: `agreement.recorded`."""
        return self.entry.deed

    @property
    def model(self) -> str:
        """Of what it speaks: `programme.agreement`."""
        return self.entry.model

    @property
    def record(self) -> UUID:
        """Of which record; it may be gone by now."""
        return UUID(self.entry.record)

    @property
    def territory_code(self) -> str:
        """Whose book it stands in."""
        return str(self.entry.book_id).partition("/")[0]

    @property
    def actor(self) -> str:
        """Who did it, as the book names them."""
        return self.entry.actor

    @property
    def at(self) -> datetime:
        """When it was done, by the clock of that machine."""
        return datetime.fromtimestamp(self.entry.at / 1_000_000, UTC)

    @cached_property
    def payload(self) -> dict[str, list[Any]] | None:
        """Field → [before, after]; None when its subject was erased: then there is nothing to follow."""
        return opened(self.entry)


@dataclass(frozen=True)
class Reaction:
    """What a room does after entries of some deeds: `act(entry, op=…)`."""

    name: str
    deeds: frozenset[str]
    act: Act

    def op_of(self, entry: Entry) -> UUID:
        """The op of what follows from this entry: always the same, so it stands in a book once."""
        return uuid5(OURS, f"{self.name} {entry.hash}")


@dataclass(frozen=True)
class Daily:
    """What a room does once a day, from this hour on: `act(day, op=…)`. Killed in between it is done again: it bears that."""

    name: str
    hour: int
    act: Act


REACTIONS: dict[str, Reaction] = {}
DAILY: dict[str, Daily] = {}


def after(*deeds: str) -> Callable[[Act], Act]:
    """Do this after each entry of these deeds."""

    def wrap(act: Act) -> Act:
        name = _name_of(act)
        REACTIONS[name] = Reaction(name, frozenset(deeds), act)
        return act

    return wrap


def daily(*, at: int = FIRST_HOUR) -> Callable[[Act], Act]:
    """Do this once a day, from hour `at` on (Asia/Jakarta)."""

    def wrap(act: Act) -> Act:
        name = _name_of(act)
        DAILY[name] = Daily(name, at, act)
        return act

    return wrap


def _name_of(act: Act) -> str:
    module = inspect.getmodule(act)
    room = module.__name__.removeprefix("desbumi.").partition(".")[0] if module else ""
    return f"{room}.{act.__name__}"


def gather() -> None:
    """Read each room's `reactions.py`, so that all are known."""
    for config in apps.get_app_configs():
        if config.name.startswith("desbumi.") and config.name != "desbumi.book" and find_spec(f"{config.name}.reactions"):
            import_module(f"{config.name}.reactions")


def reason_of(problem: Exception) -> str | None:
    """Why it failed: a Refusal's code or the name of the mistake, never what it says. None when it is nobody's fault here."""
    if isinstance(problem, DatabaseError | OSError):
        problem = storage_refusal(problem) or problem
    if isinstance(problem, Refusal):
        return None if problem.stops_the_house else problem.code
    return type(problem).__name__
