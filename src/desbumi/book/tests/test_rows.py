"""The book's own statements: counted like any other, kept prepared, whole after a refusal, true for each kind of field."""

import pytest
from django.db import connection

from desbumi.book.writing import writing
from desbumi.refusals import AlreadyMoved


def kept():
    """What the database holds prepared on this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return " ".join(statement for (statement,) in cursor.fetchall())


def note(world, text, **kwargs):
    place = world.village()
    with writing(place.village, by=world.system, deed="place.paused") as book:
        return book.change(place, set_back_because=text, **kwargs)


def test_a_change_is_five_statements_and_four_on_postgresql(world, django_assert_num_queries):
    place = world.village()
    note(world, "panen")
    statements = 4 if connection.vendor == "postgresql" else 5

    with django_assert_num_queries(statements + 2), writing(place.village, by=world.system, deed="place.paused") as book:  # and the two of a savepoint
        book.change(place, set_back_because="Pilkades")


def test_postgresql_keeps_the_statements_of_a_change_prepared(world):
    note(world, "panen")

    if connection.vendor == "postgresql":
        assert all(part in kept() for part in ("FROM book_head", 'FROM "programme_place"', 'UPDATE "programme_place"', "UPDATE book_head", "INTO book_entry"))


def test_a_refused_deed_leaves_the_next_one_its_statements(world):
    note(world, "panen")

    with pytest.raises(AlreadyMoved):
        note(world, "Pilkades", seen=1)

    assert note(world, "Lebaran").refreshed().set_back_because == "Lebaran"


def test_lists_and_nothing_are_written_and_read_as_they_are(world):
    programme = world.village().programme

    for event in ({"name": "Peluncuran", "guests": [1, 2]}, None):
        with writing(programme.territory, by=world.system, deed="programme.loaded") as book:
            changed = book.change(programme, event=event, pillars=["Layanan", {"no": 40_000}])

        assert (changed.event, changed.pillars) == (programme.refreshed().event, programme.refreshed().pillars) == (event, ["Layanan", {"no": 40_000}])
