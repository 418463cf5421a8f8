"""The bytes of an entry, format 1: `docs/book-format.md`. Pure; no database, no keys at rest here."""

import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORMAT = 1
FIRST = "0" * 64  # `previous` of the first entry of a book
NONCE = 12
SHORT = tuple(f"\0{chr(length)}" for length in range(128))  # lengths in 16 bits, each byte as the letter of that number


class Header(NamedTuple):
    """The plain fields of an entry, in the order of the format."""

    format: int
    book: str
    epoch: int
    seq: int
    op: str
    part: int
    deed: str
    actor: str
    device: str
    at: int
    model: str
    record: str
    subject: str
    schema: int
    commitment: str


PLAIN = (str, int, bool, type(None))
CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def encoded(fields: Sequence[str | int]) -> bytes:
    """Fields of a header, each as its length (16 bits, big-endian) and its UTF-8 text."""
    texts = list(map(str, fields))
    try:
        return "".join([SHORT[len(text)] + text for text in texts]).encode("ascii")  # the common case, in one go: verifying is mostly this
    except (IndexError, UnicodeEncodeError):
        raw = [text.encode() for text in texts]
        return b"".join([part for text in raw for part in (len(text).to_bytes(2, "big"), text)])


def commitment(key: bytes) -> str:
    """What binds an entry to one data key (AES-GCM alone does not)."""
    return sha256(b"desbumi-key-1" + key).hexdigest()


def payload(changes: Mapping[str, tuple[Any, Any]]) -> bytes:
    """Field → [before, after] as canonical JSON: keys sorted, no spaces, no floats."""
    for pair in changes.values():
        for value in pair:
            if type(value) not in PLAIN:
                _without_floats(value)
    return CANONICAL.encode(dict(changes)).encode()


def _without_floats(value: object) -> None:
    """A float's text differs between programs, and hashes with it."""
    if isinstance(value, float):
        raise TypeError("a float has no place in a payload")
    if isinstance(value, (list, tuple)):
        for each in value:
            _without_floats(each)
    elif isinstance(value, dict):
        _without_floats(list(value.values()))


def seal(header: Header, plain: bytes, cipher: AESGCM, nonce: bytes | None = None) -> bytes:
    """Nonce ‖ ciphertext and tag, with the header as associated data."""
    nonce = nonce or os.urandom(NONCE)
    return nonce + cipher.encrypt(nonce, plain, encoded(header))


def unseal(header: Header, sealed: bytes, cipher: AESGCM) -> dict[str, list[Any]]:
    """The payload of an entry. Raises InvalidTag when a byte of header or ciphertext is not as it was written."""
    opened: dict[str, list[Any]] = json.loads(cipher.decrypt(sealed[:NONCE], sealed[NONCE:], encoded(header)))
    return opened


def digest(header: Sequence[str | int], previous: str, sealed: bytes) -> str:
    """The hash of an entry, in hex, from fields 1 to 15, the hash of the entry before, and the sealed payload."""
    return sha256(b"desbumi-entry-1" + encoded((*header, previous)) + sha256(sealed).digest()).hexdigest()
