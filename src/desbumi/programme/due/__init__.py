"""What waits in the programme: steps and agreements, events and what hangs on them, commitments, targets without news."""

from collections.abc import Iterable
from datetime import date

from desbumi.book.actors import Actor
from desbumi.programme.due import events, ways
from desbumi.ui.due import Due


def due(user: Actor, day: date) -> list[Due]:
    """What waits where the user sees the programme, without words and without an order."""
    return [*ways.due(user, day), *events.due(user, day)]


def worded(user: Actor, day: date, shown: Iterable[Due]) -> list[Due]:
    """These rows in words; what is gone meanwhile, and rows of other rooms, are left out."""
    rows = list(shown)
    return [*ways.worded(user, day, rows), *events.worded(user, day, rows)]
