"""What a code tells, and when two spellings mean one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desbumi.territory.rules import above, is_within, key_of, level_of, parent_of, readings, spelling, zone_of

codes = st.from_regex(r"[1-9][0-9](\.[0-9]{2}(\.[0-9]{2}(\.[12][0-9]{3})?)?)?", fullmatch=True)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [("00", "nation", None), ("35", "province", "00"), ("35.10", "regency", "35"), ("35.10.04", "district", "35.10"), ("35.10.04.2003", "village", "35.10.04")],
)
def test_a_code_tells_level_and_parent(code, level, parent):
    assert (level_of(code), parent_of(code)) == (level, parent)


@given(code=codes)
def test_every_place_lies_in_all_places_above_it_and_in_none_beside(code):
    assert all(is_within(code, place) for place in (code, *above(code)))
    assert above(code)[-1] == "00"
    assert not any(is_within(place, code) for place in above(code))


@given(text=st.text(max_size=60))
def test_any_text_can_be_asked_and_gives_names_without_spaces(text):
    assert all(" " not in reading.name and reading.name for reading in readings(text))


@pytest.mark.parametrize(("one", "other"), [("Kedoeng Gebang", "kedunggebang"), ("Tjilatjap", "Cilacap"), ("Djember", "jember"), ("Soekaboemi", "SUKABUMI")])
def test_old_and_new_spelling_are_one(one, other):
    assert spelling(one) == spelling(other)


def test_a_regency_is_found_without_its_kind():
    assert key_of("35.10", "Kabupaten Banyuwangi") == "banyuwangi"
    assert key_of("35.10.04.2003", "Kedungasri") == "kedungasri"


@pytest.mark.parametrize(
    ("code", "zone"), [("35.10", "Asia/Jakarta"), ("52.02", "Asia/Makassar"), ("53.13", "Asia/Makassar"), ("94.01", "Asia/Jayapura"), ("00", "Asia/Jakarta")]
)
def test_the_zone_follows_the_province(code, zone):
    assert zone_of(code) == zone
