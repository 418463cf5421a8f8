"""Every guard of the house finds nothing on this tree; what is meant to be otherwise stands in exceptions.toml."""

from functools import lru_cache

import pytest

from tests.house import guards
from tools.house import House


@lru_cache(maxsize=1)
def found():
    return guards.watch(House())


@pytest.mark.parametrize("name", [*guards.GUARDS, "stale_exceptions"])
def test_the_guard_finds_nothing(name):
    assert not found().get(name), "\n".join(f"{each.key}: {each.says}" for each in found()[name])


@pytest.mark.parametrize("name", guards.GUARDS)
def test_the_guard_says_what_it_keeps(name):
    assert guards.GUARDS[name].__doc__
