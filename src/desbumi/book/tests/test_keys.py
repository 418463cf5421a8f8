"""Keys apart from data: missing, gone, sealed."""

from contextlib import contextmanager

import pytest
from django.db import connection

from desbumi.book import keys
from desbumi.book.keys import opening
from desbumi.book.models import DataKey, Entry, Head
from desbumi.book.queries import history, opened
from desbumi.book.verifying import verify
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
        book.change(place, set_back_because="panen")

    assert "keys" in refused.value.way
    assert Entry.objects.count() == before


def test_a_page_says_in_words_that_the_key_store_is_missing(world, browser_of):
    browser = browser_of(world.leader)
    with ring_away():
        response = browser.get("/programme/board/")

    assert response.status_code == 503
    assert "Kembalikan salinan terbaru" in response.content.decode()
    assert browser.get("/programme/board/").status_code == 200
    assert "desbumi keys unlock" not in browser_of().get("/sign-in/").content.decode()


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


@pytest.mark.parametrize("text", ["{", "{}", '{"open": true, "key": "AAAA"}', '{"open": true, "key": 7}'])
def test_a_ring_that_does_not_fit_is_said_in_words(world, text):
    place, path = world.village(), keys.ring_file()
    kept = path.read_text()
    try:
        path.write_text(text)
        keys.forget_held()
        with pytest.raises(keys.RingDoesNotFit), writing(place.village, by=world.system, deed="place.paused") as book:
            book.change(place, set_back_because="panen")
    finally:
        path.write_text(kept)
        keys.forget_held()


def test_a_store_that_does_not_know_the_books_is_not_ours(world):
    subjects = list(Head.objects.order_by("id").values_list("subject", flat=True))
    keys.check_subjects(subjects)
    DataKey.objects.using("keys").filter(pk=subjects[0]).delete()

    with pytest.raises(keys.KeyStoreMissing):
        keys.check_subjects(subjects)


def test_of_two_who_keep_a_file_at_once_the_first_stays(tmp_path):
    for text in ("first", "second"):
        keys.keep_once(tmp_path / "secret", text)

    assert (tmp_path / "secret").read_text() == "first"
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_the_book_reads_on_and_grows_on_after_a_rotation(closed, world):
    place = world.step(world.village(), "assessed")
    keys.rotate()
    keys.forget_held()

    with writing(place.village, by=world.system, deed="place.paused") as book:
        book.change(place, set_back_because="panen")

    assert verify()["broken"] == []
    assert not any(line.is_erased for line in history([place]))


def test_pages_and_sign_in_say_that_the_ring_is_locked_and_go_on_when_it_is_not(closed, world, browser_of):
    browser, roots, entries = browser_of(world.leader), opening.opened().roots, Entry.objects.count()
    opening.lock()

    page = browser.get("/programme/board/")
    sent = browser_of().post("/sign-in/", {"login": world.leader.name, "password": "tidak penting"})
    with pytest.raises(keys.KeysLocked), writing(world.village().village, by=world.system, deed="place.paused") as book:
        book.change(world.village(), set_back_because="panen")

    assert "desbumi keys unlock" in browser_of().get("/sign-in/").content.decode()
    for answer in (page, sent):
        assert answer.status_code == 503
        assert "desbumi keys unlock" in answer.content.decode()
    assert Entry.objects.count() == entries
    opening.unlock(roots)
    assert browser.get("/programme/board/").status_code == 200
