"""`desbumi user`: accounts."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from desbumi.cli.frame import AsJson, app, out, tell, words

user = typer.Typer(no_args_is_help=True, help=_("Accounts."))
app.add_typer(user, name="user")


@user.command("add", help=_("Make an account with its assignment; prints a one-time sign-in link."))
def user_add(
    name: str, *, role: Annotated[str, typer.Option(help=_("For instance coordinator, service_officer, observer."))],
    code: Annotated[str, typer.Option("--territory", help=_("Kemendagri code: 35.10, 35.10.04.2003, 00."))],
    full_name: Annotated[str, typer.Option(help=_("Name that others see."))] = "", port: int = 8000, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Make an account with its assignment; prints a one-time sign-in link."""
    from desbumi.access import actions
    from desbumi.book.actors import System
    from desbumi.cli.door import address
    from desbumi.territory.queries import get

    account = actions.invite(by=System(), name=name, full_name=full_name or name, role=role, territory=get(code), device="cli")
    link = f"{address(port)}/sign-in/link/{actions.link_for(account)}/"
    if as_json:
        tell({"id": str(account.id), "name": account.name, "role": role, "territory": code, "link": link})
    else:
        words.print(_("Account %(name)s is made. Its owner opens this link once, within seven days:") % {"name": account.name})
        out.print(link, soft_wrap=True)
