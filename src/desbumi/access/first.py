"""The first run of a real installation: a token on the console lets one person make the first administrator."""

import secrets
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.book import keys
from desbumi.refusals import Refusal


class FirstRunOver(Refusal):
    """The first administrator is there already, or the address is not the one that the console printed."""

    code, status = "first_run.over", 410
    says = _("This address opens nothing.")
    way_forward = _(
        "If you set this installation up: take the address that the console printed. Otherwise sign in, or ask your administrator for an invitation."
    )


def token() -> str:
    """The token of this installation's first run, kept where only its owner reads; empty once an account is there."""
    if Account.objects.exists():
        return ""
    keys.keep_once(_file(), secrets.token_urlsafe(24))
    return _file().read_text().strip()


def check(given: str) -> None:
    """Raise FirstRunOver unless this is the token and nobody has an account yet."""
    if not _file().exists() or Account.objects.exists() or not secrets.compare_digest(_file().read_text().strip().encode(), given.encode()):
        raise FirstRunOver


def _file() -> Path:
    return Path(settings.DESBUMI_HOME) / "first-run"
