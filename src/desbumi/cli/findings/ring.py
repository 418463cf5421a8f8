"""The key store and its ring."""

import json
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from desbumi.book import keys
from desbumi.book.models import Head
from desbumi.cli.findings.finding import Finding, of


def findings() -> Iterator[Finding]:
    """Whether the ring is closed, and whether every book has its key."""
    if not keys.ring_file().exists():
        where = Path(settings.DESBUMI_HOME) / "keys"
        yield Finding("keys", "stop", _("The key store is missing: %(where)s") % {"where": where}, _("Put the newest copy of the folder “keys” back there."))
        return
    try:
        heads = list(Head.objects.order_by("id"))
        there = sum(_opens(head) for head in heads)
        is_open = json.loads(keys.ring_file().read_text())["open"]
    except (keys.KeyStoreMissing, keys.RingDoesNotFit) as refusal:
        yield Finding("keys", "stop", refusal.sentence, refusal.way)
        return
    if is_open:
        yield Finding(
            "ring", "watch", _("The ring of keys is an open file: whoever copies the folder can read everything."),
            _("Encrypt the disk. A ring behind a passphrase comes with a later release."),
        )  # fmt: skip
    yield of(
        "keys",
        there == len(heads),
        _("Keys of %(there)s of %(all)s books") % {"there": there, "all": len(heads)},
        _("Put the newest copy of the folder “keys” back."),
    )


def _opens(head: Head) -> bool:
    try:
        keys.of(head.subject)
    except keys.KeyGone:
        return False
    return True
