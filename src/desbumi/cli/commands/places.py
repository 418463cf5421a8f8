"""`desbumi territory`: the register of places."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from desbumi.cli.frame import AsJson, app, out, tell, words

territory = typer.Typer(no_args_is_help=True, help=_("The register of places."))
app.add_typer(territory, name="territory")


@territory.command("find", help=_("Find places by name, best first; spelling need not be exact."))
def territory_find(
    text: str, *, level: Annotated[str | None, typer.Option(help=_("nation, province, regency, district or village."))] = None, as_json: AsJson = False
) -> None:
    """Find places by name, best first; spelling need not be exact."""
    from desbumi.territory.queries import find, with_place_above
    from desbumi.territory.rules import LEVELS

    if level is not None and level not in LEVELS:
        raise typer.BadParameter(_("choose one of: %(levels)s") % {"levels": ", ".join(LEVELS)}, param_hint="--level")
    found = find(text, level=level)
    if as_json:
        tell([{"code": place.code, "name": place.name, "level": place.level, "parent": place.parent_id} for place in found])
        return
    for place, above in with_place_above(found):
        out.print(f"{place.code:14} {place.title:34} {above}")
    if not found:
        words.print(_("Nothing like that. Write the name as it sounds, or only its beginning."))
