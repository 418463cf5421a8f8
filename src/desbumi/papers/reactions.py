"""What becomes of files by itself: those of a forgotten subject go, those without a row are swept away."""

from datetime import date
from uuid import UUID

from desbumi.book.erasing import forgets
from desbumi.book.reactions import daily
from desbumi.papers import store


@forgets
def forget(subject: UUID) -> None:
    """Files of a subject that is forgotten."""
    store.forget(subject)


@daily(at=3)
def sweep(_day: date, *, op: UUID) -> None:  # noqa: ARG001 -- what is swept twice is swept twice
    """Take away what deeds that failed left behind."""
    store.sweep()
