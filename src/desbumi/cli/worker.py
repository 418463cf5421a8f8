"""The worker: one loop that does what follows. It may be killed at any moment; it waits, in words, while it cannot work."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext as _

from desbumi.book import daily, following
from desbumi.book.constraints import storage_refusal
from desbumi.cli import looking  # noqa: F401 -- the daily look is known
from desbumi.refusals import Refusal

EVERY, SEEN_EVERY, LONGEST_WAIT = 1.0, 30.0, 30.0  # seconds
LOCK, BEAT = "worker.lock", "worker.json"
TURN = 0x0DE5B001  # the advisory lock by which workers on several machines take turns


class Worker:
    """One round after another; `say` tells a person what it waits for."""

    def __init__(self, say: Callable[..., None]) -> None:
        self.say = say
        self.is_stopped = False
        self.waits_for = ""
        self.beaten_at = -SEEN_EVERY

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT end it after the book at hand."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_args: setattr(self, "is_stopped", True))

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Of several on one machine one works; the next takes over when it ends, however it ended."""
        Path(settings.DESBUMI_HOME).mkdir(mode=0o700, parents=True, exist_ok=True)
        with (Path(settings.DESBUMI_HOME) / LOCK).open("w") as lock:
            while not self.is_stopped:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    self._wait_for("other", _("Another worker runs here; this one takes over when it ends."))
                    time.sleep(EVERY)
            self.waits_for = ""
            yield

    def run(self) -> None:
        """Work until it is told to stop."""
        pause = EVERY
        while not self.is_stopped:
            try:
                there = self.round()
                pause = 0 if there else EVERY
                if self.waits_for:
                    self.say("✓", _("The worker goes on."), "green")
                    self.waits_for = ""
            except (Refusal, DatabaseError, OSError) as problem:
                refusal = _waiting(problem)
                self._wait_for(refusal.code, str(refusal))
                connections.close_all()
                pause = min(max(pause, EVERY) * 2, LONGEST_WAIT)
            self._beat()
            self._sleep(pause)

    def once(self) -> None:
        """Do all that is due now. Raises the Refusal that stands in the way."""
        following.begin()
        while not self.is_stopped and self.round():
            pass
        self._beat()

    def round(self) -> int:
        """One round; returns how much there was to do."""
        with _turn() as is_ours:
            if not is_ours:
                return 0
            if self.beaten_at < 0:
                following.begin()
            return following.work(lambda: self.is_stopped) + (0 if self.is_stopped else len(daily.work()))

    def _wait_for(self, code: str, text: str) -> None:
        if self.waits_for != code:
            self.say("!", text, "yellow")
            self.waits_for = code

    def _beat(self) -> None:
        """Leave a word for `doctor`, whole or not at all; where the disk is full it is left out."""
        if time.monotonic() - self.beaten_at < SEEN_EVERY and not self.is_stopped:
            return
        self.beaten_at = time.monotonic()
        path = Path(settings.DESBUMI_HOME) / BEAT
        fresh = path.with_name(f".{BEAT}.{os.getpid()}")
        told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "pid": os.getpid(), "waits_for": self.waits_for}
        try:
            fresh.write_text(json.dumps(told))
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.is_stopped and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, EVERY))


def last_beat() -> dict[str, Any] | None:
    """What the worker left for `doctor`: when it was last seen, what it waits for; None when there was none."""
    try:
        told = json.loads((Path(settings.DESBUMI_HOME) / BEAT).read_text())
        return {"at": datetime.fromisoformat(told["at"]), "waits_for": str(told["waits_for"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _waiting(problem: Exception) -> Refusal:
    """The Refusal for which the worker waits; a mistake of ours is raised."""
    refusal = storage_refusal(problem) if isinstance(problem, DatabaseError | OSError) else problem
    if not isinstance(refusal, Refusal) or not refusal.stops_the_house:
        raise problem
    return refusal


@contextmanager
def _turn() -> Iterator[bool]:
    """On PostgreSQL, which workers of several machines may share: one at a time; the lock goes with its connection."""
    if connection.vendor != "postgresql":
        yield True
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TURN])
        is_ours = bool((cursor.fetchone() or [False])[0])
    try:
        yield is_ours
    finally:
        if is_ours and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [TURN])
