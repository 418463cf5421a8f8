"""`desbumi people import`, `undo` and `summary`: a village's sheet becomes a register, and goes out of it again."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer
from django.utils.translation import gettext as _

from desbumi.cli.commands.people import people
from desbumi.cli.frame import AsJson, bar, out, say, tell, words

As = Annotated[str, typer.Option("--as", help=_("User name of who does it: what that account may do is done."))]
Where = Annotated[str, typer.Option(help=_("Code of the village."))]


@people.command("import", help=_("Import a village's sheet (XLSX, XLS, ODS, CSV) into its register: all of it, or nothing."))
def people_import(
    file: Annotated[Path, typer.Argument(help=_("The sheet."))],
    *,
    territory: Where,
    as_user: As,
    sheet: Annotated[str, typer.Option(help=_("Only the sheet of this name."))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=_("Only show what it would do."))] = False,
    as_json: AsJson = False,
) -> None:
    """Open the sheet in the cell, say what becomes of each row, and write it unless it is a dry run."""
    from desbumi.access.policy import require
    from desbumi.access.queries import account_named
    from desbumi.journeys import actions
    from desbumi.journeys.queries import imports as queries
    from desbumi.papers import tables
    from desbumi.territory.queries import get

    user, village = account_named(as_user), get(territory)
    require(user, "people.import", village)
    brought = tables.opened(tables.read(file), file.name)
    since = time.monotonic()
    if dry_run:
        counts, rows = queries.preview(village, queries.seen(village, brought, sheet))
        told: dict[str, Any] = {"import": None, **counts.told(), "rows": rows}
    else:
        with bar(_("Rows")) as advance:
            made = actions.take_in(by=user, village=village, brought=brought, sheet=sheet, tells=lambda done: advance(done, len(brought)), device="cli")
        told = {"import": str(made.pk), **queries.told(made)}
    if as_json:
        tell(told)
        return
    _show(told, time.monotonic() - since)


def _show(told: dict[str, Any], seconds: float) -> None:
    """What became of the rows, in words; those that need a look one by one."""
    from desbumi.journeys.words import OUTCOMES, reason

    for kind, label in OUTCOMES:
        if told[kind] or kind == "imported":
            out.print(f"{told[kind]:>6}  {label}")
    for each in told["rows"]:
        if each["outcome"] in ("needs_a_look", "rejected"):
            words.print(_("row %(row)s: %(why)s") % {"row": f"{each['sheet']} {each['row']}".strip(), "why": reason(each["reason"].split(", ")[0])})
    if told["damaged_nik"]:
        say("!", _("%(many)s NIK are damaged and were not kept; the people are there.") % {"many": told["damaged_nik"]}, "yellow")
    if told["birth_date_disagrees_with_nik"]:
        say("!", _("%(many)s birth dates disagree with the NIK; both are kept.") % {"many": told["birth_date_disagrees_with_nik"]}, "yellow")
    if told["import"]:
        say(
            "✓",
            _("%(many)s rows in %(seconds)s s. To undo it: desbumi people undo %(id)s --as …")
            % {"many": told["data_rows"], "seconds": f"{seconds:.1f}", "id": told["import"]},
        )
    else:
        say("✓", _("Nothing was written. Without --dry-run it will be."))


@people.command("undo", help=_("Undo a whole import, except for people who were edited since: those are listed."))
def people_undo(
    imported: Annotated[str, typer.Argument(metavar="IMPORT", help=_("The import, as it was told."))], *, as_user: As, as_json: AsJson = False
) -> None:
    """Take an import back."""
    from desbumi.access.queries import account_named
    from desbumi.journeys import actions
    from desbumi.journeys.queries.imports import import_named

    user = account_named(as_user)
    stayed = actions.undo(by=user, imported=import_named(user, imported), device="cli")
    if as_json:
        tell({"undone": imported, "edited_since": [{"id": str(each.pk), "name": each.name} for each in stayed]})
        return
    for each in stayed:
        words.print(_("%(name)s was edited since, and stays.") % {"name": each.name})
    say("✓", _("Undone."))


@people.command("summary", help=_("What the register of a village holds, as numbers."))
def people_summary(*, territory: Where, as_user: As, as_json: AsJson = False) -> None:
    """Count what the account may see."""
    from desbumi.access.policy import require
    from desbumi.access.queries import account_named
    from desbumi.journeys.queries.summary import summary
    from desbumi.territory.queries import get

    user, village = account_named(as_user), get(territory)
    require(user, "person.see", village)
    told = summary(user, village)
    if as_json:
        tell(told)
        return
    out.print(f"{told['people']:>6}  {_('people')}")
    for name in ("by_sex", "by_stage", "by_destination", "by_job"):
        out.print("  ".join(f"{code} {many}" for code, many in told[name].items()))
