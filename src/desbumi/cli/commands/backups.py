"""`desbumi backup`, `restore`, `upgrade`: nothing lost on the day the laptop is gone."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _

from desbumi.cli.frame import AsJson, app, bar, say, tell, words


@app.command(help=_("Make a backup in a folder while others work: database and files, sealed as a whole. It holds no keys."))
def backup(*, folder: Annotated[Path, typer.Argument(help=_("A folder on another disk."))], as_json: AsJson = False) -> None:
    """Make a backup in a folder while others work: database and files, sealed as a whole. It holds no keys."""
    from django.conf import settings

    from desbumi.book.keys.copies import registered
    from desbumi.cli.backups import making, notes
    from desbumi.ui.templatetags.ui import moment

    with bar(_("Copying the database")) as progress:
        made = making.backup(folder, progress=progress)
    if known := registered():
        words.print(_("Newest copy of the keys: %(folder)s, %(at)s") % {"folder": known[0].folder, "at": moment(known[0].made_at)})
    if notes.device(folder) == notes.device(settings.DESBUMI_HOME):
        say("!", _("This folder is on the same disk as the installation. If that disk is lost, so is the backup: take a stick or another computer."), "yellow")
    for _name, says, mend in notes.warnings(folder):
        say("✗", f"{says}  {mend}", "bold red")
    if as_json:
        tell({"file": str(made.path), "size": made.size, "entries": made.entries})
    else:
        say(
            "✓",
            _("%(file)s: %(size)s MB, %(entries)s entries, read back.") % {"file": made.path.name, "size": made.size // 1_000_000 + 1, "entries": made.entries},
        )


@app.command(help=_("Bring an installation back from a backup and the newest copy of the keys, into an empty DESBUMI_HOME."))
def restore(
    *,
    source: Annotated[Path, typer.Argument(metavar="FOLDER", help=_("The folder of the backups (the newest is taken), or one file."))],
    keys_in: Annotated[Path | None, typer.Option("--keys", help=_("The newest copy of the keys."))] = None,
    reason: Annotated[str, typer.Option(help=_("Why the books go on from a backup."))] = "",
    by: Annotated[str, typer.Option(help=_("Who restores."))] = "",
    with_: Annotated[str, typer.Option("--with", help=_("Who stands by."))] = "",
    drill: Annotated[bool, typer.Option("--drill", help=_("Only try it: restore aside, verify, throw away."))] = False,
    as_json: AsJson = False,
) -> None:
    """Bring an installation back from a backup and the newest copy of the keys, into an empty DESBUMI_HOME."""
    from desbumi.cli.backups import drills, restoring
    from desbumi.ui.templatetags.ui import moment

    if drill:
        found = drills.drill(source, keys_in)
    else:
        if keys_in is None:
            raise typer.BadParameter(_("Name the newest copy of the keys."), param_hint="--keys")
        found = restoring.summary(restoring.restore(source, keys_in, declared=restoring.Declared(reason, by, with_), bar=bar))
    if as_json:
        tell(found)
    else:
        say(
            "✓",
            _("%(archive)s of %(made_at)s: %(entries)s entries in %(books)s books, %(rebuilt)s rows made anew from the book.")
            % (found | {"made_at": moment(datetime.fromisoformat(found["made_at"]))}),
        )
        for each in found["broken"]:
            say("✗", _("%(book)s does not hold from no. %(seq)s on: desbumi book verify") % each, "bold red")
        if not drill:
            say("✓", _("A new epoch is declared in %(epochs)s books. Everyone signs in anew. Start with: desbumi up") % found)
    raise typer.Exit(1 if found["broken"] else 0)


@app.command(help=_("Bring this installation up to a newer program: back up, migrate, verify; when it fails, everything is as before."))
def upgrade() -> None:
    """Bring this installation up to a newer program: back up, migrate, verify; when it fails, everything is as before."""
    from django.conf import settings
    from django.db import DEFAULT_DB_ALIAS

    from desbumi.cli.backups import upgrading
    from desbumi.people.search import keeping

    changes = upgrading.changes()
    words.print(_("From version %(before)s to %(after)s.") % {"before": changes.before, "after": changes.after})
    if not changes.waiting and not upgrading.is_under_way():
        keeping.follow_the_rules(using=DEFAULT_DB_ALIAS)
        say("✓", _("Nothing waits to be changed in the database."))
        return
    for name in changes.waiting:
        words.print(f"  {name}")
    folder = Path(settings.BACKUP_FOLDER) if settings.BACKUP_FOLDER and Path(settings.BACKUP_FOLDER).is_dir() else None
    with bar(_("Backing up, then upgrading")) as progress:
        made = upgrading.upgrade(folder, progress=progress)
    say("✓", _("Upgraded and verified. The backup of before: %(where)s") % {"where": made.path})
