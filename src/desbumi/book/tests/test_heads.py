"""Heads kept elsewhere tell a cut tail, a rewriting and two histories from a declared epoch."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desbumi.book import heads
from desbumi.book.models import Epoch, Head
from desbumi.book.queries import differing
from desbumi.book.tests.tampering import BOOK, KINDS, Raw, chained_anew, is_told, kept, said_of, second, tamper
from desbumi.book.triggers import TABLE
from desbumi.book.verifying import verify

VILLAGE = "35.10.04.2003"


def test_heads_of_before_hold_while_the_book_grows(world):
    before = kept()
    on_paper = heads.printed(VILLAGE)

    world.step(world.village(), "assessed")

    assert said_of(before) == set()
    assert said_of(heads.read(on_paper)) == said_of(heads.read(f"desbumi:{on_paper.replace(' ', '/').replace('-', '')}")) == set()


def test_a_cut_tail_that_every_verifier_takes_is_seen_by_a_kept_head(bypass):
    before, on_paper = kept(), heads.printed(VILLAGE)
    size = Head.objects.get(pk=BOOK).size
    bypass.execute(f"DELETE FROM {TABLE} WHERE book_id = %s AND seq > %s", [BOOK, size - 2])
    chained_anew(bypass, 1)

    assert verify()["broken"] == [] == second.check(Raw())
    assert said_of(before) == {(BOOK, "cut")} == said_of(heads.read(on_paper))


def test_a_rewritten_chain_that_every_verifier_takes_is_seen_by_a_kept_head(bypass):
    before, on_paper = kept(), heads.printed(VILLAGE)
    bypass.execute(f"UPDATE {TABLE} SET actor = 'visitor' WHERE book_id = %s AND seq = 2", [BOOK])
    chained_anew(bypass, 2)

    assert verify()["broken"] == [] == second.check(Raw())
    assert said_of(before) == {(BOOK, "rewritten")} == said_of(heads.read(on_paper))


def test_two_histories_of_one_book_are_told_from_the_kept_heads_alone(bypass):
    shown_to_one = kept()
    bypass.execute(f"UPDATE {TABLE} SET actor = 'visitor' WHERE book_id = %s AND seq = 2", [BOOK])
    chained_anew(bypass, 2)
    shown_to_another = kept()

    assert (BOOK, "two_histories") in said_of([*shown_to_one, *shown_to_another])
    assert said_of(shown_to_another) == set()


def test_a_declared_epoch_is_told_with_its_reason_and_is_no_alarm(bypass, world):
    later = kept()
    on_paper = heads.printed(VILLAGE)
    size = Head.objects.get(pk=BOOK).size
    bypass.execute("DELETE FROM programme_step WHERE id = (SELECT id FROM programme_step ORDER BY id DESC LIMIT 1)")
    bypass.execute(f"DELETE FROM {TABLE} WHERE book_id = %s AND seq > %s", [BOOK, size - 2])
    chained_anew(bypass, 1)

    declared = heads.declare(
        by=world.system, reason="Laptop dicuri", declared_by="Lilik", declared_with="Dewi", backup_at=datetime(2026, 11, 25, 5, tzinfo=UTC)
    )

    found = [one for one in heads.witness([*later, *heads.read(on_paper)]) if one.why]
    assert {(one.book, one.why, one.told, one.is_alarm) for one in found} == {(BOOK, "epoch", "Laptop dicuri (Lilik, Dewi)", False)}
    assert declared == Head.objects.filter(size__gt=0).count() == Epoch.objects.count()
    assert set(Head.objects.filter(size__gt=0).values_list("epoch", flat=True)) == {2}
    assert verify()["broken"] == [] == second.check(Raw())
    assert said_of(kept()) == set()


def test_an_epoch_that_nobody_declared_is_named_by_both_verifiers(bypass):
    bypass.execute(f"UPDATE {TABLE} SET epoch = 2 WHERE book_id = %s AND seq > 3", [BOOK])
    bypass.execute("UPDATE book_head SET epoch = 2 WHERE id = %s", [BOOK])
    chained_anew(bypass, 1)

    assert [(found["book"], found["seq"], found["why"]) for found in verify()["broken"]] == [(BOOK, 4, "epoch")]
    assert [(book, seq) for book, seq, _why in second.check(Raw())] == [(BOOK, 4)]


def test_a_head_that_was_altered_or_is_of_another_house_is_said_so(world):
    altered = heads.signed()
    altered["heads"][0]["size"] += 1
    stranger = Ed25519PrivateKey.generate()
    foreign = heads.signed()
    foreign["key"] = stranger.public_key().public_bytes_raw().hex()
    for head in foreign["heads"]:
        head["signature"] = stranger.sign(heads._signed_bytes(head["book"], head["epoch"], head["size"], head["hash"], head["at"])).hex()

    assert {why for _book, why in said_of(heads.read(altered))} == {"unsigned"}
    assert {why for _book, why in said_of(heads.read(foreign))} == {"stranger"}


def test_the_lines_of_several_sheets_in_one_file_are_read(world):
    lines = [heads.printed(code) for code in ("35.10.04.2003", "35.10.04.2002")]

    assert [each.book for each in heads.read("\n".join(lines) + "\n")] == ["35.10.04.2003/main", "35.10.04.2002/main"]
    with pytest.raises(heads.NoHeads):
        heads.read(f"{lines[0]}\nX")


@pytest.mark.once
@pytest.mark.parametrize("nonsense", ["", "35.10", "00 1", {}, {"key": "", "heads": []}, {"key": "", "heads": [{}]}, {"heads": 3}, [], 7, None])
def test_what_holds_no_heads_is_refused_in_words(nonsense):
    with pytest.raises(heads.NoHeads):
        heads.read(nonsense)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(KINDS), seq=st.integers(1, 5), other=st.integers(6, 7), bit=st.integers(0, 400))
def test_whatever_is_tampered_with_is_told(bypass, kind, seq, other, bit):
    assert tamper(bypass, kept(), kind, seq, other, bit)
    assert not is_told(kept())
    assert differing(VILLAGE) == []
