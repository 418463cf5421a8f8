"""How far a sheet is written: while one deed holds the book, its own row cannot tell. A small file beside the database does; no name is in it."""

from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.conf import settings


def _path(imported: UUID) -> Path:
    return Path(settings.DESBUMI_HOME) / "progress" / imported.hex


def tell(imported: UUID, done: int) -> None:
    """Tell that so many rows are done."""
    path = _path(imported)
    path.parent.mkdir(exist_ok=True)
    fresh = path.with_suffix(".fresh")
    fresh.write_text(str(done))
    fresh.replace(path)


def done(imported: UUID) -> int:
    """How many rows are done, as far as it is told."""
    with suppress(OSError, ValueError):
        return int(_path(imported).read_text())
    return 0


def forget(imported: UUID) -> None:
    """Nothing more is to be told."""
    with suppress(OSError):
        _path(imported).unlink()
