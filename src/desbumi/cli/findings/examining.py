"""All findings, in the order in which they are told."""

from collections.abc import Callable, Iterator

from django.db import DatabaseError

from desbumi.book.constraints import storage_refusal
from desbumi.cli.findings import backups, database, files, ring, worker
from desbumi.cli.findings.finding import Finding

LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (database.findings, ring.findings, files.findings, backups.findings, worker.findings)


def examine() -> list[Finding]:
    """Examine the installation in DESBUMI_HOME."""
    try:
        return [finding for look in LOOKS for finding in look()]
    except DatabaseError as problem:
        refusal = storage_refusal(problem)
        if refusal is None:
            raise
        return [Finding("database", "stop", refusal.sentence, refusal.way)]
