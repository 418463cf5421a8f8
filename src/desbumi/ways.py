"""A thing's way as a table: which deed leads from where to where."""

from collections.abc import Iterable

from desbumi.refusals import NotNow

Stations = str | Iterable[str] | None


class Way:
    """The way of a thing: rows of (deed, from, to). `from` may be one station, several, or None for the start."""

    def __init__(self, *rows: tuple[str, Stations, str]) -> None:
        self.rows: tuple[tuple[str, frozenset[str | None], str], ...] = tuple(
            (deed, frozenset([start] if start is None or isinstance(start, str) else start), to) for deed, start, to in rows
        )

    def after(self, deed: str, station: str | None, to: str | None = None) -> str:
        """Where the deed leads from this station; `to` chooses when a deed has several ends.

        Raises NotNow when the way has no such step.
        """
        for name, starts, end in self.rows:
            if name == deed and station in starts and to in (None, end):
                return end
        raise NotNow(deed=deed, station=station)
