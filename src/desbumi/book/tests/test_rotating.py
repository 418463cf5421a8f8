"""A new root: everything opens as before, nothing hangs on the old one; and a key destroyed for good."""

import json
import os
import sqlite3
from base64 import b64encode
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections

from desbumi.book import keys
from desbumi.book.keys import files, opening, rotating, shares
from desbumi.book.keys.ring import derive
from desbumi.book.models import DataKey
from desbumi.book.tests.conftest import PASSPHRASE

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def made(many):
    """So many data keys, and by what each is recognised."""
    subjects = [uuid4() for _ in range(many)]
    keys.ensure(subjects)
    return {subject: keys.of(subject).commitment for subject in subjects}


def opens(known):
    """Which of these keys open, from the store and not from memory."""
    keys.forget_held()
    return {subject for subject, commitment in known.items() if keys.of(subject).commitment == commitment}


def rows():
    return DataKey.objects.using("keys")


@pytest.mark.parametrize("ring", ["open", "closed"])
def test_after_a_rotation_all_keys_open_and_none_hangs_on_the_old_root(home, ring, request):
    keys.make_ring() if ring == "open" else request.getfixturevalue("closed")
    known, before = made(25), opening.opened().roots

    assert keys.rotate() == []

    assert opens(known) == set(known)
    assert set(rows().values_list("ring", flat=True)) == {2}
    assert (opening.opened().newest, set(opening.opened().roots.values()) & set(before.values())) == (2, set())
    wrap = AESGCM(derive(before[1], "wrap"))
    for row in rows().order_by("pk"):
        with pytest.raises(InvalidTag):
            wrap.decrypt(bytes(row.wrapped)[:12], bytes(row.wrapped)[12:], row.pk.bytes)


def test_keys_of_a_purpose_stay_over_rotations_and_are_those_of_the_first_installations(home):
    root = os.urandom(32)
    keys.ring_file().write_text(json.dumps({"open": True, "key": b64encode(root).decode()}))
    before = {purpose: keys.derived(purpose) for purpose in ("factor", "sign", "index", "anything later")}

    for _each in range(2):
        keys.rotate()
        keys.forget_held()
        assert {purpose: keys.derived(purpose) for purpose in before} == before

    assert before["factor"] == derive(root, "factor")
    assert before["sign"] == derive(root, "sign")
    assert len({*before.values()}) == 4


@pytest.mark.parametrize("fails_at", [1, 2, 3])
def test_a_rotation_that_finds_the_disk_full_is_taken_up_again(closed, monkeypatch, fails_at):
    known, calls, put = made(30), [], files.put
    monkeypatch.setattr(rotating, "BATCH", 10)

    def full(path, text):
        calls.append(path)
        if len(calls) >= fails_at:
            raise OSError(28, "No space left on device")
        put(path, text)

    monkeypatch.setattr(opening, "put", full)
    with pytest.raises((OSError, keys.opening.NoMemoryPlace)):
        keys.rotate()
    assert opens(known) == set(known)

    monkeypatch.setattr(opening, "put", put)
    keys.rotate()
    assert opens(known) == set(known)
    assert len(opening.opened().roots) == 1
    assert rotating.under(opening.opened().newest).count() == 0


def test_a_ring_is_closed_on_the_way_and_the_server_reads_on(home):
    keys.make_ring()
    known, factor = made(5), keys.derived("factor")
    root = opening.opened().roots[1]

    locks, three = keys.new_locks(PASSPHRASE)
    keys.rotate(locks=locks)

    assert keys.state() == "unlocked"
    assert opens(known) == set(known)
    assert keys.derived("factor") == factor
    assert b64encode(root).decode() not in keys.ring_file().read_text()
    opening.lock()
    assert opening.look()[0].opened_by(shares.joined(three[1:])) == opening.look()[0].opened_with(PASSPHRASE)


def test_another_passphrase_leaves_the_shares_and_the_old_one_opens_nothing(closed):
    known = made(3)

    keys.rotate(locks=keys.other_passphrase("kopi panas di sore hari"))

    opening.lock()
    ring = opening.look()[0]
    with pytest.raises(keys.opening.PassphraseWrong):
        ring.opened_with(PASSPHRASE)
    assert ring.opened_with("kopi panas di sore hari") == ring.opened_by(shares.joined(closed[:2]))
    opening.hold(ring.opened_by(shares.joined(closed[:2])))
    assert {subject for subject in known if keys.of(subject).commitment == known[subject]} == set(known)


def test_an_erased_key_is_gone_everywhere_and_never_made_again(closed):
    known = made(12)
    gone, *_rest = known
    before, row = opening.opened().roots, bytes(rows().get(pk=gone).wrapped)

    assert keys.erase(gone) == []

    with pytest.raises(keys.KeyGone):
        keys.of(gone)
    keys.ensure([gone])
    with pytest.raises(keys.KeyGone):
        keys.of(gone)
    assert keys.erased() == {gone}
    assert rows().get(pk=gone).erased_at is not None
    assert opens({subject: known[subject] for subject in known if subject != gone}) == set(known) - {gone}
    assert AESGCM(derive(before[1], "wrap")).decrypt(row[:12], row[12:], gone.bytes)  # who kept store and root of before
    assert before[1] not in opening.opened().roots.values()


def test_many_are_erased_with_one_rotation_and_twice_changes_nothing(closed):
    known = made(40)
    whom = list(known)[:20]

    keys.erase(whom)
    after = opening.opened().newest
    keys.erase(whom)
    keys.erase(iter(whom[:3]))

    assert (after, opening.opened().newest) == (2, 2)
    assert keys.erased() == set(whom)
    assert opens({subject: known[subject] for subject in known if subject not in whom}) == set(known) - set(whom)


def test_one_who_never_had_a_key_is_erased_too_and_gets_none(closed):
    nobody = uuid4()

    keys.erase(nobody)
    keys.ensure([nobody])

    assert keys.erased() == {nobody}
    assert opening.opened().newest == 1


def test_an_erasure_that_was_cut_off_before_its_rotation_is_completed(closed, monkeypatch):
    known = made(4)
    gone = next(iter(known))

    def power_cut(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as cut:
        cut.setattr("desbumi.book.keys.renewing.turn", power_cut)
        with pytest.raises(KeyboardInterrupt):
            keys.erase(gone)
    assert (opening.opened().newest, keys.erased()) == (1, {gone})

    keys.erase(gone)
    assert opening.opened().newest == 2


def test_nothing_is_erased_or_rotated_while_the_ring_is_locked(closed):
    known = made(2)
    opening.lock()

    for deed in (keys.rotate, lambda: keys.erase(known)):
        with pytest.raises(keys.KeysLocked):
            deed()

    assert (keys.erased(), opening.look()[0].numbers) == (set(), {1})


def test_a_key_whose_root_is_nowhere_stops_the_rotation_and_loses_nothing(closed):
    known = made(5)
    rows().filter(pk=next(iter(known))).update(ring=7)

    with pytest.raises(keys.RingDoesNotFit):
        keys.rotate()

    rows().filter(ring=7).update(ring=1)
    assert opens(known) == set(known)


def test_a_key_held_in_memory_is_dropped_when_another_process_erases(closed):
    known = made(3)
    gone = next(iter(known))
    mine = opening.opened()
    assert gone in mine.held

    keys.erase(gone)
    opening._now = mine  # the other process, as it was before

    with pytest.raises(keys.KeyGone):
        keys.of(gone)


@pytest.mark.sqlite
@pytest.mark.django_db(databases=["default", "keys"], transaction=True)
def test_of_an_erased_key_no_byte_is_left_in_the_files_of_the_store(closed):
    known = made(300)
    whom = list(known)[:40]
    path = connections["keys"].settings_dict["NAME"]
    wrapped = [bytes(row.wrapped) for row in rows().filter(pk__in=whom).order_by("pk")]

    def left():
        text = b"".join(Path(f"{path}{end}").read_bytes() for end in ("", "-wal", "-shm") if Path(f"{path}{end}").exists())
        return sum(each in text for each in wrapped)

    assert left() == 40
    keys.erase(whom)
    assert left() == 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as store:
        assert store.execute("SELECT count(*) FROM book_datakey WHERE wrapped IS NULL").fetchone() == (40,)
