"""The database: its version, its settings, its register, its guards, its disk."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from desbumi.book import triggers
from desbumi.cli.findings.finding import Finding, of
from desbumi.territory.models import Edition

OLDEST_SQLITE = (3, 51, 3)


def findings() -> Iterator[Finding]:
    """What stands on the database and its disk."""
    if connection.vendor == "sqlite":
        version = sqlite3.sqlite_version_info
        yield of(
            "sqlite",
            version >= OLDEST_SQLITE,
            _("SQLite %(version)s") % {"version": sqlite3.sqlite_version},
            _("Install the locked packages again: make setup"),
        )
        yield from _pragmas()
    edition = Edition.objects.order_by("-id").first()
    yield of("register", edition is not None, _("Register of places: %(name)s") % {"name": edition.name if edition else "–"}, _("Run: desbumi init"))
    missing = triggers.missing(connection)
    yield of("triggers", not missing, _("Guards that refuse to change entries of the book"), _("They are missing. Run: desbumi init"))
    if settings.DEMO_FILE.exists():
        yield Finding("demo", "watch", _("A demo: its people are invented, their passwords are known."), _("Keep no real person's data here."))
    free = shutil.disk_usage(Path(settings.DESBUMI_HOME)).free // 1024**2
    yield of("disk", free > 500, _("Free on disk: %(free)s MB") % {"free": free}, _("Make room; below 500 MB writing may fail."))


def _pragmas() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for name, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("mmap_size", 0)):
            row = cursor.execute(f"PRAGMA {name}").fetchone()
            yield of(
                name, (row[0] if row else 0) == wanted, f"SQLite {name} = {row[0] if row else 0}", _("Nobody may change the settings that keep a promise.")
            )
