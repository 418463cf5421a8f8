"""Who acts. The book knows an actor as an id; accounts live in `access`."""

from typing import Final, Protocol
from uuid import UUID


class Actor(Protocol):
    """Whoever does a deed."""

    @property
    def id(self) -> UUID | str:
        """UUID of an account, or the word `system` or `visitor`."""


class System:
    """The program itself: set-up, reactions, daily work, the command line without `--as`."""

    id: Final = "system"


class Visitor:
    """Someone without an account, at a public door."""

    id: Final = "visitor"


def name_of(actor: Actor) -> str:
    """How the actor stands in the book."""
    return actor.id if isinstance(actor.id, str) else actor.id.hex
