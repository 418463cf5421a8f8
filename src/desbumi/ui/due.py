"""What a row of "today" shows: what waits, whose turn it is, since or until when."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

STATES = ("stop", "watch", "good")


@dataclass(frozen=True)
class Due:
    """Something that waits. Rooms offer it bare (`due`), and in words for the rows of one page (`worded`)."""

    on: date  # since when it waits, or by when it is to be done
    state: str  # stop, watch or good
    place: str  # code of the territory
    kind: str  # what sort of thing, for the room that words it
    thing: UUID | None = None
    title: Any = ""
    url: str = ""
    what: Any = ""
    whose: Any = ""
    badge: Any = ""
    go: str = ""  # address where it is done; empty when it is another's turn
    days: int = 0
    unit: Any = ""

    @property
    def order(self) -> tuple[int, date, str, str, str]:
        """What is worst first, then the oldest or soonest."""
        return STATES.index(self.state), self.on, self.place, self.kind, str(self.thing)
