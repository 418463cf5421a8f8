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


class OpReused(Refusal):
    """The form was sent before with other words: someone went back and changed what was typed."""

    code, status = "op_reused", 409
    says = _("This form was recorded before with other words, so this was not recorded.")
    way_forward = _("Look whether it is still needed. If it is, send it once more.")


def once(actor: Actor, op: UUID, asked: str = "") -> dict[str, Any] | None:
    """The first answer to this op, or None when it was not done yet.

    `asked` is a digest of what was asked. Raises OpReused when the same op asked for something else, AlreadyDone
    when the op was done but its answer is another's, or was not kept.
    """
    found = Outcome.objects.filter(pk=op).first()
    if found is not None and found.actor == name_of(actor):
        if found.asked != asked:
            raise OpReused
        answer: dict[str, Any] = found.answer
        return answer
    if found is not None or Entry.objects.filter(op=op.hex).exists():
        raise AlreadyDone(op=op)
    return None


def keep(actor: Actor, op: UUID, answer: dict[str, Any], asked: str = "") -> None:
    """Keep the answer to an op, in the transaction of the deed."""
    Outcome.objects.create(op=op, actor=name_of(actor), asked=asked, answer=answer)
