"""A walk through every page of every role: none writes, all have manners, nothing leaks, three rows ask no more than one."""

import pytest

from tests.matrix.things import HOMES, Things, level_of
from tests.matrix.walk import GUARDS, walk

ROLES = ("coordinator", "programme_manager", "service_officer")


@pytest.fixture
def twice(world):
    """A walk with one more of everything, then with three: `twice(role)`."""

    def walked(role):
        things, reader = Things(world), world.person(role, HOMES[level_of(role)], name="siapa")
        found = []
        for many in (1, 1, 3):  # the first opens what costs more when it is opened for the first time on a day
            things.grow(many)
            found.append(walk(things, reader, role))
        return found[1:]

    return walked


def found_by(one, three):
    """Guard → what it found, of those that found something."""
    return {name: told for name, guard in GUARDS.items() if (told := guard(one, three))}


@pytest.mark.parametrize("role", ROLES)
def test_on_no_page_a_guard_finds_anything(twice, role):
    assert found_by(*twice(role)) == {}
