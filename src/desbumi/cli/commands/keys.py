"""`desbumi keys`: the ring unlocked and locked, rotated, copied."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from desbumi.cli.frame import app, bar, say, words

keys = typer.Typer(no_args_is_help=True, help=_("The keys of this installation."))
app.add_typer(keys, name="keys")


@keys.command("unlock", help=_("Open the ring for the server of this DESBUMI_HOME, until the computer is switched off."))
def keys_unlock(
    *, by_shares: Annotated[bool, typer.Option("--shares", help=_("By two of the three recovery shares instead of the passphrase."))] = False
) -> None:
    """Open the ring for the server of this DESBUMI_HOME, until the computer is switched off."""
    from desbumi.book.keys import opening
    from desbumi.book.keys.refusals import RingIsOpen
    from desbumi.cli import asking

    ring, _stamp = opening.look()
    if ring.is_open:
        raise RingIsOpen
    opening.unlock(ring.opened_by(asking.two_shares()) if by_shares else asking.opened(ring))
    say("✓", _("The ring is open for the server, until this computer is switched off or: desbumi keys lock"))
    if by_shares:
        words.print(_("If the passphrase is forgotten, choose a new one now: desbumi keys rotate --passphrase"))


@keys.command("lock", help=_("Take the opened ring out of memory; pages say then that it is locked."))
def keys_lock() -> None:
    """Take the opened ring out of memory; pages say then that it is locked."""
    from desbumi.book.keys import opening
    from desbumi.book.keys.refusals import RingIsOpen

    if opening.look()[0].is_open:
        raise RingIsOpen
    say("✓", _("The ring is locked.") if opening.lock() else _("The ring was locked already."))
    words.print(_("A server that was started with DESBUMI_PASSPHRASE keeps it open until it is stopped."))


@keys.command("rotate", help=_("Wrap all keys anew under a new root and destroy the old one; closes a ring that is an open file."))
def keys_rotate(
    *, passphrase: Annotated[bool, typer.Option("--passphrase", help=_("Choose a new passphrase; two shares stand in for one that is forgotten."))] = False,
    new_shares: Annotated[bool, typer.Option("--new-shares", help=_("Make three new shares; the old ones open nothing any more."))] = False,
    folder: Annotated[Path | None, typer.Option("--shares", help=_("Write new shares into this folder instead of showing them."))] = None,
) -> None:  # fmt: skip
    """Wrap all keys anew under a new root and destroy the old one; closes a ring that is an open file."""
    from desbumi.book import keys as store
    from desbumi.book.keys import opening
    from desbumi.cli import asking

    ring, _stamp = opening.look()
    locks, made = ring.locks, list[str]()
    if folder and not (new_shares or ring.is_open):
        raise typer.BadParameter(_("There are new shares only with --new-shares."), param_hint="--shares")
    if (passphrase or new_shares) and not ring.is_open:
        opening.hold(asking.opened(ring))  # also when it is open for the server: who sits at a terminal may be another
    if ring.is_open:
        locks, made = store.new_locks(asking.new_passphrase())
    elif passphrase or new_shares:
        locks = store.other_passphrase(asking.new_passphrase(may_be_told=False)) if passphrase else ring.locks
        locks, made = store.other_shares(locks) if new_shares and locks else (locks, made)
    with bar(_("Wrapping keys")) as progress:
        unreached = store.rotate(locks=locks if locks != ring.locks else None, progress=progress)
    say("✓", _("All keys are under a new root; the old one is destroyed."))
    if made:
        asking.hand_out(made, folder)
    if passphrase or ring.is_open:
        words.print(_("A server that was started with DESBUMI_PASSPHRASE needs the new passphrase: start it again with that."))
    for name in unreached:
        say("!", _("This copy could not be reached and holds old keys: %(name)s. When it is at hand, run: desbumi keys copy FOLDER") % {"name": name}, "yellow")


@keys.command("copy", help=_("Copy key store and ring to another disk, read the copy back, and remember it."))
def keys_copy(
    folder: Path, *, name: Annotated[str, typer.Option(help=_("What the copy is called: “stick of the secretary”."))] = "",
    lost: Annotated[str | None, typer.Option(metavar="REASON", help=_("Strike this copy off, and say why: it is lost or destroyed."))] = None,
) -> None:  # fmt: skip
    """Copy key store and ring to another disk, read the copy back, and remember it."""
    from desbumi.book.keys import copies

    if not str(folder).strip(" ."):
        raise typer.BadParameter(_("Name a folder on another disk."), param_hint="FOLDER")
    if lost is not None:
        if not lost.strip():
            raise typer.BadParameter(_("Say in a few words why."), param_hint="--lost")
        struck = copies.strike_off(folder, reason=lost)
        say("✓", _("The copy %(name)s counts no more.") % {"name": struck.name})
        words.print(_("Whoever finds it needs the passphrase or two shares. If these may be known too, run: desbumi keys rotate --passphrase"))
        return
    copy = copies.keep(folder, name=name)
    say("✓", _("%(keys)s keys copied to %(folder)s and read back: %(name)s.") % {"keys": copy.keys, "folder": copy.folder, "name": copy.name})
    if copies.is_on_the_same_disk(Path(copy.folder)):
        say("!", _("This folder is on the same disk as the installation. If that disk is lost, so is the copy: take a stick or another computer."), "yellow")
