"""A thousand random ways of altering a book behind its back, each told."""

import random

import pytest

from desbumi.book.tests.conftest import bypass  # noqa: F401 -- a fixture
from desbumi.book.tests.tampering import KINDS, kept, tamper

SEED, MANY = 13, 1000


@pytest.mark.torture
def test_a_thousand_random_alterations_are_all_told(bypass, tell):  # noqa: F811 -- the fixture
    dice, before = random.Random(SEED), kept()

    missed = [
        chosen
        for chosen in ((dice.choice(KINDS), dice.randint(1, 5), dice.randint(6, 7), dice.randint(0, 400)) for _ in range(MANY))
        if not tamper(bypass, before, *chosen)
    ]

    tell(seed=SEED, altered=MANY, missed=len(missed))
    assert missed == []
