"""Files that only we may read, whole and synced, or not there at all."""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings


def home_file(name: str) -> Path:
    """A file in the folder of keys of this installation."""
    return Path(settings.DESBUMI_HOME) / "keys" / name


def keep_once(path: Path, text: str) -> None:
    """Write a file that only we may read, whole and synced, unless it is there: of two at once the first stays."""
    if path.exists():
        return
    fresh = _written(path, text)
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    sync_folder(path.parent)


def put(path: Path, text: str | bytes) -> None:
    """Write a file that only we may read in the place of the one before it, whole and synced; a full disk leaves that one as it was."""
    _written(path, text).replace(path)
    sync_folder(path.parent)


def _written(path: Path, text: str | bytes) -> Path:
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    return fresh


def sync_folder(path: Path) -> None:
    """Make names in a folder last; a file system that knows no such thing is let pass."""
    folder = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):
            os.fsync(folder)
    finally:
        os.close(folder)
