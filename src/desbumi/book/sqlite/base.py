"""Django's SQLite, except that the threads of one process wait for the write lock in a queue.

SQLite has no queue. Who finds the file locked sleeps and looks again, at last every 100 ms: forty phones that send at the same moment
wake at the same moment, one of them wins, and the last waits for seconds on a machine that does nothing. A lock of the process wakes
the next the moment the one before has written.
"""

from threading import Lock
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

TURNS: dict[str, Lock] = {}  # by file


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that takes its turn before BEGIN IMMEDIATE, and gives it on when the transaction is over.

    The four methods are Django's own seams; its type stubs leave them out.
    """

    _turn: "Lock | None" = None  # quoted: in Python 3.11 Lock is a function

    def _start_transaction_under_autocommit(self) -> None:
        turn = TURNS.setdefault(str(self.settings_dict["NAME"]), Lock())
        if not turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked")
        self._turn = turn
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_on()
            raise

    def _give_on(self) -> None:
        turn, self._turn = self._turn, None
        if turn is not None:
            turn.release()

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]  # a commit that fails is followed by a rollback
        self._give_on()
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._give_on()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._give_on()
