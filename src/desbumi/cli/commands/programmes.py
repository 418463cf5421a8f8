"""`desbumi programme`: programmes and their founding documents."""

from pathlib import Path
from typing import Annotated

import typer
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.cli.frame import AsJson, app, out, say, tell
from desbumi.refusals import Refusal

programme = typer.Typer(no_args_is_help=True, help=_("Programmes and their founding documents."))
app.add_typer(programme, name="programme")


@programme.command("load", help=_("Load a founding document; the same file twice changes nothing."))
def programme_load(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Load a founding document; the same file twice changes nothing."""
    from desbumi.book.actors import System
    from desbumi.programme import actions, founding

    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise founding.FileUnreadable(line=1) from None
    loaded = actions.load(by=System(), text=text, device="cli")
    say("✓", loaded.name)


@programme.command("show", help=_("Show the programme's facts: organisations, agreements, regencies, villages, events, pillars."))
def programme_show(*, as_json: AsJson = False) -> None:
    """Show the programme's facts: organisations, agreements, regencies, villages, events, pillars."""
    from desbumi.book.actors import System
    from desbumi.programme import queries

    first = queries.first_programme()
    if first is None:
        raise NoProgramme
    told = queries.facts(System(), first)
    if as_json:
        tell(told)
        return
    out.print(f"{told['programme']['name']}, {told['programme']['component']}")
    for regency in told["regencies"]:
        out.print(f"  {regency['code']:6} {regency['name']:26} {', '.join(regency['implementers'])}")
    for village in told["villages"]:
        out.print(f"  {village['code']:14} {village['name']:16} {village['district']:14} {village['cohort']:10} {village['stage']}")


class NoProgramme(Refusal):
    """No founding document was loaded."""

    code, status = "programme.none", 404
    says = gettext_lazy("No programme is loaded.")
    way_forward = gettext_lazy("Load its founding document: desbumi programme load FILE")
