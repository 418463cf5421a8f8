"""The ring: root keys by number, as they lie in `ring.json`. The newest wraps; older ones are there during a rotation alone.

A closed ring holds each root sealed twice, to the public half of two locks: one from the passphrase (Argon2id), one
from the recovery shares. So whoever has it open can add a root without passphrase or shares. A sealed box says
nothing of who sealed it; therefore every root proves the whole file (HMAC), and nobody can slip one in.
"""

import hashlib
import hmac
import json
import os
import unicodedata
from base64 import b64decode, b64encode
from dataclasses import asdict, dataclass, replace
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from desbumi.book.keys.refusals import PassphraseShort, PassphraseWrong, RingDoesNotFit, SharesOfAnother

LENGTH = 32
LEAST = 12  # characters of a passphrase
COST = (4, 64 * 1024, 1)  # Argon2id: passes, KiB, lanes; 0.3 s on the machine of 2026
MOST_COST = (20, 1024 * 1024, 8)  # a damaged file may not ask for all memory
FORMAT = 2  # 1 was an open ring with one root
Roots = dict[int, bytes]


@dataclass(frozen=True)
class Locks:
    """What closes a ring: the public halves of both locks, and how the passphrase becomes the private half of one."""

    passphrase: str
    salt: str
    cost: tuple[int, int, int]
    shares: str


@dataclass(frozen=True)
class Ring:
    """What stands in the file; `roots` are plain in an open ring, `sealed` (by passphrase, by shares) in a closed one."""

    roots: Roots
    locks: Locks | None
    sealed: dict[int, tuple[bytes, bytes]]
    proofs: dict[int, str]

    @property
    def is_open(self) -> bool:
        """Whether anybody who has the file has the roots."""
        return self.locks is None

    @property
    def numbers(self) -> frozenset[int]:
        """The roots that the ring holds."""
        return frozenset(self.roots or self.sealed)

    def opened_with(self, passphrase: str) -> Roots:
        """The roots, by the passphrase. Raises PassphraseWrong, RingDoesNotFit."""
        if self.locks is None:
            return self.roots
        private = _private(passphrase, bytes.fromhex(self.locks.salt), self.locks.cost)
        if bytes(private.public_key).hex() != self.locks.passphrase:
            raise PassphraseWrong
        return self._opened(private, 0)

    def opened_by(self, private: PrivateKey) -> Roots:
        """The roots, by the private half that the shares carry. Raises SharesOfAnother, RingDoesNotFit."""
        if self.locks is None:
            return self.roots
        if bytes(private.public_key).hex() != self.locks.shares:
            raise SharesOfAnother
        return self._opened(private, 1)

    def _opened(self, private: PrivateKey, which: int) -> Roots:
        try:
            roots = {number: SealedBox(private).decrypt(both[which]) for number, both in self.sealed.items()}
        except CryptoError:
            raise RingDoesNotFit from None
        if not self.fits(roots):
            raise RingDoesNotFit
        return roots

    def fits(self, roots: Roots) -> bool:
        """Whether these are the roots of this ring, and each of them vouches for the file."""
        if self.locks is None:
            return roots == self.roots
        told = _told(self.locks, self.sealed)
        return roots.keys() == self.sealed.keys() and all(
            hmac.compare_digest(self.proofs.get(number, ""), _proof(root, told)) for number, root in roots.items()
        )


def closing(passphrase: str, shares: PublicKey) -> Locks:
    """New locks for a ring. Raises PassphraseShort."""
    if len(tidied(passphrase)) < LEAST:
        raise PassphraseShort(least=LEAST)
    salt = os.urandom(16)
    return Locks(bytes(_private(passphrase, salt, COST).public_key).hex(), salt.hex(), COST, bytes(shares).hex())


def with_passphrase(locks: Locks, passphrase: str) -> Locks:
    """The same shares, another passphrase. Raises PassphraseShort."""
    return replace(closing(passphrase, PublicKey(bytes.fromhex(locks.shares))), shares=locks.shares)


def text_of(roots: Roots, locks: Locks | None) -> str:
    """The file of a ring with these roots; closed when there are locks."""
    if locks is None:
        return json.dumps({"format": FORMAT, "open": True, "roots": {number: _base64(root) for number, root in sorted(roots.items())}})
    boxes = [SealedBox(PublicKey(bytes.fromhex(half))) for half in (locks.passphrase, locks.shares)]
    sealed = {number: (boxes[0].encrypt(root), boxes[1].encrypt(root)) for number, root in sorted(roots.items())}
    told = _told(locks, sealed)
    return json.dumps(
        {
            "format": FORMAT, "open": False, "locks": asdict(locks), "roots": {number: [*map(_base64, both)] for number, both in sealed.items()},
            "proofs": {number: _proof(root, told) for number, root in roots.items()},
        }, indent=1,
    )  # fmt: skip


def read(text: str) -> Ring:
    """The ring in a file. Raises RingDoesNotFit when it is damaged or cut short."""
    try:
        return _read(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise RingDoesNotFit from None


def _read(told: Any) -> Ring:
    if told["open"]:
        bare = told["roots"] if told.get("format") else {"1": told["key"]}
        roots = {int(number): b64decode(root, validate=True) for number, root in bare.items()}
        if not roots or {len(root) for root in roots.values()} != {LENGTH}:
            raise ValueError
        return Ring(roots, None, {}, {})
    locks = Locks(**{**told["locks"], "cost": tuple(told["locks"]["cost"])})
    sealed = {int(number): (b64decode(one, validate=True), b64decode(other, validate=True)) for number, (one, other) in told["roots"].items()}
    sound = all(len(bytes.fromhex(half)) == LENGTH for half in (locks.passphrase, locks.shares)) and len(bytes.fromhex(locks.salt)) >= 8
    if not sealed or not sound or not all(1 <= asked <= most for asked, most in zip(locks.cost, MOST_COST, strict=True)):
        raise ValueError
    return Ring({}, locks, sealed, {int(number): str(proof) for number, proof in told["proofs"].items()})


def tidied(passphrase: str) -> str:
    """A passphrase as it counts: the same however a keyboard composes its letters, without space around it."""
    return unicodedata.normalize("NFKC", passphrase).strip()


def derive(root: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, from a root."""
    return HKDF(SHA256(), LENGTH, salt=None, info=f"desbumi-{purpose}-1".encode()).derive(root)


def _private(passphrase: str, salt: bytes, cost: tuple[int, int, int]) -> PrivateKey:
    passes, memory, lanes = cost
    return PrivateKey(hash_secret_raw(tidied(passphrase).encode(errors="surrogatepass"), salt, passes, memory, lanes, LENGTH, Type.ID))


def _told(locks: Locks, sealed: dict[int, tuple[bytes, bytes]]) -> bytes:
    """What the proofs speak of: the locks and every sealed root."""
    return json.dumps([asdict(locks), [[number, *map(_base64, both)] for number, both in sorted(sealed.items())]], sort_keys=True).encode()


def _proof(root: bytes, told: bytes) -> str:
    return hmac.new(derive(root, "ring"), told, hashlib.sha256).hexdigest()


def _base64(bits: bytes) -> str:
    return b64encode(bits).decode()
