"""A bad month: the laptop is killed at work, its disk fills, it is stolen; what was kept elsewhere brings everything back.

And a contact who asked to be forgotten is found nowhere, not in the backup either.
"""

import random
import re
import shutil
import subprocess
import sys

import pytest
from pypdf import PdfReader

from desbumi.testing.scanning import scan
from tests.torture import month
from tests.torture.laptop import Laptop

LINE = re.compile(r"35\.10\.04\.2003 \d+ \d+ [0-9a-f]{4}(?:-[0-9a-f]{4}){3}")


@pytest.mark.once
def test_a_bad_month_ends_well(tmp_path):
    dice, laptop, stick, keyring = random.Random(5), Laptop(tmp_path / "laptop"), tmp_path / "stick", tmp_path / "keyring"
    assert laptop.month("prepare").returncode == 0

    told = [op for _ in range(2) for op in laptop.killed_at_work(dice)]
    assert set(told) <= laptop.ops()
    acknowledged, words = laptop.with_a_full_disk(room=300)
    assert set(words) == {"storage.full"}
    assert set(told + acknowledged) <= laptop.ops()
    laptop.holds_for_both()
    laptop.files_are_whole()

    assert laptop.month("contact").returncode == 0
    stick.mkdir()
    laptop.did("keys", "copy", keyring)
    laptop.month("sheet", str(tmp_path / "yesterday.pdf"))
    laptop.did("backup", stick)
    assert scan(month.WORDS, [laptop.home])
    laptop.month("ask")
    assert laptop.month("forget").stdout == "done"
    laptop.killed_at_work(dice)
    (tmp_path / "heads.json").write_text(laptop.did("book", "heads", "--json"))

    (tmp_path / "elsewhere").mkdir()
    stolen = laptop.home.rename(tmp_path / "stolen")
    thief = Laptop(shutil.copytree(stolen, tmp_path / "thief"))
    thief.env.pop("DESBUMI_PASSPHRASE")
    assert thief.desbumi("book", "show", "--territory", "35.10").returncode == 1

    fresh = Laptop(tmp_path / "elsewhere" / "laptop")
    fresh.did("restore", stick, "--keys", keyring, "--reason", "Laptop dicuri", "--by", "Lilik Indrawati", "--with", "Dewi Kartika")

    fresh.holds_for_both()
    fresh.files_are_whole()
    assert set(told + acknowledged) <= fresh.ops()
    paper = LINE.search(" ".join(page.extract_text() for page in PdfReader(tmp_path / "yesterday.pdf").pages)).group()
    assert "1 kepala tersimpan cocok" in fresh.desbumi("book", "witness", paper).stderr
    later = fresh.desbumi("book", "witness", tmp_path / "heads.json")
    assert later.returncode == 0
    assert "Laptop dicuri (Lilik Indrawati, Dewi Kartika)" in later.stderr
    assert scan(month.WORDS, [fresh.home, stolen, stick, keyring]) == {}
    assert scan(month.WORDS, [opened_with_todays_keys(fresh, stick, tmp_path / "opened")]) == {}


def opened_with_todays_keys(laptop, stick, folder):
    """All bytes of the backup, as the keys of today open it."""
    folder.mkdir()
    done = subprocess.run([sys.executable, "-m", "tests.torture.month", "open", str(next(stick.glob("*.backup"))), str(folder)], env=laptop.env, check=False)
    assert done.returncode == 0
    assert (folder / "database").stat().st_size > 100_000
    return folder
