"""All findings, in the order in which they are told."""

from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from desbumi.book.constraints import storage_refusal
from desbumi.cli.findings import backups, database, files, ring, worker
from desbumi.cli.findings.finding import Finding
from desbumi.cli.installation import RESTORING, RestoreUnfinished

LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (database.findings, ring.findings, files.findings, backups.findings, worker.findings)


def examine() -> list[Finding]:
    """Examine the installation in DESBUMI_HOME."""
    if (Path(settings.DESBUMI_HOME) / RESTORING).exists():
        return [Finding("restore", "stop", str(RestoreUnfinished.says), str(RestoreUnfinished.way_forward))]
    try:
        return [finding for look in LOOKS for finding in look()]
    except DatabaseError as problem:
        refusal = storage_refusal(problem)
        if refusal is None:
            raise
        return [Finding("database", "stop", refusal.sentence, refusal.way)]
