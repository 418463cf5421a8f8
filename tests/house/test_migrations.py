"""Every migration travels down and up again on a database with data, and loses nothing that is not its own."""

import json
import os
import subprocess
import sys

import pytest

from tests.house.copies import copy_to
from tools.house import PACKAGE, ROOT, House

OURS = [f"{name.split('/')[2]}.{name.rpartition('/')[2].removesuffix('.py')}" for name in House().files(f"{PACKAGE}/*/migrations/0*.py")]
IRREVERSIBLE = """
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "{before}")]
    operations = [migrations.RunPython(lambda apps, editor: None)]
"""
FORGETFUL = """
from django.db import migrations


def forget(apps, editor):
    if editor.connection.alias == "default":
        apps.get_model("territory", "Territory").objects.update(key="")


class Migration(migrations.Migration):
    dependencies = [("territory", "{before}")]
    operations = [migrations.RunPython(lambda apps, editor: None, forget)]
"""


def travelled(home, *names, root=ROOT):
    """What the travels of a tree's migrations found, on a database of their own."""
    (home / "keys").mkdir(parents=True)
    (home / "static").mkdir()
    surroundings = {**os.environ, "DESBUMI_HOME": str(home), "PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}", "PYTHONHASHSEED": "0"}
    told = subprocess.run([sys.executable, "-m", "tests.house.travel", *names], cwd=root, env=surroundings, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    return travelled(tmp_path_factory.mktemp("travel") / "home")


@pytest.mark.xdist_group("migrations")
@pytest.mark.parametrize("migration", OURS)
def test_a_migration_travels_down_and_up_with_data(found, migration):
    assert found[migration] == []


@pytest.mark.xdist_group("migrations")
def test_all_migrations_come_home_with_their_triggers(found):
    assert found["home"] == []


@pytest.mark.xdist_group("migrations")
def test_migrations_that_lose_something_are_found(tmp_path):
    house = copy_to(tmp_path, whole=True)
    for app, text in (("programme", IRREVERSIBLE), ("territory", FORGETFUL)):
        before = max(name.rpartition("/")[2].removesuffix(".py") for name in house.files(f"{PACKAGE}/{app}/migrations/0*.py"))
        (tmp_path / f"{PACKAGE}/{app}/migrations/0999_planted.py").write_text(text.format(before=before))

    found = travelled(tmp_path / "home", "programme.0999_planted", "territory.0999_planted", root=tmp_path)

    assert found["programme.0999_planted"][0].startswith("IrreversibleError")
    assert found["territory.0999_planted"] == ["down: territory_territory is not what it was", "up: territory_territory is not what it was"]
