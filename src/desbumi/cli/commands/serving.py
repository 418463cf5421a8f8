"""`desbumi init` and `desbumi up`: an installation made, and served."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.table import Table
from rich.text import Text

from desbumi.cli.frame import app, bar, say, words
from desbumi.refusals import Refusal


class PortTaken(Refusal):
    """Another program listens on the port."""

    code, status = "port.taken", 409
    says = gettext_lazy("Port %(port)s is in use by another program.")
    way_forward = gettext_lazy("Stop that program, or choose another port: make up PORT=%(next)s")


@app.command(help=_("Make or migrate this installation. Twice changes nothing."))
def init(
    *, empty: Annotated[bool, typer.Option("--empty", help=_("Register only: no programme, no demo; the keys are closed with a passphrase."))] = False,
    folder: Annotated[Path | None, typer.Option("--shares", help=_("Write the recovery shares into this folder instead of showing them."))] = None,
) -> None:  # fmt: skip
    """Make or migrate this installation. Twice changes nothing."""
    from desbumi.cli import asking, installation  # -- slow import

    passphrase = asking.new_passphrase() if empty and installation.is_new() else ""
    with bar(_("Loading the register")) as progress:
        done = installation.make(is_empty=empty, progress=progress, passphrase=passphrase, hand_out=lambda made: asking.hand_out(made, folder))
    if passphrase:
        asking.leave_open()
    for line in done:
        say("✓", line)
    words.print(_("Ready: %(where)s") % {"where": settings.DESBUMI_HOME})


@app.command(help=_("Set up what is missing and serve on this machine."))
def up(*, port: Annotated[int, typer.Option(help=_("Port on 127.0.0.1."), min=1, max=65535)] = 8000) -> None:
    """Set up what is missing and serve on this machine."""
    import socket

    from desbumi.cli import asking

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise PortTaken(port=port, next=port + 1) from None
    asking.for_serving()
    init(empty=False, folder=None)
    from desbumi.access import first  # -- after set-up
    from desbumi.access.demo import people

    words.print(Text.assemble("\n", ("Desbumi", "bold"), f"  http://localhost:{port}\n"))
    if token := first.token():
        words.print(_("Nobody has an account yet. Open this address once and make the first administrator:"))
        words.print(f"http://localhost:{port}/first-run/{token}/\n")
    if shown := people():
        table = Table(_("Name"), _("Password"), _("Code now"), _("Role"), _("Where"), box=None)
        for person in shown:
            table.add_row(person["name"], person["password"], person["code"] or "–", str(person["role_name"]), person["place"])
        words.print(_("Invented people of this demo; the sign-in page shows the code of the moment too:"))
        words.print(table)
    words.print(_("Stop with Ctrl-C."))
    sys.stderr.flush()
    # A fresh process: the memory of set-up goes. A worker that still starts when Ctrl-C comes is killed after 3 s.
    serve = [
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers-kill-timeout",
        "3",
        "--no-log",
        "desbumi.wsgi:application",
    ]
    os.execv(sys.executable, [sys.executable, "-m", *serve])  # noqa: S606 -- our own interpreter
