"""What the heavy faults stand on: one prepared installation, copied for each."""

import shutil

import pytest

from tests.torture import power


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    home = tmp_path_factory.mktemp("prepared") / "home"
    power.prepared(home)
    return home


@pytest.fixture
def installation(prepared, tmp_path):
    """An installation of one's own, nobody at work in it."""
    return shutil.copytree(prepared, tmp_path / "home")
