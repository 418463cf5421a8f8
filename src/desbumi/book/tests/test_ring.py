"""The ring: its two locks, how it opens, and everything that does not open it."""

import json
from itertools import combinations

import pytest

from desbumi.book import keys
from desbumi.book.keys import opening, shares
from desbumi.book.keys.refusals import PassphraseShort, PassphraseWrong, ShareMistyped, SharesMissing, SharesOfAnother, SharesTheSame
from desbumi.book.keys.ring import read, text_of
from desbumi.book.tests.conftest import PASSPHRASE

pytestmark = [pytest.mark.once, pytest.mark.django_db(databases=["default", "keys"])]


def locked():
    """The ring as after a power cut."""
    opening.lock()
    return opening.look()[0]


def test_a_closed_ring_opens_by_its_passphrase_and_by_any_two_of_three_shares(closed):
    roots = opening.opened().roots
    ring = locked()

    assert ring.opened_with(PASSPHRASE) == roots
    assert ring.opened_with(f"  {PASSPHRASE} ") == roots
    for two in combinations(closed, 2):
        assert ring.opened_by(shares.joined(two)) == roots


def test_a_locked_ring_refuses_with_the_way_to_open_it(closed):
    locked()

    assert keys.state() == "locked"
    for ask in (keys.check, lambda: keys.derived("factor")):
        with pytest.raises(keys.KeysLocked) as refused:
            ask()
    assert (refused.value.status, "desbumi keys unlock" in refused.value.way) == (503, True)


def test_unlocking_opens_it_for_other_processes_and_locking_shuts_it_there_too(closed):
    roots = opening.opened().roots
    factor = keys.derived("factor")
    kept = opening.memory_file()

    assert opening.is_memory(str(kept.parent))
    assert (kept.stat().st_mode & 0o777, kept.is_relative_to(opening.ring_file().parent.parent)) == (0o600, False)
    kept.unlink()  # as `keys lock` does from another process
    with pytest.raises(keys.KeysLocked):
        keys.derived("factor")
    opening.unlock(roots)
    assert keys.derived("factor") == factor


def test_a_file_in_memory_that_others_can_read_or_that_is_another_rings_opens_nothing(closed):
    kept = opening.memory_file()
    kept.chmod(0o644)
    keys.forget_held()
    assert keys.state() == "locked"

    kept.chmod(0o600)
    assert keys.state() == "unlocked"
    for text in ('{"1": "AAAA"}', "{", "[]", json.dumps({"1": "A" * 43 + "="})):
        kept.write_text(text)
        keys.forget_held()
        assert keys.state() == "locked"


def test_the_passphrase_of_the_environment_opens_it_and_a_wrong_one_does_not(closed, monkeypatch):
    locked()
    monkeypatch.setenv("DESBUMI_PASSPHRASE", "sawah hijau di sore hari")
    assert keys.state() == "locked"

    monkeypatch.setenv("DESBUMI_PASSPHRASE", PASSPHRASE)
    assert keys.state() == "unlocked"


@pytest.mark.parametrize("passphrase", ["", "sawah", "Sawah hijau di pagi hari", PASSPHRASE + "!", "\ud800"])
def test_another_passphrase_does_not_open_it(closed, passphrase):
    with pytest.raises(PassphraseWrong):
        locked().opened_with(passphrase)


def test_a_short_passphrase_makes_no_ring(home):
    with pytest.raises(PassphraseShort):
        keys.make_closed_ring("   sawah      ")

    assert not keys.ring_file().exists()


def test_shares_may_be_typed_by_four_letters_with_numbers_and_capitals(closed):
    first, second = (share.split() for share in closed[:2])
    short = " ".join(f"{at}. {word[:4].upper()}" for at, word in enumerate(first, 1))

    assert locked().opened_by(shares.joined([short, "  ".join(second)]))


def test_what_is_wrong_with_shares_is_said_by_its_name(closed):
    first, second, _third = closed
    _private, others = shares.made()
    words = first.split()
    for mistyped in (" ".join(words[:-1]), " ".join([*words[:5], "sawah", *words[6:]]), " ".join([*words[:5], words[6], words[5], *words[7:]])):
        with pytest.raises(ShareMistyped) as refused:
            shares.joined([second, mistyped])
        assert refused.value.which == 2
    for typed, refusal in (([first], SharesMissing), ([first, ""], SharesMissing), ([first, first], SharesTheSame), ([first, others[1]], SharesOfAnother)):
        with pytest.raises(refusal):
            shares.joined(typed)
    with pytest.raises(SharesOfAnother):
        locked().opened_by(shares.joined(others[:2]))


def test_a_ring_cut_short_or_altered_anywhere_is_not_opened(closed):
    text = keys.ring_file().read_text()
    for cut in range(0, len(text) - 1, 7):
        with pytest.raises(keys.RingDoesNotFit):
            read(text[:cut])
    told = json.loads(text)
    sealed = told["roots"]["1"]
    for altered in (
        {"proofs": {}}, {"roots": {}}, {"roots": {"1": sealed[:1]}}, {"roots": {"1": [sealed[0], sealed[0]]}}, {"locks": {}}, {"roots": {"2": sealed}},
        {"locks": told["locks"] | {"cost": [4, 10**9, 1]}}, {"locks": told["locks"] | {"shares": "00" * 32}}, {"open": True},
    ):  # fmt: skip
        with pytest.raises((keys.RingDoesNotFit, PassphraseWrong)):
            read(json.dumps(told | altered)).opened_with(PASSPHRASE)


def test_nobody_slips_a_root_into_a_closed_ring(closed):
    mine, ring = {2: b"m" * 32}, opening.look()[0]
    forged = json.loads(text_of(mine, ring.locks))
    true = json.loads(keys.ring_file().read_text())
    both = true | {"roots": true["roots"] | forged["roots"], "proofs": true["proofs"] | forged["proofs"]}

    with pytest.raises(keys.RingDoesNotFit):
        read(json.dumps(both)).opened_with(PASSPHRASE)
    keys.ring_file().write_text(json.dumps(both))
    keys.forget_held()
    assert keys.state() == "locked"


def test_an_open_ring_of_the_first_installations_is_read(home):
    keys.ring_file().write_text('{"open": true, "key": "' + "QUJD" * 10 + 'QUI="}')

    assert opening.opened().roots == {1: (b"ABC" * 11)[:32]}
    assert keys.state() == "open"
