"""The database: its version, its settings, its register, its guards, its disk."""

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from desbumi.book import triggers
from desbumi.book.models import Entry
from desbumi.cli.findings.finding import Finding, of
from desbumi.people.search import keeping
from desbumi.territory.models import Edition

OLDEST_SQLITE = (3, 51, 3)
SKEW = timedelta(minutes=5)


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
    follows = keeping.follows_the_rules()
    yield of("finding", follows, _("People are found by the rules of spelling of this program"), _("Some are not found. Run: desbumi init"))
    yield from clock()
    if settings.DEMO_FILE.exists():
        yield Finding("demo", "watch", _("A demo: its people are invented, their passwords are known."), _("Keep no real person's data here."))
    free = shutil.disk_usage(Path(settings.DESBUMI_HOME)).free // 1024**2
    yield of("disk", free > 500, _("Free on disk: %(free)s MB") % {"free": free}, _("Make room; below 500 MB writing may fail."))


def clock() -> Iterator[Finding]:
    """An entry from the future: by a clock that is behind, roles have not begun and people find nothing."""
    newest = Entry.objects.order_by("-id").first()
    if newest is None or newest.moment <= timezone.now() + SKEW:
        return
    says = _("The newest entry was written on %(day)s: this computer's clock is behind, or it was ahead then.")
    yield Finding(
        "clock", "watch", says % {"day": date_format(newest.moment, "j F Y")},
        _("Look at the clock and set it. What came after what stands in the book all the same."),
    )  # fmt: skip


def _pragmas() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        for name, wanted in (("journal_mode", "wal"), ("synchronous", 2), ("secure_delete", 1), ("mmap_size", 0)):
            row = cursor.execute(f"PRAGMA {name}").fetchone()
            yield of(
                name, (row[0] if row else 0) == wanted, f"SQLite {name} = {row[0] if row else 0}", _("Nobody may change the settings that keep a promise.")
            )
