"""The bytes of an entry are those of docs/book-format.md."""

import hashlib

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from desbumi.book.layout import FIRST, Header, commitment, digest, encoded, payload, seal, unseal

KEY = bytes(range(32))
COMMITMENT = "8a716017a5f885fc6c6bda6ebc3bfd19456776ee9eba0d1f6b6283c8215cd8dc"
SEALED_1 = (
    "000102030405060708090a0b3c20b574ad8ab06faf7bcce5c4851441a1b3ff4491152c155709c7d8314b73c66077cbde959a7ced18c853cfebe6465c"
    "873d01f93ff4fea7f17936d4827c48e9d20cb7f134759f8e"
)
SEALED_2 = (
    "0c0d0e0f1011121314151617e3dc07b70b13de696c086af9b3c0439430738c8697105ac4bb6153c2b98ce28958960d40c3ff7d437c92603687c87bae"
    "e97497f3c89366d62b921f32cecf17c5569703148866b0ac76bbcdb442cbc234"
)
HASH_1 = "79cbb4ed66bbffdb12b960b0decec0c653c3638209c925d89aa1fc73e2be69c1"
HASH_2 = "22a1978cd800620b6591a76545f4cf4c432531fa7aeb80f934f1e3cad7544bd9"


def header(seq: int, op: str, deed: str, at: int) -> Header:
    return Header(
        format=1, book="35.10.04.2003/main", epoch=1, seq=seq, op=op, part=0, deed=deed, actor="0190f3a2b4c57d1e8f00a1b2c3d4e5f6",
        device="cli", at=at, model="programme.place", record="0190f3a2b4c57d1e8f00000000000001",
        subject="0190f3a2b4c57d1e8f00000000000002", schema=1, commitment=COMMITMENT,
    )  # fmt: skip


VECTORS = [
    (
        header(1, "0190f3a2b4c57d1e8f00000000000011", "place.added", 1764000000000000), FIRST, bytes(range(12)),
        {"stage": (None, "candidate"), "cohort": (None, "expansion")}, "7c7b8925101991e0aa91eaa3e34089270bfdb05ff663154d1bf1bb678de8bc95", SEALED_1, HASH_1,
    ),
    (
        header(2, "0190f3a2b4c57d1e8f00000000000012", "place.moved", 1764000060000000), HASH_1, bytes(range(12, 24)),
        {"stage": ("candidate", "agreement"), "note": ("", "Kesepahaman é")}, "130bd6836e67bd79faf4d7f3c008060c9db3ceb51bdd10c78554541e199e37b8", SEALED_2, HASH_2,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "previous", "nonce", "changes", "associated", "sealed", "entry_hash"), VECTORS)
def test_the_vectors_of_the_format_hold(told, previous, nonce, changes, associated, sealed, entry_hash):
    written = seal(told, payload(changes), AESGCM(KEY), nonce)

    assert hashlib.sha256(encoded(told)).hexdigest() == associated
    assert written.hex() == sealed
    assert digest(told, previous, written) == entry_hash


def test_the_commitment_binds_to_the_data_key():
    assert commitment(KEY) == COMMITMENT


def test_a_sealed_payload_opens_to_what_was_written():
    told = VECTORS[1][0]

    assert unseal(told, bytes.fromhex(SEALED_2), AESGCM(KEY)) == {"stage": ["candidate", "agreement"], "note": ["", "Kesepahaman é"]}


def test_a_float_has_no_place_in_a_payload():
    with pytest.raises(TypeError, match="float"):
        payload({"share": (None, 0.5)})


@given(fields=st.lists(st.integers() | st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text("a", min_size=120, max_size=300), max_size=17))
def test_a_header_is_encoded_field_by_field_whatever_stands_in_it(fields):
    told = [str(field).encode() for field in fields]

    assert encoded(fields) == b"".join(len(text).to_bytes(2, "big") + text for text in told)


def test_no_nonce_serves_twice():
    told, cipher = VECTORS[0][0], AESGCM(KEY)

    assert len({seal(told, b"{}", cipher)[:12] for _ in range(1000)}) == 1000
