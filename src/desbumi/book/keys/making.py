"""A ring for a new installation: open for a demo, closed for a real one."""

import os
from dataclasses import replace

from desbumi.book.keys import shares
from desbumi.book.keys.files import keep_once
from desbumi.book.keys.opening import hold, look, ring_file
from desbumi.book.keys.ring import LENGTH, Locks, closing, text_of, with_passphrase


def make_ring() -> None:
    """Make an open ring, for a demo; a ring that is there stays."""
    _make(None)


def make_closed_ring(passphrase: str) -> list[str]:
    """Make a closed ring; returns the three shares, which are kept nowhere: none when a ring is there already. Raises PassphraseShort."""
    locks, made = new_locks(passphrase)
    text = _make(locks)
    return made if ring_file().read_text() == text else []


def new_locks(passphrase: str) -> tuple[Locks, list[str]]:
    """Locks for a ring that was open, or whose shares are to be replaced; with the three new shares. Raises PassphraseShort."""
    private, made = shares.made()
    return closing(passphrase, private.public_key), made


def other_passphrase(passphrase: str) -> Locks:
    """The locks of this ring with another passphrase; the shares stay. Raises PassphraseShort."""
    locks = look()[0].locks
    if locks is None:
        raise ValueError("an open ring has no locks")
    return with_passphrase(locks, passphrase)


def other_shares(locks: Locks) -> tuple[Locks, list[str]]:
    """These locks with three new shares, which are kept nowhere; the old ones open nothing any more."""
    private, made = shares.made()
    return replace(locks, shares=bytes(private.public_key).hex()), made


def _make(locks: Locks | None) -> str:
    ring_file().parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    roots = {1: os.urandom(LENGTH)}
    text = text_of(roots, locks)
    keep_once(ring_file(), text)
    if locks and ring_file().read_text() == text:
        hold(roots)
    return text
