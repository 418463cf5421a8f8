"""A program killed at any moment; what was acknowledged is there, nothing stands half."""

import shutil

import pytest

from tests.torture import power

pytestmark = pytest.mark.xdist_group("installation")
SEED = 1


@pytest.mark.once
def test_a_killed_program_loses_nothing_that_it_acknowledged(installation):
    assert power.killed(installation, many=20, seed=SEED) == ({}, 0)


@pytest.mark.torture
def test_two_thousand_kills_lose_nothing(prepared, tmp_path, tell):
    problems, lost = {}, 0
    for at in range(20):
        home = shutil.copytree(prepared, tmp_path / str(at))
        found, gone = power.killed(home, many=100, seed=SEED + at)
        problems |= found
        lost += gone
        shutil.rmtree(home)

    tell(seed=SEED, kills=2_000, problems=problems, acknowledged_lost=lost)
    assert (problems, lost) == ({}, 0)
