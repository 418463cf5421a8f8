"""The invented people of a demo, with the code of the moment of their second factor."""

import json
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings

from desbumi.access.roles import ROLES
from desbumi.territory.models import Territory

PERIOD = 30


def people() -> list[dict[str, Any]]:
    """Name, role, password and code of the moment of each demo account; none outside a demo."""
    if not settings.DEMO_FILE.exists():
        return []
    told = json.loads(settings.DEMO_FILE.read_text())
    places = Territory.objects.in_bulk([person["territory"] for person in told])
    return [
        person
        | {"role_name": ROLES[person["role"]].name, "place": places[person["territory"]].title, "code": code(person["secret"]) if person["secret"] else ""}
        for person in told
    ]


def code(secret: str) -> str:
    """The code of the moment for a secret."""
    shown: str = format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))
    return shown
