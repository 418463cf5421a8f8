"""Eight processes write at once, into one village's book and into several; nothing is lost, doubled or refused."""

import os
import subprocess
import sys

import pytest
from django.db import connections

from desbumi.book import keys
from desbumi.book.models import Entry, Head
from desbumi.book.verifying import verify
from desbumi.territory import register
from desbumi.territory.models import Edition
from desbumi.testing.fixtures import PLACES
from desbumi.testing.world import World

EIGHT = ("35.10.04.2007", "35.10.04.2006", "35.10.04.2005", "35.10.01.2002", "35.10.01.2010", "35.10.04.2003", "35.10.04.2002", "35.10.22.2002")
DEEDS = 100


def address(alias):
    """How another process reaches a test database."""
    told = connections[alias].settings_dict
    if connections[alias].vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgres://{told['USER']}@/{told['NAME']}?host={told['OPTIONS']['host']}"


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
@pytest.mark.parametrize("villages", [EIGHT[:1] * 8, EIGHT])
def test_eight_writers_at_once_lose_nothing(villages):
    keys.make_ring()
    keys.forget_held()
    if not Edition.objects.exists():
        register.load(only=PLACES)
    World().founded()
    before = {head.id: head.size for head in Head.objects.order_by("id")}
    surroundings = {**os.environ, "DATABASE_URL": address("default"), "DESBUMI_KEYS_URL": address("keys"), "DJANGO_SETTINGS_MODULE": "desbumi.settings"}

    writers = [
        subprocess.Popen(
            [sys.executable, "-m", "desbumi.testing.writer", str(DEEDS), code], env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for code in villages
    ]
    told = [writer.communicate(timeout=120) for writer in writers]

    assert [writer.returncode for writer in writers] == [0] * 8, told
    assert not any("locked" in problem for _longest, problem in told)
    assert verify()["broken"] == []
    for code in set(villages):
        book = f"{code}/main"
        wanted = before[book] + DEEDS * villages.count(code)
        assert list(Entry.objects.filter(book=book).order_by("seq").values_list("seq", flat=True)) == list(range(1, wanted + 1))
