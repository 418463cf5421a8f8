"""Every guard of the house finds nothing on this tree; what is meant to be otherwise stands in exceptions.toml."""

from functools import lru_cache

import pytest

from tests.house import guards
from tools.house import PACKAGE, House

pytestmark = pytest.mark.once


@lru_cache(maxsize=1)
def found():
    return guards.watch(House())


@pytest.mark.parametrize("name", [*guards.GUARDS, "stale_exceptions"])
def test_the_guard_finds_nothing(name):
    assert not found().get(name), "\n".join(f"{each.key}: {each.says}" for each in found()[name])


@pytest.mark.parametrize("name", guards.GUARDS)
def test_the_guard_says_what_it_keeps(name):
    assert guards.GUARDS[name].__doc__


def test_in_a_folder_of_actions_what_is_offered_or_taken_from_it_is_a_deed(tmp_path):
    files = {
        "kas/__init__.py": "",
        "kas/actions/__init__.py": "from desbumi.kas.actions.boxes import open as open",
        "kas/actions/boxes.py": "def open(*, by): ...\ndef count(box): ...\ndef shake(box): ...",
        "kas/views.py": "from desbumi.kas.actions.boxes import shake",
    }
    for name, text in files.items():
        path = tmp_path / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    assert sorted(name for name, _deed in House(tmp_path).actions()) == ["kas.open", "kas.shake"]
