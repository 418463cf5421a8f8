"""Whatever is altered, swapped, removed or inserted is named by both verifiers."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desbumi.book.models import Entry
from desbumi.book.queries import differing
from desbumi.book.tests.tampering import BOOK, Raw, second
from desbumi.book.triggers import TABLE
from desbumi.book.verifying import verify

TEXT_COLUMNS = ("op", "deed", "actor", "device", "model", "record", "subject", "commitment", "previous", "hash")
NUMBER_COLUMNS = ("at", "epoch", "part", "schema", "format")


def first_broken():
    """What both verifiers name; they must agree."""
    ours = [(found["book"], found["seq"]) for found in verify()["broken"]]
    theirs = [(book, seq) for book, seq, _why in second.check(Raw())]
    assert ours == theirs
    return ours


def test_an_untouched_book_holds_for_both(world):
    world.step(world.village(), "assessed")

    assert first_broken() == []
    assert verify("35.10.04")["books"] < verify()["books"]


@pytest.mark.parametrize("column", TEXT_COLUMNS)
def test_one_letter_changed_in_any_column_is_named(bypass, column):
    bypass.execute(f"UPDATE {TABLE} SET {column} = 'x' || substr({column}, 2) WHERE book_id = %s AND seq = 3", [BOOK])

    assert first_broken() == [(BOOK, 3)]


@pytest.mark.parametrize("column", NUMBER_COLUMNS)
def test_one_number_changed_in_any_column_is_named(bypass, column):
    bypass.execute(f"UPDATE {TABLE} SET {column} = {column} + 7 WHERE book_id = %s AND seq = 2", [BOOK])

    assert first_broken()[0] == (BOOK, 2)


def test_one_byte_of_a_sealed_payload_changed_is_named(bypass):
    sealed = bytearray(bytes(Entry.objects.get(book=BOOK, seq=4).sealed))
    sealed[20] ^= 1
    bypass.execute(f"UPDATE {TABLE} SET sealed = %s WHERE book_id = %s AND seq = 4", [bytes(sealed), BOOK])

    assert first_broken() == [(BOOK, 4)]


def test_a_removed_entry_is_named(bypass):
    bypass.execute(f"DELETE FROM {TABLE} WHERE book_id = %s AND seq = 3", [BOOK])

    assert first_broken() == [(BOOK, 3)]


def test_a_cut_tail_is_named(bypass):
    last = Entry.objects.filter(book=BOOK).count()
    bypass.execute(f"DELETE FROM {TABLE} WHERE book_id = %s AND seq > %s", [BOOK, last - 2])

    assert first_broken() == [(BOOK, last - 1)]


def test_a_whole_book_that_is_gone_is_named(bypass):
    bypass.execute(f"DELETE FROM {TABLE} WHERE book_id = %s", [BOOK])

    assert first_broken() == [(BOOK, 1)]


def test_two_entries_swapped_are_named(bypass):
    for old, new in ((3, 9003), (4, 3), (9003, 4)):
        bypass.execute(f"UPDATE {TABLE} SET seq = %s WHERE book_id = %s AND seq = %s", [new, BOOK, old])

    assert first_broken() == [(BOOK, 3)]


def test_an_entry_put_in_behind_the_last_is_named(bypass):
    last = Entry.objects.filter(book=BOOK).count()
    columns = ", ".join(each.column for each in Entry._meta.concrete_fields if each.column not in ("id", "seq", "op"))
    bypass.execute(
        f"INSERT INTO {TABLE} (seq, op, {columns}) SELECT %s, %s, {columns} FROM {TABLE} WHERE book_id = %s AND seq = %s",
        [last + 1, "f" * 32, BOOK, last],
    )

    assert first_broken() == [(BOOK, last + 1)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seq=st.integers(1, 6), at=st.integers(0, 60), bit=st.integers(0, 7), column=st.sampled_from(["sealed", "hash", "previous", "record"]))
def test_any_single_bit_flipped_anywhere_is_named(bypass, seq, at, bit, column):
    stored = (
        bytes(Entry.objects.values_list("sealed", flat=True).get(book=BOOK, seq=seq))
        if column == "sealed"
        else Entry.objects.values_list(column, flat=True).get(book=BOOK, seq=seq)
    )
    raw = bytearray(stored if column == "sealed" else stored.encode())
    raw[at % len(raw)] ^= 1 << bit % 4
    put = f"UPDATE {TABLE} SET {column} = %s WHERE book_id = %s AND seq = %s"
    bypass.execute(put, [bytes(raw) if column == "sealed" else raw.decode("latin-1"), BOOK, seq])
    try:
        assert first_broken() == [(BOOK, seq)]
    finally:
        bypass.execute(put, [stored, BOOK, seq])


def test_a_village_page_with_an_altered_entry_says_so_and_stands(bypass, world, browser_of):
    bypass.execute(f"UPDATE {TABLE} SET deed = 'x.y' WHERE book_id = %s AND seq = 3", [BOOK])

    response = browser_of(world.leader).get("/desk/villages/35.10.04.2003/history/")

    assert response.status_code == 200
    assert "tidak seperti waktu ditulis" in response.content.decode()


@pytest.mark.sqlite
@pytest.mark.parametrize("value", ["x" * 70_000, "", None])
def test_what_cannot_even_be_encoded_is_named(bypass, value):
    bypass.execute(f"UPDATE {TABLE} SET deed = %s, sealed = %s WHERE book_id = %s AND seq = 2", [value or "", value or "no bytes", BOOK])

    assert first_broken() == [(BOOK, 2)]


@pytest.mark.parametrize("change", [pytest.param("size = 'x'", marks=pytest.mark.sqlite), "size = size + 1", "epoch = 2", "hash = 'x'"])
def test_a_head_that_was_changed_is_named(bypass, change):
    bypass.execute(f"UPDATE book_head SET {change} WHERE id = %s", [BOOK])

    assert [book for book, _seq in first_broken()] == [BOOK]


@pytest.mark.sqlite
def test_a_byte_that_is_no_letter_any_more_is_named(bypass):
    bypass.execute(f"UPDATE {TABLE} SET deed = CAST(x'f06c6163652e6164646564' AS TEXT) WHERE book_id = %s AND seq = 1", [BOOK])
    raw = connection.connection
    raw.text_factory = lambda text: text.decode("utf-8", "surrogateescape")
    try:
        assert [(book, seq) for book, seq, _why in second.check(Raw())] == [(BOOK, 1)]
    finally:
        raw.text_factory = str

    assert [(found["book"], found["seq"]) for found in verify()["broken"]] == [(BOOK, 1)]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE programme_place SET stage = 'independent' WHERE village_id = '35.10.04.2003'",
        "UPDATE programme_step SET done_by = 'someone else'",
        "DELETE FROM programme_step",
    ],
)
def test_a_record_changed_past_its_book_is_told_by_the_slow_look(bypass, change):
    assert differing() == []

    bypass.execute(change)

    assert {found["book"] for found in differing("35.10.04")} == {BOOK}
