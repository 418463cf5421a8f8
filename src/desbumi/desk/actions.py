"""What people decide on the pages that gather from several rooms."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book import conflicts
from desbumi.book.actors import Actor
from desbumi.book.models import Conflict
from desbumi.book.writing import writing
from desbumi.refusals import AlreadyMoved, Refusal


class AlreadyDecided(Refusal):
    """Someone decided before."""

    code, status = "conflict.decided", 409
    says = _("Someone has decided this already.")
    way_forward = _("Look at what stands there now; if it is wrong, mend it there.")


class NothingToDecide(Refusal):
    """The record is no longer there, or was erased."""

    code, status = "conflict.gone", 410
    says = _("What this was about is no longer there.")
    way_forward = _("Nothing needs to be decided.")


def decide(*, by: Actor, conflict: Conflict, choice: str, seen: int | None = None, op: UUID | None = None, device: str = "") -> Conflict:
    """Decide between what stands and what was offered (`stored` or `offered`).

    `seen` is the version of the record whose value the person saw. Raises AlreadyDecided, NothingToDecide; AlreadyMoved
    when what stands is no longer what was seen.
    """
    record = conflicts.record_of(conflict)
    if record is None:
        raise NothingToDecide
    require(by, record.CHANGED_BY, record)
    with writing(conflict.territory, by=by, deed="conflict.decided", op=op, device=device) as book:
        if conflict.refreshed().choice:
            raise AlreadyDecided
        stored = conflicts.record_of(conflict)
        if stored is None:
            raise NothingToDecide
        if seen not in (None, stored.version):
            raise AlreadyMoved
        if choice == "offered":
            field: Any = record._meta.get_field(conflict.field)
            value = field.to_python(conflicts.offered(conflict, conflict.subject or book.head(conflict.territory.code).subject))
            book.change(stored, **{field.attname: value})
        return book.change(conflict, choice=choice)
