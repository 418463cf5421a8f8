"""The file store and the cell in which files are opened."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from desbumi.cli.findings.finding import Finding, of
from desbumi.papers import cell, store
from desbumi.papers.models import File

MOST_TOLD = 3


def findings() -> Iterator[Finding]:
    """Whether every file that has a row is there, and which walls the cell has on this machine."""
    gone = [str(file.pk) for file in store.missing()]
    some = ", ".join(gone[:MOST_TOLD]) + (" …" if len(gone) > MOST_TOLD else "")
    told = _("Sealed files: %(there)s of %(all)s are there") % {
        "there": File.objects.exclude(blob="").count() - len(gone),
        "all": File.objects.exclude(blob="").count(),
    }
    yield of("files", not gone, f"{told}{': ' if gone else ''}{some if gone else ''}", _("Put the folder “media” of the newest backup back."))
    walls = cell.walls()
    yield of(
        "cell", walls.get("files", False), _("Files are opened in a cell that reaches neither files nor network"),
        _("The cell does not close on this system, so files cannot be taken in safely. Run Desbumi on Linux."),
    )  # fmt: skip
    if not walls.get("network"):
        yield Finding(
            "cell network", "watch", _("The cell has no network of its own here; that it can open no connection holds all the same."),
            _("Allow user namespaces to this account, as a second wall."),
        )  # fmt: skip
