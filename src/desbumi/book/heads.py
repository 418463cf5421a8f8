"""Heads that live with others: signed, exported, printed short; and what a kept head says about our books.

A chain proves order, not honesty: whoever owns it can write all of it anew. So heads are kept elsewhere, and
`witness` compares. A declared epoch (a book that goes on from a backup) is told; it is no alarm.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from desbumi.book import keys
from desbumi.book.actors import Actor
from desbumi.book.layout import FIRST, encoded
from desbumi.book.models import MAIN, Entry, Epoch, Head
from desbumi.book.queries import books_in
from desbumi.book.verifying import EPOCH_OPENED
from desbumi.book.writing import writing
from desbumi.refusals import Refusal
from desbumi.territory.models import Territory
from desbumi.territory.rules import NATION

SHORT = 16  # hex digits of a hash on paper: 64 bits
BATCH = 500
PRINTED = re.compile(
    r"(?:desbumi:)?\s*(?P<code>[0-9]{2}(?:\.[0-9.]+)?)[\s/·]+(?P<epoch>\d+)[\s/·]+(?P<size>\d+)[\s/·]+(?P<hash>[0-9a-fA-F]{4}(?:-?[0-9a-fA-F]{4}){3})\s*"
)

WHY = {
    "cut": _("entries that a kept head knows are gone"),
    "rewritten": _("the book tells another story than the kept head"),
    "two_histories": _("two kept heads tell different stories of the same book"),
    "unsigned": _("the signature of the kept head does not fit"),
    "stranger": _("the kept head is of another installation"),
    "epoch": _("the book goes on from a backup; this was declared"),
}
ALARMS = ("cut", "rewritten", "two_histories", "unsigned", "stranger")


class NoHeads(Refusal):
    """What was given holds no heads."""

    code, status = "heads.none", 422
    says = _("No kept head can be read there.")
    way_forward = _("Give a file that “desbumi book heads --json” wrote, or type the line at the foot of a printed sheet.")


@dataclass(frozen=True)
class Kept:
    """A head as somebody kept it; `hash` may be its beginning alone, and a head from paper has no signature."""

    book: str
    epoch: int
    size: int
    hash: str
    at: int = 0
    key: str = ""
    signature: str = ""


@dataclass(frozen=True)
class Said:
    """What a kept head says about our book; `why` is a key of WHY, and empty when it holds."""

    book: str
    seq: int
    why: str
    told: str = ""

    @property
    def is_alarm(self) -> bool:
        """Whether someone must look into it."""
        return self.why in ALARMS


def _signer() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(keys.derived("sign"))


def signing_key() -> str:
    """The public key, in hex, that signs the heads of this installation."""
    return _signer().public_key().public_bytes_raw().hex()


def _signed_bytes(book: str, epoch: int, size: int, last: str, at: int) -> bytes:
    territory, _slash, kind = book.partition("/")
    return b"desbumi-head-1" + encoded((territory, kind, epoch, size, last, at))


def signed(scope: str = NATION) -> dict[str, Any]:
    """The heads of a territory and all within it, each signed now: what `desbumi book heads --json` prints."""
    signer, now = _signer(), datetime.now(UTC)
    at = int(now.timestamp()) * 1_000_000 + now.microsecond
    return {
        "key": signing_key(),
        "heads": [
            {
                "book": head.id, "epoch": head.epoch, "size": head.size, "hash": head.hash, "at": at,
                "signature": signer.sign(_signed_bytes(head.id, head.epoch, head.size, head.hash, at)).hex(),
            }
            for head in Head.objects.filter(books_in(scope), size__gt=0).order_by("id")
        ],
    }  # fmt: skip


def printed(code: str) -> str:
    """The head of a territory's book as paper bears it: `35.10.04.2003 1 152 7f3a-91c2-55d0-aa01`."""
    head = Head.objects.filter(pk=f"{code}/{MAIN}").first() or Head(pk=f"{code}/{MAIN}")
    short = head.hash[:SHORT]
    return f"{code} {head.epoch} {head.size} {'-'.join(short[at : at + 4] for at in range(0, SHORT, 4))}"


def read(document: Any) -> list[Kept]:
    """The heads in a document of `signed`, or in lines as a printed sheet bears them. Raises NoHeads."""
    if isinstance(document, str):
        lines = [PRINTED.fullmatch(line.strip()) for line in document.strip().splitlines()]
        heads = [
            Kept(f"{found['code'].rstrip('.')}/{MAIN}", int(found["epoch"]), int(found["size"]), found["hash"].replace("-", "").lower())
            for found in lines
            if found
        ]
        if not heads or len(heads) < len(lines):
            raise NoHeads
        return heads
    try:
        heads = [
            Kept(str(each["book"]), int(each["epoch"]), int(each["size"]), str(each["hash"]), int(each["at"]), str(document["key"]), str(each["signature"]))
            for each in document["heads"]
        ]
    except (KeyError, TypeError, ValueError):
        raise NoHeads from None
    if not heads:
        raise NoHeads
    return heads


def witness(kept: Iterable[Kept]) -> list[Said]:
    """What kept heads say about our books, one line each, in order of book: alarms first within a book."""
    heads = list(kept)
    ours = signing_key() if any(head.signature for head in heads) else ""
    valid = [head for head in heads if not (head.signature or head.key) or _is_signed(head)]
    said = [Said(head.book, head.size, "unsigned") for head in heads if head not in valid]
    said += [Said(head.book, head.size, "stranger") for head in valid if head.key and head.key != ours]
    own = [head for head in valid if not head.key or head.key == ours]
    said += [Said(book, size, "two_histories") for book, size in _contradicting(own)]
    said += [_compared(head) for head in own]
    return sorted(said, key=lambda one: (one.book, not one.is_alarm, one.seq))


def _is_signed(head: Kept) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(head.key)).verify(
            bytes.fromhex(head.signature), _signed_bytes(head.book, head.epoch, head.size, head.hash, head.at)
        )
    except (InvalidSignature, ValueError):
        return False
    return True


def _contradicting(heads: Iterable[Kept]) -> list[tuple[str, int]]:
    """Books, and sizes in one epoch, of which two kept heads know different hashes."""
    known: dict[tuple[str, int, int], list[str]] = {}
    for head in heads:
        known.setdefault((head.book, head.epoch, head.size), []).append(head.hash)
    return sorted({(book, size) for (book, _epoch, size), hashes in known.items() if len({each[:SHORT] for each in hashes}) > 1})


def _compared(head: Kept) -> Said:
    """One kept head against the entries of our book."""
    if head.size == 0:
        return Said(head.book, 0, "" if FIRST.startswith(head.hash) else "rewritten")
    entry = Entry.objects.filter(book=head.book, seq=head.size).values("hash", "epoch").first()
    if entry and entry["hash"].startswith(head.hash) and entry["epoch"] == head.epoch:
        return Said(head.book, head.size, "")
    since = Entry.objects.filter(book=head.book, epoch__gt=head.epoch, deed=EPOCH_OPENED).order_by("seq").first()
    if since is not None and since.seq <= head.size:
        declared = Epoch.objects.filter(pk=since.record).first()
        return Said(head.book, since.seq, "epoch", _told(declared))
    return Said(head.book, head.size, "rewritten" if entry else "cut")


def _told(epoch: Epoch | None) -> str:
    return f"{epoch.reason} ({epoch.declared_by}, {epoch.declared_with})" if epoch else ""


def declare(*, by: Actor, reason: str, declared_by: str, declared_with: str, backup_at: datetime, progress: Any = lambda done, of: None) -> int:
    """Open a new epoch in every book that has entries, all or none; returns how many books. Each says why, and who said so."""
    books = [head.territory_code for head in Head.objects.filter(size__gt=0).order_by("id")]
    places: Mapping[str, Territory] = Territory.objects.in_bulk(books)
    with transaction.atomic():
        for start in range(0, len(books), BATCH):
            some = [places[code] for code in books[start : start + BATCH]]
            with writing(*some, by=by, deed=EPOCH_OPENED, device="cli") as book:
                book.bulk_create(
                    Epoch(
                        territory=place, number=book.open_epoch(place), reason=reason, declared_by=declared_by, declared_with=declared_with, backup_at=backup_at
                    )
                    for place in some
                )
            progress(min(start + BATCH, len(books)), len(books))
    return len(books)
