"""On SQLite the writers of one process take turns: a lock that is given on whatever becomes of the transaction.

A file of its own, not the test's database: nothing of it needs to be emptied afterwards.
"""

from contextlib import contextmanager
from threading import Event, Thread

import pytest
from django.conf import settings
from django.db import transaction
from django.db.backends.sqlite3 import base as django_sqlite
from django.db.utils import ConnectionHandler, OperationalError

from desbumi.book.sqlite.base import TURNS

pytestmark = pytest.mark.once


@pytest.fixture
def file(tmp_path, monkeypatch, django_db_blocker):
    """Connections to a file, one for each thread, as the house has them."""
    options = {**settings.SQLITE, "timeout": 5}
    there = ConnectionHandler({"default": {"ENGINE": "desbumi.book.sqlite", "NAME": str(tmp_path / "turns.sqlite3"), "OPTIONS": options}})
    monkeypatch.setattr(transaction, "get_connection", lambda using=None: there["default"])
    with django_db_blocker.unblock():
        yield there
        there.close_all()


@contextmanager
def writes():
    with transaction.Atomic(using=None, savepoint=True, durable=False):
        yield


def is_taken(file):
    return TURNS[str(file["default"].settings_dict["NAME"])].locked()


def test_the_turn_lasts_as_long_as_the_transaction(file):
    with writes():
        assert is_taken(file)
        with writes():
            assert is_taken(file)
        assert is_taken(file)

    assert not is_taken(file)


def test_the_turn_is_given_on_after_a_rollback(file):
    with pytest.raises(ZeroDivisionError), writes():
        1 / 0  # noqa: B018

    assert not is_taken(file)


def test_the_turn_is_given_on_when_the_connection_goes_in_the_midst(file):
    with writes():
        file["default"].close()

    assert not is_taken(file)


def test_the_turn_is_given_on_when_the_file_stays_locked(file, monkeypatch):
    def busy(_self):
        raise OperationalError("database is locked")

    monkeypatch.setattr(django_sqlite.DatabaseWrapper, "_start_transaction_under_autocommit", busy)

    with pytest.raises(OperationalError), writes():
        pass

    assert not is_taken(file)


def test_who_waits_writes_when_the_other_is_done(file):
    begins, order = Event(), []

    def other():
        begins.set()
        with writes():
            order.append("second")
        file["default"].close()

    thread = Thread(target=other)
    with writes():
        thread.start()
        begins.wait(5)
        thread.join(0.1)
        order.append("first")
    thread.join(5)

    assert order == ["first", "second"]


def test_who_waits_too_long_is_told_that_the_file_is_locked(file):
    with writes():
        pass
    file["default"].settings_dict["OPTIONS"]["timeout"] = 0.05

    with TURNS[str(file["default"].settings_dict["NAME"])], pytest.raises(OperationalError, match="locked"), writes():
        pass
