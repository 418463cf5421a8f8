"""How the last look at this installation came out: one green line, or words. Kept beside the data, so that it outlives a restart."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation

from desbumi.book.keys.files import put

FILE = "health.json"
OLD = timedelta(days=2)


@dataclass(frozen=True)
class Health:
    """When it was looked at, how many entries were verified, and what is wrong, in the language of the moment."""

    at: datetime
    entries: int
    wrong: list[str]

    @property
    def is_old(self) -> bool:
        """Whether nobody has looked for two days."""
        return timezone.now() - self.at > OLD


def _where() -> Path:
    return Path(settings.DESBUMI_HOME) / FILE


def keep(entries: int, wrong: dict[str, list[str]]) -> None:
    """Keep the outcome of a look: language → what is wrong."""
    put(_where(), json.dumps({"at": timezone.now().isoformat(), "entries": entries, "wrong": wrong}, ensure_ascii=False))


def last() -> Health | None:
    """The outcome of the last look; None when nobody looked yet, or it cannot be read."""
    try:
        told = json.loads(_where().read_text(encoding="utf-8"))
        return Health(datetime.fromisoformat(told["at"]), int(told["entries"]), list(told["wrong"][translation.get_language() or "id"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
