"""`desbumi init` and `desbumi up`: an installation made, and served."""

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.table import Table
from rich.text import Text

from desbumi.cli.frame import app, bar, say, words

SUPERVISOR = Path(__file__).parents[1] / "supervisor.py"


@app.command(help=_("Make or migrate this installation. Twice changes nothing."))
def init(
    *, empty: Annotated[bool, typer.Option("--empty", help=_("Register only: no programme, no demo; the keys are closed with a passphrase."))] = False,
    folder: Annotated[Path | None, typer.Option("--shares", help=_("Write the recovery shares into this folder instead of showing them."))] = None,
) -> None:  # fmt: skip
    """Make or migrate this installation. Twice changes nothing."""
    from desbumi.cli import asking, installation  # -- slow import

    passphrase = asking.new_passphrase() if empty and installation.is_new() else ""
    if not passphrase:
        asking.see_that_told_fits()
    try:
        with bar(_("Loading the register")) as progress:
            done = installation.make(is_empty=empty, progress=progress, passphrase=passphrase, hand_out=lambda made: asking.hand_out(made, folder))
    except Exception:
        if passphrase and not installation.is_new():
            say("!", _("The passphrase and the shares stay valid: keep the shares, mend what follows, and run the same command again."), "yellow")
        raise
    if passphrase:
        asking.leave_open()
    for line in done:
        say("✓", line)
    words.print(_("Ready: %(where)s") % {"where": settings.DESBUMI_HOME})


@app.command(help=_("Set up what is missing and serve, with the worker: on this machine, or over HTTPS under a name."))
def up(
    *, port: Annotated[int, typer.Option(help=_("Port to listen on."), min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help=_("Serve over HTTPS under this name or address, for other devices too."))] = "",
    certificate: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Certificate for that name; without it one is made for a trial."))] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help=_("Key of the certificate."))] = None,
) -> None:  # fmt: skip
    """Set up what is missing and serve, with the worker: on this machine, or over HTTPS under a name."""
    from desbumi.cli import asking, door  # -- slow import
    from desbumi.cli.findings import database

    take_passphrase()
    if (certificate or key) and not host:
        raise door.PairIncomplete
    opened = door.over_https(host, port, certificate, key) if host else door.plain(port)
    asking.for_serving()
    init(empty=False, folder=None)
    _tell(opened.address)
    for line in (*opened.remarks, *(f"{each.says} {each.mend}" for each in database.clock())):
        say("!", line, "yellow")
    if host and settings.DEMO_FILE.exists():
        say("!", _("This is a demo: whoever reaches this address can sign in as the invented people. Write nothing real in it."), "yellow")
    for line in door.words_of(opened):
        words.print(line)
    words.print(_("Stop with Ctrl-C."))
    sys.stderr.flush()
    _become_supervisor(opened.bind, opened.port, opened.options, opened.surroundings)


def take_passphrase() -> None:
    """The passphrase of the ring, where systemd hands it over as a credential (LoadCredential=passphrase:…); what is set already stays."""
    handed = Path(os.environ.get("CREDENTIALS_DIRECTORY", "")) / "passphrase"
    if handed.is_absolute() and handed.is_file():
        os.environ.setdefault("DESBUMI_PASSPHRASE", handed.read_text(encoding="utf-8").strip())


def _tell(address: str) -> None:
    """Where it is, and who can come in: the first administrator, the invented people of a demo."""
    from desbumi.access import first  # -- after set-up
    from desbumi.access.demo import people

    words.print(Text.assemble("\n", ("Desbumi", "bold"), f"  {address}\n"))
    if token := first.token():
        words.print(_("Nobody has an account yet. Open this address once and make the first administrator:"))
        words.print(f"{address}/first-run/{token}/\n")
    if shown := people():
        table = Table(_("Name"), _("Password"), _("Code now"), _("Role"), _("Where"), box=None)
        for person in shown:
            table.add_row(person["name"], person["password"], person["code"] or "–", str(person["role_name"]), person["place"])
        words.print(_("Invented people of this demo; the sign-in page shows the code of the moment too:"))
        words.print(table)


def _become_supervisor(bind: str, port: int, options: tuple[str, ...], surroundings: dict[str, str]) -> None:
    """Fresh processes: the memory of set-up goes. A worker of Granian that still starts when the end comes is killed after 3 s.

    Four threads: with more, requests that come at once take the interpreter from each other, and all of them wait longer (make bench, forty phones).
    """
    listen = ["--host", bind, "--port", str(port), "--blocking-threads", "4", "--workers-kill-timeout", "3", "--no-log", *options]
    told = {
        "web": [sys.executable, "-m", "granian", "--interface", "wsgi", *listen, "desbumi.wsgi:application"],
        "worker": [sys.executable, "-m", "desbumi.cli", "worker"],
        "says": {
            "web_gone": "✗ " + _("The server ended by itself (code %(code)s), so all ends. desbumi doctor looks for the cause."),
            "worker_again": "! "
            + _("The worker ended by itself (code %(code)s) and starts again in %(seconds)s s. Pages are served; follow-ups and daily work wait for it."),
        },
    }
    os.execve(sys.executable, [sys.executable, "-I", "-S", str(SUPERVISOR), json.dumps(told)], os.environ | surroundings)  # noqa: S606 -- our own interpreter
