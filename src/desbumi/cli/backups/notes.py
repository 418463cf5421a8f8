"""What an installation remembers of its backups: `DESBUMI_HOME/backups.json`. No names, no reason."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from desbumi.book.keys.copies import registered
from desbumi.book.keys.files import put

LATE = timedelta(days=30)
DAILY_LATE = timedelta(days=2)


def file() -> Path:
    """Where the notes lie."""
    return Path(settings.DESBUMI_HOME) / "backups.json"


def read() -> dict[str, Any]:
    """The notes: `made` and `tried`, each with `at`; nothing when there are none."""
    try:
        told = json.loads(file().read_text())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def note(what: str, **facts: Any) -> None:
    """Remember when something was done."""
    told = read() | {what: {"at": datetime.now(UTC).isoformat(timespec="seconds")} | facts}
    put(file(), json.dumps(told, indent=2) + "\n")


def age(what: str) -> timedelta | None:
    """How long ago something was done; None when never."""
    try:
        return datetime.now(UTC) - datetime.fromisoformat(read()[what]["at"])
    except (KeyError, TypeError, ValueError):
        return None


def is_young() -> bool:
    """Whether this installation was set up less than thirty days ago."""
    try:
        made_at = (Path(settings.DESBUMI_HOME) / "made").stat().st_mtime
    except OSError:
        return True
    return datetime.now(UTC) - datetime.fromtimestamp(made_at, UTC) < LATE


def device(path: str | Path) -> int | None:
    """The disk on which a folder lies; None when it is not there."""
    try:
        return Path(path).stat().st_dev
    except OSError:
        return None


def _is_one(folder: Path, other: str) -> bool:
    one, two = folder.resolve(), Path(other).resolve()
    return one == two or one.is_relative_to(two) or two.is_relative_to(one)


def _is_another_disk(folder: Path | None) -> bool:
    return folder is not None and device(folder) not in (None, device(settings.DESBUMI_HOME))


def warnings(folder: Path | None) -> Iterator[tuple[str, str, str]]:
    """What is not well about backups: name, sentence, what to do."""
    known = registered()
    if not known:
        yield (
            "keys_copy",
            _("No copy of the keys is known. A backup without keys is useless alone."),
            _("Put another stick in and run: desbumi keys copy FOLDER"),
        )
    elif folder and (
        any(_is_one(folder, each.folder) for each in known) or (_is_another_disk(folder) and all(device(each.folder) == device(folder) for each in known))
    ):
        yield (
            "keys_beside",
            _("Keys and backup lie on one stick: whoever finds it reads everything."),
            _("Copy the keys to another one: desbumi keys copy FOLDER"),
        )
    tried = age("tried")
    if tried is None or tried > LATE:
        since = _("A restore was never tried.") if tried is None else _("A restore was last tried %(days)s days ago.") % {"days": tried.days}
        yield "drill", since, _("Run: desbumi restore FOLDER --drill")
