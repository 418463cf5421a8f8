"""The power goes at any moment; what was acknowledged is there, nothing stands half."""

import pytest

from tests.torture import power

pytestmark = pytest.mark.xdist_group("installation")
SEED = 2


@pytest.mark.once
def test_a_power_cut_loses_nothing_that_was_acknowledged(installation):
    assert power.cut(installation, many=120, deeds=60, seed=SEED) == ({}, 0)


@pytest.mark.once
def test_the_recorder_sees_what_a_looser_sync_would_lose(installation):
    problems, lost = power.cut(installation, many=40, deeds=30, seed=SEED, DESBUMI_TORTURE_PRAGMA="synchronous=NORMAL")

    assert problems or lost


@pytest.mark.torture
def test_five_thousand_power_cuts_lose_nothing(installation, tell):
    problems, lost = power.cut(installation, many=5_000, deeds=400, seed=SEED)

    tell(seed=SEED, cuts=5_000, problems=problems, acknowledged_lost=lost)
    assert (problems, lost) == ({}, 0)
