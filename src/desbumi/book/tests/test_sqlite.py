"""On SQLite the writers of one process take turns: a lock that is given on whatever becomes of the transaction."""

from threading import Event, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import OperationalError

from desbumi.book.sqlite.base import TURNS

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def is_taken():
    return TURNS[str(connection.settings_dict["NAME"])].locked()


def test_the_turn_lasts_as_long_as_the_transaction():
    with transaction.atomic():
        assert is_taken()
        with transaction.atomic():
            assert is_taken()
        assert is_taken()

    assert not is_taken()


def test_the_turn_is_given_on_after_a_rollback():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        1 / 0  # noqa: B018

    assert not is_taken()


def test_the_turn_is_given_on_when_the_connection_goes_in_the_midst():
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.close()
        connection.cursor()

    assert not is_taken()


def test_the_turn_is_given_on_when_the_file_stays_locked(monkeypatch):
    def busy(_self):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr("django.db.backends.sqlite3.base.DatabaseWrapper._start_transaction_under_autocommit", busy)
        with transaction.atomic():
            pass

    assert not is_taken()


def test_who_waits_writes_the_moment_the_other_is_done():
    waits, order = Event(), []

    def other():
        waits.set()
        with transaction.atomic():
            order.append("second")
        connection.close()

    thread = Thread(target=other)
    with transaction.atomic():
        thread.start()
        waits.wait(5)
        thread.join(0.1)
        order.append("first")
    thread.join(5)

    assert order == ["first", "second"]


def test_who_waits_too_long_is_told_that_the_file_is_locked(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {**connection.settings_dict["OPTIONS"], "timeout": 0.05})
    turn = TURNS[str(connection.settings_dict["NAME"])]

    with turn, pytest.raises(OperationalError, match="locked"), transaction.atomic():
        pass
