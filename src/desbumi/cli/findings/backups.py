"""Backups: when the last was made, when a restore was last tried, where the keys are copied."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from desbumi.cli.backups import notes
from desbumi.cli.findings.finding import Finding
from desbumi.ui.templatetags.ui import moment


def findings() -> Iterator[Finding]:
    """A stop after thirty days, with a daily backup after two; in a demo, and in the first thirty days, only to be watched."""
    late = "watch" if settings.DEMO_FILE.exists() or notes.is_young() else "stop"
    folder = Path(settings.BACKUP_FOLDER) if settings.BACKUP_FOLDER else None
    made, told = notes.age("made"), notes.read().get("made", {})
    if folder is not None and not folder.is_dir():
        yield Finding("backup_folder", "watch", _("The folder of the daily backup is not there: %(where)s") % {"where": folder}, _("Put the stick or disk in."))
    if made is None:
        yield Finding("backup", late, _("No backup was ever made."), _("Run: desbumi backup FOLDER"))
    elif made > (notes.DAILY_LATE if folder else notes.LATE):
        yield Finding("backup", late, _("The last backup is %(days)s days old.") % {"days": made.days}, _("Run: desbumi backup FOLDER"))
    else:
        yield Finding("backup", "good", _("Last backup: %(at)s, %(where)s") % (told | {"at": _when("made")}))
    where = folder or (Path(told["where"]) if "where" in told else None)
    warned = {name: (says, mend) for name, says, mend in notes.warnings(where)}
    for name, (says, mend) in warned.items():
        if name == "keys_copy":
            continue  # the ring's own finding says so
        yield Finding(name, late, says, mend)
    if "drill" not in warned:
        yield Finding("drill", "good", _("A restore was last tried: %(at)s") % {"at": _when("tried")})


def _when(what: str) -> str:
    return moment(datetime.fromisoformat(notes.read()[what]["at"]))
