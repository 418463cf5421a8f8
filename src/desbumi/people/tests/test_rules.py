"""Phone numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desbumi.people.rules.phones import masked, number, shown


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("0812 3344 7788", "+6281233447788"), ("+62 812-3344-7788", "+6281233447788"), ("6281233447788", "+6281233447788"),
        ("+62 0812 3344 7788", "+6281233447788"), ("81233447788", "+6281233447788"), ("(0333) 421 555", "+62333421555"),
        ("+852 9123 4567", "+85291234567"), ("0062 812 3344 7788", "+6281233447788"), ("", ""), ("  ", ""),
    ],
)  # fmt: skip
def test_the_same_number_is_kept_alike_however_it_is_written(written, kept):
    assert number(written) == kept


@pytest.mark.parametrize(
    "written", ["tanya Bu Lilik", "0812", "=1+1", "<b>0812</b>", "0812 3344 7788 / 0813", "٠٨١٢٣٣٤٤٧٧٨٨", "112", "+" + "1" * 16, "+0812334477"]
)
def test_what_is_no_number_is_told_apart(written):
    assert number(written) is None


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_is_not_and_nothing_falls(text):
    kept = number(text)

    assert kept is None or kept == number(kept) == number(shown(kept))
    if kept:
        assert len(masked(kept)) < len(shown(kept)) + 6
        assert kept.removeprefix("+") not in masked(kept).replace(" ", "")


def test_a_list_shows_enough_to_know_a_number_and_too_little_to_call_it():
    assert (shown("+6281233447788"), masked("+6281233447788")) == ("0812 3344 7788", "0812 •••• 7788")
    assert (masked("+62333421555"), masked("+85291234567"), masked("")) == ("033 •••• 55", "+852 •••• 4567", "")
