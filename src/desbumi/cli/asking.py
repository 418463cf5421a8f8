"""A person at a terminal is asked for a passphrase or two shares, and is handed three new ones."""

import os
import platform
import sys
from getpass import getpass
from pathlib import Path

from django.utils.translation import gettext as _
from nacl.public import PrivateKey

from desbumi.book import keys
from desbumi.book.keys import files, opening, shares
from desbumi.book.keys.refusals import KeysLocked, NoMemoryPlace, PassphraseDiffers, PassphraseNeeded, PassphraseShort, PassphraseWrong, ShareMistyped
from desbumi.book.keys.ring import LEAST, Ring, Roots, tidied
from desbumi.cli.frame import say, words

TRIES = 3
IN_A_LINE = 5


def is_somebody_there() -> bool:
    """Whether a person sits at this terminal."""
    return sys.stdin.isatty()


def roots(ring: Ring) -> Roots:
    """The roots of a closed ring, by the passphrase that a person types. Raises PassphraseWrong, KeysLocked."""
    if not is_somebody_there():
        raise PassphraseWrong if os.environ.get("DESBUMI_PASSPHRASE") else KeysLocked
    return _tried(ring)


def opened(ring: Ring) -> Roots:
    """The roots of a closed ring: by the passphrase of the environment, or one that is typed or piped in. Raises PassphraseWrong."""
    if (told := os.environ.get("DESBUMI_PASSPHRASE")) and not is_somebody_there():
        return ring.opened_with(told)
    return _tried(ring)


def for_serving() -> None:
    """Before a server starts: whoever sits at the terminal opens the ring for it; with nobody there it starts locked, and says so."""
    if keys.ring_file().exists() and keys.state() == "locked":
        if not is_somebody_there():
            say("!", str(PassphraseWrong() if os.environ.get("DESBUMI_PASSPHRASE") else KeysLocked()), "yellow")
            return
        opening.hold(_tried(opening.look()[0]))
        leave_open()


def see_that_told_fits() -> None:
    """Raise PassphraseWrong when the environment names a passphrase that does not open the ring that is here."""
    if (told := os.environ.get("DESBUMI_PASSPHRASE")) and keys.ring_file().exists():
        ring, _stamp = opening.look()
        if not ring.is_open:
            ring.opened_with(told)


def leave_open() -> None:
    """Whoever typed the passphrase need not type it again for the server; in the environment it is there anyway."""
    if os.environ.get("DESBUMI_PASSPHRASE") and not is_somebody_there():
        return
    try:
        opening.unlock(opening.opened().roots)
    except NoMemoryPlace as refusal:
        say("!", str(refusal), "yellow")


def _tried(ring: Ring) -> Roots:
    """By the passphrase, or by two shares of whoever has forgotten it. Raises PassphraseWrong, and what `joined` does."""
    if is_somebody_there():
        words.print(_("Forgotten? Press Enter, then type two of the three recovery shares."))
    for left in reversed(range(TRIES)):
        passphrase = typed(_("Passphrase of the ring of keys: "))
        if not passphrase and is_somebody_there():
            return ring.opened_by(two_shares())
        try:
            return ring.opened_with(passphrase)
        except PassphraseWrong as refusal:
            if not left or not is_somebody_there():
                raise
            say("✗", refusal.sentence, "yellow")
    raise PassphraseWrong


def new_passphrase(*, may_be_told: bool = True) -> str:
    """A passphrase for the ring: from the environment when it `may_be_told`, else typed twice. Raises PassphraseNeeded, PassphraseShort, PassphraseDiffers."""
    told = os.environ.get("DESBUMI_PASSPHRASE", "") if may_be_told else ""
    if told or not is_somebody_there():
        return _long_enough(told or ("" if may_be_told else _line()))
    words.print(_("Choose a passphrase for the keys of this installation: at least %(least)s characters, best four or five words.") % {"least": LEAST})
    words.print(_("It is asked for after each start of this computer. Without it, or two of the three shares that follow, nothing here can be read."))
    for left in reversed(range(TRIES)):
        try:
            return _twice()
        except (PassphraseShort, PassphraseDiffers) as refusal:
            if not left:
                raise
            say("✗", refusal.sentence, "yellow")
    raise PassphraseDiffers


def _twice() -> str:
    first = _long_enough(typed(_("New passphrase: ")))
    if tidied(typed(_("The same once more: "))) != tidied(first):
        raise PassphraseDiffers
    return first


def _long_enough(passphrase: str) -> str:
    if not tidied(passphrase):
        raise PassphraseNeeded
    if len(tidied(passphrase)) < LEAST:
        raise PassphraseShort(least=LEAST)
    return passphrase


def typed(prompt: str) -> str:
    """What a person types unseen; where nobody sits at a terminal, the next line that is piped in."""
    return getpass(prompt) if is_somebody_there() else _line()


def two_shares() -> PrivateKey:
    """The private key that two shares carry, as a person types them. Raises ShareMistyped, SharesMissing, SharesTheSame, SharesOfAnother."""
    given: list[str] = []
    while len(given) < shares.NEEDED:
        words.print(_("Share %(which)s, its 20 words (the first four letters of each are enough):") % {"which": len(given) + 1})
        line = _line()
        try:
            shares.check(line, len(given) + 1)
        except ShareMistyped as refusal:
            if not is_somebody_there():
                raise
            say("✗", str(refusal), "yellow")
        else:
            given.append(line)
    return shares.joined(given)


def _line() -> str:
    return sys.stdin.readline().rstrip("\n")


def hand_out(made: list[str], folder: Path | None) -> None:
    """Show the three shares once, or put a sheet to print for each holder into a folder that somebody named."""
    if folder is None:
        words.print(_("Three recovery shares follow. They are shown this once and kept nowhere: write each on a sheet of its own, now.") + "\n")
        words.print("\n".join(_lines(share, which, holder) for which, (share, holder) in enumerate(zip(made, _holders(), strict=True), 1)))
        return
    from desbumi.papers import printing  # -- slow import

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for which, (share, holder) in enumerate(zip(made, _holders(), strict=True), 1):
        files.put(folder / f"desbumi-share-{which}.pdf", printing.share_sheet(str(holder), share.split(), platform.node()))
    say("!", _("Three recovery shares are in %(folder)s. Print them, hand them out, then delete the files.") % {"folder": folder}, "yellow")


def _holders() -> tuple[str, str, str]:
    return _("the village secretary"), _("the implementer in the regency"), _("the national office")


def _lines(share: str, which: int, holder: str) -> str:
    told = [f"{number:2} {word:<10}" for number, word in enumerate(share.split(), 1)]
    lines = ["    " + "".join(told[at : at + IN_A_LINE]).rstrip() for at in range(0, len(told), IN_A_LINE)]
    return "\n".join([
        _("── Desbumi: recovery share %(which)s of 3, for %(holder)s ──") % {"which": which, "holder": holder}, *lines,
        _("Two of the three open the keys when the passphrase is lost; this one alone opens nothing."),
        _("Keep it in a closed envelope, apart from the computer and from the others. Never send it by message or photo."), "",
    ])  # fmt: skip
