"""What people do about the head of their letters."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.papers.actions import discard, keep
from desbumi.papers.cell import Opened
from desbumi.programme.actions.reasons import WrittenMeanwhile
from desbumi.programme.models import Event, Letterhead
from desbumi.programme.queries.letterheads import letterhead_of, whose
from desbumi.refusals import Refusal


class MarkNoPicture(Refusal):
    """A mark that is a PDF."""

    code, status, field = "letterhead.no_picture", 422, "files"
    says = _("A mark is a picture; this is a PDF.")
    way_forward = _("Choose the mark as JPG or PNG, or take a photo of it.")


def write_letterhead(
    *, by: Actor, event: Event, address: str, reached_by: str = "", files: Sequence[Opened] = (), is_without: bool = False,
    seen: int | None = None, op: UUID | None = None, device: str = "",
) -> Letterhead:  # fmt: skip
    """Write the head of the letters of whoever organises an event, for this and all others; a new mark takes the place of the old one.

    `seen` is its version; 0 says that there was none. Raises MarkNoPicture, WrittenMeanwhile, AlreadyMoved, StorageFull.
    """
    territory, organisation = whose(event)
    require(by, "event.record", territory)
    if any(not each.kind.startswith("image/") for each in files):
        raise MarkNoPicture
    with writing(territory, by=by, deed="letterhead.written", op=op, device=device) as book:
        known = letterhead_of(event)
        if known and seen == 0:
            raise WrittenMeanwhile
        told: dict[str, Any] = {"address": address, "reached_by": reached_by}
        before = known.mark if known else None
        if files or is_without:
            told["mark"] = keep(by=by, territory=territory, opened=files[0]) if files else None
        kept = book.change(known, seen=seen, **told) if known else book.create(Letterhead(territory=territory, organisation=organisation, **told))
        if before is not None and kept.mark_id != before.pk:
            discard(by=by, file=before)
        return kept
