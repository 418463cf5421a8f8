"""Files: thousands of damaged ones, and one of 500 MB."""

import pytest

from desbumi.papers.tests.test_cell import try_mutated
from desbumi.programme.tests.test_evidence import agreement, refuse_large  # noqa: F401 -- a fixture

SEED, MANY, HUGE = 2527, 2000, 500 * 1024**2


@pytest.mark.torture
def test_two_thousand_damaged_files_are_opened_or_refused_in_words(tell):
    told = try_mutated(SEED, MANY)

    tell(seed=SEED, files=MANY, **told)
    assert sum(told.values()) == MANY


@pytest.mark.torture
def test_five_hundred_megabytes_are_refused_in_words(world, browser_of, agreement, monkeypatch, tell):  # noqa: F811 -- the fixture
    refuse_large(browser_of(world.leader), f"/programme/agreements/{agreement.pk}/scans/add/", monkeypatch, HUGE)

    tell(bytes=HUGE)
