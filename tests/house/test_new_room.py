"""`make new ROOM=kas` writes a room that passes every guard, serves its page, and is refused in words when it cannot be."""

import os
import shutil
import subprocess
import sys

import pytest

from tests.house import guards
from tests.house.copies import copy_to
from tools import new_room
from tools.house import House

pytestmark = pytest.mark.once

OURS = ("DESBUMI_HOME", "DESBUMI_TEST_HOME", "DESBUMI_TEST_ON", "DATABASE_URL", "DESBUMI_KEYS_URL", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST")


def run(house, *arguments, settings="desbumi.settings"):
    """Run Python in a copy, on its own package."""
    surroundings = {name: value for name, value in os.environ.items() if name not in OURS}
    surroundings |= {"PYTHONPATH": str(house.root / "src"), "DESBUMI_HOME": str(house.root / "var"), "DJANGO_SETTINGS_MODULE": settings}
    return subprocess.run([sys.executable, *arguments], cwd=house.root, env=surroundings, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(("room", "beside"), [("kas", ""), ("livelihoods", ""), ("arsip", "people")])
def test_a_new_room_passes_every_guard(tmp_path, room, beside):
    house = copy_to(tmp_path)

    made = run(house, "-m", "tools.new_room", room, *(["--beside", beside] if beside else []))

    assert made.returncode == 0, made.stderr
    assert guards.watch(house) == {}


def test_a_new_room_is_in_style_and_its_own_tests_pass(tmp_path):
    house = copy_to(tmp_path, whole=True)
    run(house, "-m", "tools.new_room", "kas")

    for told in (
        run(house, "-m", "ruff", "check", "--quiet", "src/desbumi/kas", "src/desbumi/settings.py", "src/desbumi/urls.py"),
        run(house, "-m", "ruff", "format", "--check", "--quiet", "src/desbumi/kas"),
        run(house, "-m", "django", "check", "--fail-level", "WARNING"),
        run(house, "-m", "pytest", "-p", "no:cacheprovider", "src/desbumi/kas", "tests/matrix/test_walk.py", "-k", "kas or service_officer"),
    ):
        assert told.returncode == 0, told.stdout + told.stderr


@pytest.mark.parametrize(
    ("room", "why"),
    [
        ("", "cannot be a room"),
        ("Kas", "cannot be a room"),
        ("kas-desa", "cannot be a room"),
        ("../kas", "cannot be a room"),
        ("import", "word of Python"),
        ("match", "word of Python"),
        ("desk", "there already"),
        ("refusals", "there already"),
        ("sessions", "library's app"),
        ("language", "of an address"),
    ],
)
def test_a_name_that_cannot_be_a_room_is_refused_in_words(room, why):
    with pytest.raises(new_room.NotARoom, match=why):
        new_room.check_name(House(), room)


def test_a_room_beside_nothing_is_refused_and_nothing_is_written(tmp_path):
    house = copy_to(tmp_path)
    before = {name: house.text(name) for name in house.files("pyproject.toml", "src/**/*.py")}

    with pytest.raises(new_room.NotARoom, match="“attic” is no room that another can stand beside: choose one of desk, portal"):
        new_room.make(house, "kas", beside="attic")
    with pytest.raises(new_room.NotARoom, match="“book” is no room"):
        new_room.make(house, "kas", beside="book")

    assert {name: house.text(name) for name in house.files("pyproject.toml", "src/**/*.py")} == before


def test_a_known_room_stands_where_the_contract_has_it(tmp_path):
    shutil.copy(House().root / "pyproject.toml", tmp_path)
    contract = House(tmp_path).text("pyproject.toml")

    assert '"people",' in new_room.placed(contract, "people", "participation")
    assert "(participation) | kas" in new_room.placed(contract, "kas", "participation")
