"""Three recovery shares, of which two open the ring: words with a checksum (SLIP-39), printed once.

They carry a secret of 16 bytes from which the private half of a lock of the ring is derived. So they need not be there
when the ring is rotated, and stay valid over it.
"""

import secrets
from collections.abc import Sequence

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from nacl.public import PrivateKey
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from desbumi.book.keys.refusals import ShareMistyped, SharesMissing, SharesOfAnother, SharesTheSame

NEEDED, MADE = 2, 3
WORDS, LETTERS = 20, 4  # words a share; letters that tell a word from all others
SECRET = 16


def made() -> tuple[PrivateKey, list[str]]:
    """A new private key and the three shares that carry it, 20 words each."""
    secret = secrets.token_bytes(SECRET)
    return _private(secret), generate_mnemonics(1, [(NEEDED, MADE)], secret)[0]


def joined(typed: Sequence[str]) -> PrivateKey:
    """The private key that two shares carry, as people typed them; four letters a word are enough.

    Raises ShareMistyped, SharesMissing, SharesTheSame, SharesOfAnother.
    """
    texts = [text for text in map(_tidied, typed) if text]
    shares = [_share(text, which) for which, text in enumerate(texts, 1)]
    if len(shares) < NEEDED:
        raise SharesMissing
    if len({share.group_parameters() for share in shares}) > 1:
        raise SharesOfAnother
    if len({share.index for share in shares}) < len(shares):
        raise SharesTheSame
    try:
        return _private(combine_mnemonics(texts[:NEEDED]))
    except MnemonicError:
        raise SharesOfAnother from None


def check(typed: str, which: int) -> None:
    """Raise ShareMistyped when this is no share."""
    _share(_tidied(typed), which)


def _share(text: str, which: int) -> Share:
    try:
        return Share.from_mnemonic(text)
    except (MnemonicError, ValueError):
        raise ShareMistyped(which=which) from None


def _tidied(text: str) -> str:
    """As it was printed: small letters, one space, whole words, without the numbers before them."""
    words = ("".join(letter for letter in word if letter.isalpha()) for word in text.lower().split())
    return " ".join(next((known for known in WORDLIST if len(word) >= LETTERS and known[:LETTERS] == word), word) for word in words if word)


def _private(secret: bytes) -> PrivateKey:
    return PrivateKey(HKDF(SHA256(), PrivateKey.SIZE, salt=None, info=b"desbumi-recovery-1").derive(secret))
