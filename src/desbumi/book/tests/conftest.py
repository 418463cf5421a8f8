"""What tests of the book stand on besides the world."""

import pytest
from django.db import connection

from desbumi.book.triggers import NAMES


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
