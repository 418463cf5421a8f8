"""Keys apart from data: missing, gone, sealed."""

from contextlib import contextmanager

import pytest
from django.db import connection

from desbumi.book import keys
from desbumi.book.models import DataKey, Entry
from desbumi.book.queries import history, opened
from desbumi.book.writing import writing


@pytest.fixture
def without_ring():
    with ring_away():
        yield


@contextmanager
def ring_away():
    path = keys.ring_file()
    away = path.with_suffix(".away")
    path.rename(away)
    keys.forget_held()
    yield
    away.rename(path)
    keys.forget_held()


def test_nothing_is_written_while_the_key_store_is_missing(world, without_ring):
    place = world.village()
    before = Entry.objects.count()

    with pytest.raises(keys.KeyStoreMissing) as refused, writing(place.village, by=world.system, deed="place.paused") as book:
        book.change(place, note="panen")

    assert "keys" in refused.value.way
    assert Entry.objects.count() == before


def test_a_page_says_in_words_that_the_key_store_is_missing(world, browser_of):
    browser = browser_of(world.leader)
    with ring_away():
        response = browser.get("/programme/board/")

    assert response.status_code == 503
    assert "Kembalikan salinan terbaru" in response.content.decode()
    assert browser.get("/programme/board/").status_code == 200


def test_a_destroyed_key_leaves_the_chain_and_takes_the_words(world):
    place = world.step(world.village(), "assessed")
    entry = Entry.objects.filter(book=place.book_id).latest("seq")
    keys.forget_held()
    DataKey.objects.using("keys").filter(pk=entry.subject).update(wrapped=None)

    assert opened(entry) is None
    assert history([place])[0].is_erased


def test_a_data_key_lies_wrapped_in_its_own_database(world):
    world.step(world.village(), "assessed")

    row = DataKey.objects.using("keys").order_by("pk").first()
    assert len(bytes(row.wrapped)) == 12 + 32 + 16
    assert "book_datakey" not in connection.introspection.table_names()


def test_making_the_ring_twice_keeps_the_first(places):
    before = keys.ring_file().read_text()

    keys.make_ring()

    assert keys.ring_file().read_text() == before
