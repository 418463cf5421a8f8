"""`desbumi people`: the register of people."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from desbumi.cli.frame import AsJson, app, out, tell, words

people = typer.Typer(no_args_is_help=True, help=_("The register of people."))
app.add_typer(people, name="people")


@people.command("find", help=_("Find people of a place by name, nickname, relative, NIK, phone or hamlet, best first; spelling need not be exact."))
def people_find(
    text: str,
    *,
    territory: Annotated[str, typer.Option(help=_("Code of the place in which to look."))],
    as_user: Annotated[str, typer.Option("--as", help=_("User name of who asks: what is found is what that account may see."))],
    as_json: AsJson = False,
) -> None:
    """Find people as the page does, within what the account may see."""
    from desbumi.access import reading
    from desbumi.access.queries import account_named
    from desbumi.people.queries.finding import find
    from desbumi.people.rules.finding import asked
    from desbumi.territory.queries import get

    user = account_named(as_user)
    with reading.told(user):
        reading.check(user, reading.SEARCHED, "")
    found = find(user, text, territory=get(territory))
    reading.keep(user, reading.SEARCHED, "")
    if as_json:
        tell([{"id": str(each.person.pk), "name": each.person.name, "hamlet": each.person.hamlet, "born": each.person.born} for each in found])
        return
    for each in found:
        out.print(f"{each.person.name:34} {each.person.born or '–':10}  {each.person.address}")
    if not found and asked(text).is_too_short:
        words.print(_("Write a little more: one letter fits a whole village."))
    elif not found:
        words.print(_("Nobody found. Try the nickname, the husband’s or mother’s name, or only the beginning of the name."))
