"""The key store: its ring, its keys, its copies."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from desbumi.book import keys
from desbumi.book.keys.refusals import PassphraseWrong
from desbumi.book.models import Head
from desbumi.cli.findings.finding import Finding, of
from desbumi.cli.installation import EMPTY
from desbumi.ui.templatetags.ui import moment


def findings() -> Iterator[Finding]:
    """Whether the ring is closed, whether every book has its key, and whether a copy would bring both back."""
    if not keys.ring_file().exists():
        where = Path(settings.DESBUMI_HOME) / "keys"
        yield Finding("keys", "stop", _("The key store is missing: %(where)s") % {"where": where}, _("Put the newest copy of the folder “keys” back there."))
        return
    try:
        state = keys.state()
        heads = list(Head.objects.order_by("id"))
        yield _ring(state)
        if state != "locked":
            there = sum(_opens(head) for head in heads)
            yield of(
                "keys", there == len(heads), _("Keys of %(there)s of %(all)s books") % {"there": there, "all": len(heads)},
                _("Put the newest copy of the folder “keys” back."),
            )  # fmt: skip
        yield _copies()
    except (keys.KeyStoreMissing, keys.RingDoesNotFit) as refusal:
        yield Finding("keys", "stop", refusal.sentence, refusal.way)


def _ring(state: str) -> Finding:
    if state == "open":
        says = _("The ring of keys is an open file: whoever copies the folder can read everything.")
        return Finding("ring", _worst(), says, _("Close it with a passphrase: desbumi keys rotate. And encrypt the disk."))
    if state == "locked":
        told = [keys.KeysLocked(), *([PassphraseWrong()] if os.environ.get("DESBUMI_PASSPHRASE") else [])]
        return Finding("ring", "watch", " ".join(each.sentence for each in told), told[-1].way)
    return Finding("ring", "good", _("The ring of keys is closed with a passphrase, and open for the server now."))


def _copies() -> Finding:
    told = keys.copies.state()
    mend = _("Copy the keys to another disk: desbumi keys copy FOLDER. Without a copy the loss of this disk is the loss of all that is sealed.")
    if told.newest is None:
        return Finding("copies", _worst(), _("There is no copy of the keys."), mend)
    says = _("Newest copy of the keys: %(name)s, %(when)s") % {"name": told.newest.name, "when": moment(told.newest.made_at)}
    if told.is_old:
        return Finding("copies", _worst(), says, _("It is older than 30 days. Run: desbumi keys copy %(folder)s") % {"folder": told.newest.folder})
    if not told.is_whole:
        return Finding("copies", "watch", says, _("Keys were made or destroyed since. Run: desbumi keys copy %(folder)s") % {"folder": told.newest.folder})
    if told.behind:
        return Finding("copies", "watch", says, _("Other copies are behind; refresh them when they are at hand: %(names)s") % {"names": ", ".join(told.behind)})
    return Finding("copies", "good", says)


def _worst() -> str:
    """What is a stop in a real installation is to be watched in a demo."""
    return "stop" if (Path(settings.DESBUMI_HOME) / EMPTY).exists() else "watch"


def _opens(head: Head) -> bool:
    try:
        keys.of(head.subject)
    except keys.KeyGone:
        return False
    return True
