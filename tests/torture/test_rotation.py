"""Fifty rotations killed under load."""

import pytest

from tests.house.test_rotation import rotated

MANY = 50


@pytest.mark.torture
@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_fifty_killed_rotations_leave_every_key_readable(tmp_path, tell):
    told, problems = rotated(tmp_path, MANY)

    tell(**told)
    assert told["in the midst"] > 0
    assert (told["failed"], told["unreadable"], told["under an old root"], told["purpose changed"], told["old root kept"]) == (0, 0, 0, 0, 0), problems
