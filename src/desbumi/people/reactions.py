"""What the worker does about erasures, every day: begin those whose time has come, take up what was interrupted."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from desbumi.book.actors import System
from desbumi.book.erasing import forget, is_held
from desbumi.book.reactions import daily
from desbumi.people import actions, queries


@daily(at=5)
def erase(_day: date, *, op: UUID) -> None:  # noqa: ARG001 -- each erasure is done once, however often it is taken up
    """Erasures whose time has come, and those that were interrupted."""
    go_on()


def go_on() -> None:
    """Erase whose time has come, and whatever was begun and is not done. Not within a transaction: files are cleaned."""
    by = System()
    for each in queries.ready(timezone.now()):
        if not is_held(each.subject):
            actions.begin_erasure(by=by, erasure=each)
    begun = queries.begun()
    if begun:
        outstanding = forget([each.subject for each in begun])
        for each in begun:
            actions.finish_erasure(by=by, erasure=each, outstanding=outstanding)
