"""Exactly once: the gate that a deed passes before it runs."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.book.actors import Actor, name_of
from desbumi.book.models import Entry, Outcome
from desbumi.refusals import Refusal


class AlreadyDone(Refusal):
    """The deed with this id was done before: nothing happened a second time."""

    code, status = "already_done", 409
    says = _("This was recorded before; it was not recorded twice.")
    way_forward = _("Open the page again to see it.")


def once(actor: Actor, op: UUID) -> dict[str, Any] | None:
    """The first answer to this op, or None when it was not done yet.

    Raises AlreadyDone when the op was done but its answer is another's, or was not kept.
    """
    found = Outcome.objects.filter(pk=op).first()
    if found is not None and found.actor == name_of(actor):
        answer: dict[str, Any] = found.answer
        return answer
    if found is not None or Entry.objects.filter(op=op.hex).exists():
        raise AlreadyDone(op=op)
    return None


def keep(actor: Actor, op: UUID, answer: dict[str, Any]) -> None:
    """Keep the answer to an op, in the transaction of the deed."""
    Outcome.objects.create(op=op, actor=name_of(actor), answer=answer)
