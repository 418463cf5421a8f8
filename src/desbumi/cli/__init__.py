"""`desbumi`: the command line. Output with `--json` is one document on stdout, words go to stderr.

Exit codes: 0 done, 1 refused, 2 usage.
"""

import sys

from django.db import DatabaseError
from django.utils.translation import gettext as _

from desbumi.book.constraints import storage_refusal
from desbumi.cli.commands import accounts, backups, books, examining, imports, keys, people, places, programmes, serving, working  # noqa: F401 -- each adds its commands
from desbumi.cli.frame import app, say
from desbumi.refusals import Refusal


def main() -> None:
    """Run the command; a Refusal is one line on stderr and exit code 1."""
    from desbumi.book.keys import opening
    from desbumi.cli import asking

    opening.ask = asking.roots
    try:
        app()
    except Refusal as refusal:
        _refuse(refusal)
    except (DatabaseError, OSError) as problem:
        refusal_of_it = storage_refusal(problem)
        if refusal_of_it is None:
            raise
        _refuse(refusal_of_it)
    except KeyboardInterrupt:
        say("✗", _("Stopped. Run it again to go on."), "yellow")
        sys.exit(130)


def _refuse(refusal: Refusal) -> None:
    say("✗", str(refusal), "bold red")
    sys.exit(1)
