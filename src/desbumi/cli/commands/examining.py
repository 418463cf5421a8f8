"""`desbumi doctor`: what is wrong with this installation."""

import typer
from django.utils.translation import gettext as _

from desbumi.cli.frame import AsJson, app, out, say, tell


@app.command(help=_("Say what is wrong with this installation and how to mend it; exit code 1 when something is."))
def doctor(*, as_json: AsJson = False) -> None:
    """Say what is wrong with this installation and how to mend it; exit code 1 when something is."""
    from desbumi.cli.findings.examining import examine

    found = examine()
    if as_json:
        tell([{"check": each.name, "state": each.state, "says": each.says, "mend": each.mend} for each in found])
    else:
        signs = {"good": ("✓", "green"), "watch": ("!", "yellow"), "stop": ("✗", "bold red")}
        for each in found:
            sign, style = signs[each.state]
            say(sign, f"{each.says}  {each.mend}".strip(), style, to=out)
    raise typer.Exit(1 if any(each.state == "stop" for each in found) else 0)
