"""Copies of the keys elsewhere: read back, remembered, refreshed, struck off; and what a thief of the folder has."""

import json
import shutil
import sqlite3
from base64 import b64encode
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.db import connections
from django.utils import timezone

from desbumi.book import keys
from desbumi.book.keys import copies, opening
from desbumi.book.keys.refusals import CopyDiffers, CopyInside, CopyNotWritten, CopyOfAnother, CopyUnknown
from desbumi.book.keys.ring import Ring, read
from desbumi.book.keys.store import unwrapped
from desbumi.book.models import DataKey
from desbumi.book.tests.conftest import PASSPHRASE

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


@pytest.fixture
def stick(tmp_path):
    """Somewhere else."""
    return tmp_path / "stick"


def some(many):
    subjects = [uuid4() for _ in range(many)]
    keys.ensure(subjects)
    return subjects


def of_the_copy(folder):
    """The keys that somebody with the passphrase has from a copy alone."""
    ring: Ring = read((folder / "ring.json").read_text())
    state = opening.Opened("", (0, 0, 0, 0), ring.opened_with(PASSPHRASE), "file")
    with closing(sqlite3.connect(folder / "keys.sqlite3")) as store:
        rows = store.execute("SELECT id, wrapped, ring FROM book_datakey WHERE wrapped IS NOT NULL").fetchall()
    return {UUID(pk): unwrapped(state, DataKey(pk=UUID(pk), wrapped=wrapped, ring=ring)) for pk, wrapped, ring in rows}


def test_a_copy_holds_every_key_and_opens_by_the_passphrase(closed, stick):
    subjects = some(30)

    copy = copies.keep(stick, name="stik sekretaris")

    assert (copy.name, copy.keys, copy.erased) == ("stik sekretaris", 30, 0)
    assert set(of_the_copy(stick)) == set(subjects)
    assert sorted(path.name for path in stick.iterdir()) == ["copy.json", "keys.sqlite3", "ring.json"]
    assert all(path.stat().st_mode & 0o077 == 0 for path in stick.iterdir())
    assert (copies.state().newest.folder, copies.state().is_whole, copies.state().behind) == (str(stick), True, ())


@pytest.mark.sqlite
@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_the_store_of_a_copy_is_the_same_however_it_was_made(closed, stick, monkeypatch):
    some(20)
    keys.erase(some(1))
    copies.keep(stick)
    with closing(sqlite3.connect(stick / "keys.sqlite3")) as store:
        backed_up = (store.execute("SELECT * FROM book_datakey ORDER BY id").fetchall(), store.execute("PRAGMA table_info(book_datakey)").fetchall())

    monkeypatch.setattr(connections["keys"], "vendor", "postgresql-ish")
    copies.keep(stick)

    with closing(sqlite3.connect(stick / "keys.sqlite3")) as store:
        assert store.execute("PRAGMA table_info(book_datakey)").fetchall() == backed_up[1]
        assert store.execute("SELECT * FROM book_datakey ORDER BY id").fetchall() == backed_up[0]


def test_a_copy_beside_the_installation_or_over_anothers_keys_is_refused(closed, home, stick):
    for folder in (home, home / "keys", home / "deep" / "down"):
        with pytest.raises(CopyInside):
            copies.keep(folder)
    stick.mkdir()
    (stick / "keys.sqlite3").write_text("of another")

    with pytest.raises(CopyOfAnother):
        copies.keep(stick)

    assert (stick / "keys.sqlite3").read_text() == "of another"
    assert copies.registered() == []


def test_a_rotation_refreshes_the_copies_at_hand_and_names_the_others(closed, stick, tmp_path):
    some(5)
    copies.keep(stick, name="di kantor")
    away = tmp_path / "away"
    copies.keep(away, name="di kabupaten")
    away.rename(tmp_path / "drawer")

    assert keys.rotate() == ["di kabupaten"]

    assert len(of_the_copy(stick)) == 5 + 3
    assert copies.state().behind == ("di kabupaten",)
    (tmp_path / "drawer").rename(away)
    assert keys.rotate() == []


def test_another_stick_at_the_same_place_is_not_written_to(closed, stick):
    copies.keep(stick)
    (stick / "copy.json").write_text('{"mark": "of another"}')
    before = (stick / "keys.sqlite3").read_bytes()

    assert keys.rotate() == ["stick"]

    assert (stick / "keys.sqlite3").read_bytes() == before


def test_an_erasure_is_confirmed_by_every_copy_or_told_by_name(closed, stick, tmp_path):
    gone, *rest = some(6)
    copies.keep(stick, name="di kantor")
    away = tmp_path / "away"
    copies.keep(away, name="di kabupaten")
    away.rename(tmp_path / "drawer")

    assert keys.erase(gone) == ["di kabupaten"]
    assert gone not in of_the_copy(stick)
    assert set(rest) <= set(of_the_copy(stick))
    assert gone in of_the_copy(tmp_path / "drawer")

    (tmp_path / "drawer").rename(away)
    assert keys.erase(gone) == []
    assert gone not in of_the_copy(away)


def test_a_lost_copy_is_struck_off_with_its_reason(closed, stick):
    copies.keep(stick, name="stik merah")
    shutil.rmtree(stick)

    with pytest.raises(CopyUnknown):
        copies.strike_off(stick / "other", reason="hilang")
    assert copies.strike_off(Path("stik merah"), reason="hilang di jalan").folder == str(stick)

    assert (copies.registered(), keys.rotate(), copies.state().newest) == ([], [], None)
    assert json.loads(opening.home_file("copies.json").read_text())["copies"][0]["lost"] == "hilang di jalan"


def test_a_copy_is_behind_as_soon_as_a_key_is_made_and_old_after_a_month(closed, stick):
    some(2)
    copies.keep(stick)
    assert (copies.state().is_whole, copies.state().is_old) == (True, False)

    some(1)
    assert copies.state().is_whole is False
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert copies.state().is_old


def test_what_is_read_back_must_be_what_was_written(closed, stick, monkeypatch):
    some(2)
    copies.keep(stick)
    before, after = (stick / "keys.sqlite3").read_bytes(), copies._store_into

    def failing(path):
        told = after(path)
        with path.open("r+b") as file:
            file.truncate(4096)
        return told

    monkeypatch.setattr(copies, "_store_into", failing)
    with pytest.raises(CopyDiffers):
        copies.keep(stick)

    assert (stick / "keys.sqlite3").read_bytes() == before
    assert len(list(stick.iterdir())) == 3


def test_a_disk_that_is_full_leaves_the_copy_before_it(closed, stick, monkeypatch):
    some(2)
    copies.keep(stick)
    before = {path.name: path.read_bytes() for path in stick.iterdir()}

    def full(_path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(copies, "_store_into", full)
    with pytest.raises(CopyNotWritten) as refused:
        copies.keep(stick)

    assert str(stick) in refused.value.sentence
    assert {path.name: path.read_bytes() for path in stick.iterdir()} == before
    assert keys.rotate() == ["stick"]


def test_what_is_no_folder_is_refused_in_words(closed, stick):
    stick.write_text("a file")
    for where in (stick, stick / "below", stick.parent / ("x" * 300)):
        with pytest.raises(CopyNotWritten):
            copies.keep(where)


def test_the_copy_that_a_restore_came_from_counts_from_then_on(closed, stick, home):
    copies.keep(stick, name="stik sekretaris")
    (home / "keys/copies.json").unlink()
    assert copies.state().newest is None

    copies.adopt(stick)

    assert [copy.name for copy in copies.registered()] == ["stik sekretaris"]
    assert copies.registered()[0].is_reachable


@pytest.mark.sqlite
@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_a_thief_of_the_whole_folder_opens_nothing_with_what_lies_in_it(closed, home, tmp_path, settings):
    whom, stolen = some(200), tmp_path / "stolen"
    keys.rotate()
    secrets = {subject: keys.of(subject).cipher.encrypt(b"0" * 12, b"rahasia", None) for subject in whom}
    plain = dict(opening.opened().roots)
    opening.lock()  # the machine is switched off
    shutil.copytree(home, stolen)
    shutil.copy(connections["keys"].settings_dict["NAME"], stolen / "keys/keys.sqlite3")

    settings.DESBUMI_HOME = stolen
    everything = b"".join(path.read_bytes() for path in stolen.rglob("*") if path.is_file())

    assert keys.state() == "locked"
    for subject in secrets:
        with pytest.raises(keys.KeysLocked):
            keys.of(subject)
    for root in plain.values():
        assert root not in everything
        assert b64encode(root) not in everything
        assert root.hex().encode() not in everything
    assert opening.look()[0].opened_with(PASSPHRASE) == plain  # with the passphrase it would open: there was something to steal
