"""What a village tells other villages: how it did a step or came far with a target. Each function is one deed and one op in the book."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from desbumi.access.policy import require
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.programme.models import Example, Indicator, Place
from desbumi.refusals import Refusal


class NothingToTell(Refusal):
    """An example of a step that the village has not done, or of a target that it has not set."""

    code, status, field = "example.nothing", 422, "of"
    says = _("The village has not done that yet.")
    way_forward = _("Choose a step that is recorded, or a target of the village for which a value was told.")


def share(
    *, by: Actor, place: Place, words: str, agreed_by: str, call: str, of: str | Indicator | None, has_files: bool = False,
    op: UUID | None = None, device: str = "",
) -> Example:  # fmt: skip
    """A village tells all villages of the programme how it did a step (its key), or came far with a target of an indicator, and whom to call.

    Raises NothingToTell.
    """
    require(by, "step.record", place)
    with writing(place.village, by=by, deed="example.shared", op=op, device=device) as book:
        step, indicator = (of, None) if isinstance(of, str) else ("", of)
        there = place.targets.filter(indicator=indicator, dropped_because="", latest_value__isnull=False) if indicator else place.steps.filter(kind=step)
        if not there.exists():
            raise NothingToTell
        return book.create(
            Example(place=place, step=step, indicator=indicator, words=words, agreed_by=agreed_by, call=call, has_files=has_files)
        )  # fmt: skip


def withdraw(*, by: Actor, example: Example, op: UUID | None = None, device: str = "") -> None:
    """The village no longer shares it: nobody else reads it from now on. Raises AlreadyMoved."""
    require(by, "step.record", example)
    with writing(example.place.village, by=by, deed="example.withdrawn", op=op, device=device) as book:
        book.remove(example)
