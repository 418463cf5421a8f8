"""What papers do for other rooms: keep a file. Which deed keeps it, and whether it may, the room that holds it has asked."""

from uuid import UUID

from uuid_utils.compat import uuid7

from desbumi.book import keys
from desbumi.book.actors import Actor
from desbumi.book.writing import writing
from desbumi.papers import store
from desbumi.papers.cell import Opened
from desbumi.papers.models import File
from desbumi.territory.models import Territory


def keep(*, by: Actor, territory: Territory, opened: Opened, subject: UUID | None = None, op: UUID | None = None, device: str = "") -> File:
    """Seal a file that was opened in the cell, and keep it in the book of its territory, as part of the deed under way.

    The sealed bytes are on the disk before the row is; without the row the sweep takes them away. Raises StorageFull.
    """
    with writing(territory, by=by, deed="file.kept", op=op, device=device) as book:
        file = uuid7()
        if subject is not None:
            keys.ensure([subject])
        blob = store.put(store.sealed(opened.content, file, subject or book.head(territory.code).subject))
        return book.create(
            File(
                pk=file, territory=territory, subject=subject, name=opened.name, kind=opened.kind, size=len(opened.content), pages=opened.pages,
                width=opened.width, height=opened.height, blob=blob,
            )
        )  # fmt: skip


def discard(*, by: Actor, file: File, op: UUID | None = None, device: str = "") -> None:
    """Take a file out of the present, as part of the deed under way; its bytes go with the next sweep, a day later."""
    with writing(file.territory, by=by, deed="file.discarded", op=op, device=device) as book:
        book.remove(file)
