"""What an installation does for itself every day: the backup, and a look at everything, whose outcome pages show as one line."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.utils import translation

from desbumi.book import health
from desbumi.book.reactions import daily
from desbumi.book.verifying import WHY, verify
from desbumi.cli.backups.making import daily_backup


@daily(at=2)
def back_up(_day: date, *, op: UUID) -> None:  # noqa: ARG001 -- two backups of a day do no harm
    """Back up to the folder that is set; where none is set, `doctor` says so."""
    daily_backup()


@daily(at=4)
def look(_day: date, *, op: UUID) -> None:  # noqa: ARG001 -- what is looked at twice is looked at twice
    """Look, and keep what is wrong in each language. A demo's "watch" is no wrong."""
    from desbumi.cli.findings.examining import examine  # -- it asks the worker, which knows this

    verdict = verify()
    wrong: dict[str, list[str]] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            broken = [f"{found['book']} no. {found['seq']}: {WHY[found['why']]}" for found in verdict["broken"]]
            wrong[code] = broken + [f"{found.says} {found.mend}".strip() for found in examine() if found.state == "stop"]
    health.keep(verdict["entries"], wrong)
