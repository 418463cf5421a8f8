"""Two hundred people are erased; of twenty strings each nothing is left in any file."""

import pytest

from desbumi.people.tests.forgetting import PLANTED, forget_many
from desbumi.people.tests.test_forgetting import open_world, real  # noqa: F401 -- a fixture

MANY = 200


@pytest.mark.torture
@real
def test_of_two_hundred_people_nothing_is_left_in_any_file(open_world, tell):  # noqa: F811 -- the fixture
    before, after = forget_many(open_world, MANY)

    tell(subjects=MANY, strings=MANY * PLANTED, found_before=len(before), left=sum(len(words) for words in after.values()))
    assert len(before) >= MANY * 10
    assert after == {}
