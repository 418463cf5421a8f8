"""All that guards the book shows as one green line, and as words when something is wrong."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection

from desbumi.book import health
from desbumi.book.triggers import NAMES, TABLE
from desbumi.cli import looking


@pytest.fixture
def looked(world):
    yield lambda: looking.look(date(2026, 11, 26), op=uuid4())
    (Path(settings.DESBUMI_HOME) / health.FILE).unlink(missing_ok=True)


def today(browser_of, account):
    return browser_of(account).get("/desk/today/").content.decode()


def test_a_whole_book_is_one_green_line(world, browser_of, looked):
    assert "Buku jejak utuh" not in today(browser_of, world.leader)

    health.keep(1234, {"id": [], "en": []})

    assert "Buku jejak utuh: 1.234 catatan" in today(browser_of, world.leader)
    looked()
    assert health.last().entries > 0


@pytest.mark.sqlite
def test_what_is_wrong_is_said_to_who_can_mend_it(world, browser_of, looked):
    with connection.cursor() as cursor:
        for name in NAMES:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(f"UPDATE {TABLE} SET deed = 'x.y' WHERE book_id = '35.10.04.2003/main' AND seq = 1")
    looked()

    assert "35.10.04.2003/main no. 1" in today(browser_of, world.leader)
    told = today(browser_of, world.person("cadre", "35.10.04.2003"))
    assert "Beri tahu koordinator Anda" in told
    assert "35.10.04.2003/main" not in told


def test_a_look_that_is_two_days_old_is_said(world, browser_of, looked):
    health.keep(7, {"id": [], "en": []})

    with time_machine.travel(datetime.now(UTC) + timedelta(days=3)):
        assert "terakhir diperiksa" in today(browser_of, world.leader)
