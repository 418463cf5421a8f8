"""Two officers bring a sheet at once, a disk is full in the middle: each is told, nothing is half done, nobody is there twice."""

import shutil
import subprocess
import sys

import pytest

from tests.torture.test_disk import FULL
from tests.torture.test_killed_work import prepared, rows

pytestmark = pytest.mark.once
VILLAGE, PEOPLE = "35.10.04.2003", 300
HEADER = "Nama;Tgl Lahir;Negara;Status\n"


@pytest.fixture(scope="module")
def laptop(tmp_path_factory):
    """A laptop with an officer of a village."""
    found = prepared(tmp_path_factory.mktemp("imports") / "laptop")
    for name in ("petugas", "sekdes"):
        found.did("user", "add", name, "--role", "service_officer", "--territory", VILLAGE)
    return found


def brought(laptop, name, first="Siti"):
    """A sheet, and the command that imports it."""
    sheet = laptop.home.parent / f"{name}.csv"
    sheet.write_text(HEADER + "".join(f"{first} {at} Aminah;{at % 28 + 1}-{at % 12 + 1}-19{60 + at % 40};Taiwan;aktif\n" for at in range(PEOPLE)))
    return [sys.executable, "-m", "desbumi.cli", "people", "import", str(sheet), "--territory", VILLAGE, "--as", name, "--json"]


def test_two_officers_who_bring_the_same_sheet_at_once_bring_each_person_once(laptop):
    at_work = [subprocess.Popen(brought(laptop, name), env=laptop.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for name in ("petugas", "sekdes")]
    told = [each.communicate()[1] for each in at_work]

    assert [each.returncode for each in at_work] == [0, 0], told
    assert rows(laptop, "SELECT COUNT(*) FROM people_person WHERE name LIKE 'Siti%'") == [(PEOPLE,)]
    assert sorted(rows(laptop, "SELECT imported, same_person_again FROM journeys_import")) == [(0, PEOPLE), (PEOPLE, 0)]
    assert laptop.desbumi("book", "verify").returncode == 0


def test_a_disk_that_is_full_in_the_middle_leaves_nothing_of_the_sheet_and_says_so(laptop, tmp_path):
    home, kept = laptop.home, tmp_path / "kept"
    shutil.copytree(home, tmp_path / "before")
    command = brought(laptop, "petugas", first="Ani")
    home.rename(kept)
    home.mkdir()
    size = sum(path.stat().st_size for path in kept.rglob("*") if path.is_file()) // 1024
    script = FULL.format(size=size + 400 + 100, home=home, kept=kept, filler=100).strip()
    done = subprocess.run(["unshare", "-Urm", "sh", "-ec", script, "sh", *command], env=laptop.env, capture_output=True, text=True, check=False)
    home.rmdir()
    kept.rename(home)
    (home / "filler").unlink(missing_ok=True)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert rows(laptop, "SELECT COUNT(*) FROM people_person WHERE name LIKE 'Ani%'") == [(0,)]
    assert rows(laptop, "SELECT COUNT(*) FROM journeys_import WHERE status <> 'done'") == [(0,)]
    assert laptop.desbumi("book", "verify").returncode == 0
    assert subprocess.run(command, env=laptop.env, capture_output=True, text=True, check=False).returncode == 0
    assert rows(laptop, "SELECT COUNT(*) FROM people_person WHERE name LIKE 'Ani%'") == [(PEOPLE,)]
