"""The frame of all commands: Django set up, words in the person's language, how lines, bars and documents are told."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
django.setup()

from django.utils import translation  # noqa: E402 -- Django is set up above

translation.activate(os.environ.get("DESBUMI_LANGUAGE", "id"))  # before the commands are described

from django.utils.translation import gettext as _  # noqa: E402 -- Django is set up above
from rich.console import Console  # noqa: E402
from rich.progress import BarColumn, Progress, TextColumn  # noqa: E402
from rich.text import Text  # noqa: E402

words = Console(stderr=True, highlight=False, soft_wrap=True, markup=False)
out = Console(highlight=False, soft_wrap=True, markup=False)

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=_("Desbumi: villages that care for migrant workers."))
AsJson = Annotated[bool, typer.Option("--json", help=_("One JSON document on stdout."))]


def say(sign: str, text: str, style: str = "green", *, to: Console = words) -> None:
    """A line with a coloured sign before it; the text is shown as it is, brackets and all."""
    to.print(Text.assemble((sign, style), " ", text))


@contextmanager
def bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on stderr; yields what is called with (done, of)."""
    with Progress(TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}/{task.total}"), console=words, transient=True) as progress:
        task = progress.add_task(label, total=None)
        yield lambda done, of: progress.update(task, completed=done, total=of)


def tell(document: Any) -> None:
    """One JSON document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
