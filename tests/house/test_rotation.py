"""Keys are rotated under writers and readers, and the rotation is killed; no key is unreadable at any moment."""

import json
import os
import subprocess
import sys

import pytest

from tests.house.test_writers import address

SEED, FEW = 16, 4


def rotated(home, kills):
    """What `tests.torture.rotating` tells of so many kills."""
    (home / "keys").mkdir()
    surroundings = {key: value for key, value in os.environ.items() if key != "DESBUMI_PASSPHRASE"}
    surroundings |= {"DESBUMI_HOME": str(home), "DESBUMI_KEYS_URL": address("keys"), "DJANGO_SETTINGS_MODULE": "desbumi.settings"}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.torture.rotating", str(SEED), str(kills)], env=surroundings, capture_output=True, text=True, check=False, timeout=900
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout), ran.stderr


@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_a_rotation_that_is_killed_leaves_every_key_readable(tmp_path):
    told, problems = rotated(tmp_path, FEW)

    assert (told["failed"], told["unreadable"], told["under an old root"], told["purpose changed"]) == (0, 0, 0, 0), problems
    assert (told["roots"], told["old root kept"]) == (1, 0)
    assert told["killed"] == FEW
