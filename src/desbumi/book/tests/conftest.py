"""What tests of the book stand on besides the world."""

import pytest
from django.db import connection

from desbumi.book import keys
from desbumi.book.keys import opening, ring
from desbumi.book.triggers import NAMES

PASSPHRASE = "sawah hijau di pagi hari"


@pytest.fixture
def home(settings, tmp_path, monkeypatch):
    """A folder of keys of its own, without a ring yet; passphrases cost little, and none is in the environment."""
    settings.DESBUMI_HOME = tmp_path / "home"
    (tmp_path / "home/keys").mkdir(parents=True)
    monkeypatch.setattr(ring, "COST", (1, 1024, 1))
    monkeypatch.delenv("DESBUMI_PASSPHRASE", raising=False)
    keys.forget_held()
    yield tmp_path / "home"
    opening.lock()


@pytest.fixture
def closed(home):
    """The three shares of a ring that was closed with PASSPHRASE and is open for the server, as after set-up."""
    made = keys.make_closed_ring(PASSPHRASE)
    opening.unlock(opening.opened().roots)
    keys.forget_held()
    return made


@pytest.fixture
def bypass(world):
    """A database administrator: no triggers; entries of one village to play with."""
    world.steps(world.village(), ["assessed", "invited", "workshop", "signed"])
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in NAMES:
                cursor.execute(f"DROP TRIGGER {name}")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
