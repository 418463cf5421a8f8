"""`desbumi worker`: what follows from the book, and what is done daily."""

from typing import Annotated

import typer
from django.utils.translation import gettext as _

from desbumi.cli.frame import app, say


@app.command(help=_("Do what follows from the book and what is due daily; `desbumi up` starts it beside the server."))
def worker(*, once: Annotated[bool, typer.Option("--once", help=_("Do all that is due now, then end."))] = False) -> None:
    """Do what follows from the book and what is due daily; `desbumi up` starts it beside the server."""
    from desbumi.book.keys import opening
    from desbumi.cli.worker import Worker  # -- slow import

    opening.ask = None  # it shares its terminal with `up`: whoever is asked there answers the server
    running = Worker(say=say)
    running.stop_on_signals()
    with running.alone():
        running.once() if once else running.run()
