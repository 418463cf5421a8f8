"""Fixtures and habits of all tests: one database set-up, a world, a hostile surrounding."""

import json
import os
import random
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import QuerySet

from desbumi.book import following, keys, triggers
from desbumi.territory import register
from desbumi.testing.client import Browser
from desbumi.testing.world import World

# Part of the register that most tests use: the programme's regencies and the three villages named Wringinputih.
PLACES = ("32.12", "33.07", "33.05", "35.09", "35.10", "52.02", "53.13", "33.08.02.2019", "33.22.13.2003", "35.10.23.2003", "33.06.11.2001")
BOTH = ["default", "keys"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Every test that stands on the register gets both databases; what only SQLite can do, or proves the same on either, is tried there alone."""
    if not os.environ.get("DESBUMI_TORTURE"):
        heavy = [item for item in items if item.get_closest_marker("torture")]
        config.hook.pytest_deselected(items=heavy)
        items[:] = [item for item in items if item not in heavy]
    if connection.vendor != "sqlite":
        elsewhere = [item for item in items if item.get_closest_marker("sqlite") or item.get_closest_marker("once")]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        if "places" in getattr(item, "fixturenames", ()) and item.get_closest_marker("django_db") is None:
            item.add_marker(pytest.mark.django_db(databases=BOTH))


@pytest.fixture(scope="session")
def places(django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001 -- the order of the two
    """A part of the register, once; the ring of keys, once."""
    keys.make_ring()
    with django_db_blocker.unblock():
        register.load(only=PLACES)


@pytest.fixture
def world(places: None) -> World:  # noqa: ARG001 -- it stands on them
    """A founding installation without people."""
    keys.forget_held()
    made = World()
    following.begin()
    made.founded()
    return made


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Any:
    """Keeps the figures of a fault for `make torture`: `tell(cuts=5000, lost=0)`; elsewhere they are only asserted."""

    def keep(**figures: Any) -> None:
        if where := os.environ.get("DESBUMI_TORTURE"):
            with open(where, "a", encoding="utf-8") as file:  # noqa: PTH123 -- one line, at the end
                file.write(json.dumps({"test": request.node.name} | figures) + "\n")

    return keep


@pytest.fixture
def browser_of() -> Any:
    """A client with manners, signed in as an account: `browser_of(account)`; signed out without one."""
    return Browser


@pytest.fixture(autouse=True)
def ring_stays() -> Iterator[None]:
    """A test that turns the ring leaves it as it was: the rows of the key store are rolled back, a file is not."""
    keys.make_ring()
    path = keys.ring_file()
    before = path.read_bytes()
    yield
    if not path.exists() or path.read_bytes() != before:
        path.write_bytes(before)
        keys.forget_held()


@pytest.fixture(autouse=True)
def unordered_rows_come_shuffled(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Rows of a query without an order come in another order than the table's, so that a test sees it."""
    fetch, dice = QuerySet._fetch_all, random.Random(request.node.nodeid)

    def shuffled(rows: Any) -> None:
        is_fresh = rows._result_cache is None
        fetch(rows)
        if is_fresh and not rows.ordered and len(rows._result_cache) > 1:
            dice.shuffle(rows._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine."""
    connect = socket.socket.connect

    def at_home(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and str(address[0]) not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", at_home)


@pytest.fixture(autouse=True, scope="session")
def flush_passes_the_triggers() -> Iterator[None]:
    """The clean-up of tests with real transactions must empty a table that refuses to be emptied."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def execute(self: Any, statements: Any) -> None:
        here = self.connection
        if here.alias != connection.alias:
            flush(self, statements)
        elif here.vendor == "sqlite":
            with here.cursor() as cursor:
                for name in triggers.NAMES:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            flush(self, statements)
            triggers.place(using=here.alias)
        else:
            flush(self, ["SET session_replication_role = replica", *statements, "SET session_replication_role = origin"])

    BaseDatabaseOperations.execute_sql_flush = execute  # type: ignore[method-assign,assignment]
    yield
    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
