"""The invented people of a demo, with the code of the moment of their second factor."""

import json
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

PERIOD = 30


def people() -> list[dict[str, Any]]:
    """Name, role, password and code of the moment of each demo account; none outside a demo."""
    if not settings.DEMO_FILE.exists():
        return []
    return [person | {"code": code(person["secret"]) if person.get("secret") else ""} for person in json.loads(settings.DEMO_FILE.read_text())]


def code(secret: str) -> str:
    """The code of the moment for a secret."""
    shown: str = format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
    return shown
