"""Which device a session belongs to, so that a copied session cookie opens nothing elsewhere.

A device carries a signed cookie of its own and how its browser calls itself; a session remembers the digest of both.
The cookie also says who signed in here before: a stranger's wrong passwords do not lock their owner out (see `adapters`).
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core import signing

COOKIE, SALT = "desbumi_device", "desbumi.access.device"
YEAR = 31_536_000
MOST_KNOWN = 8


@dataclass(frozen=True)
class Device:
    """One browser on one device; `knows` are digests of the names that have signed in here."""

    id: str
    knows: tuple[str, ...] = ()

    def has_met(self, name: str) -> bool:
        """Whether someone of that user name or e-mail has signed in here."""
        return digest(name) in self.knows


def digest(name: str) -> str:
    """A short mark of a user name or e-mail."""
    return sha256(name.strip().lower().encode()).hexdigest()[:16]


def device_of(request: Any) -> Device | None:
    """The device by its cookie; None when it has none, or one that is not ours."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
        return Device(str(told["id"]), tuple(str(each) for each in told["knows"]))
    except (signing.BadSignature, KeyError, TypeError):
        return None


def mark(request: Any, device: Device) -> str:
    """What a session remembers of its device."""
    return sha256(f"{device.id} {request.headers.get('User-Agent', '')}".encode()).hexdigest()[:32]


def is_known(request: Any) -> bool:
    """Whether this request comes from the device that its session belongs to; a session without one takes this."""
    kept, device = request.session.get("device"), device_of(request)
    return kept is None or (device is not None and kept == mark(request, device))


def bind(request: Any, user: Any) -> None:
    """Make this the device of the session, and note that the user has signed in here; `send` puts the cookie out."""
    before = device_of(request) or Device(uuid4().hex)
    names = [digest(name) for name in (user.name, user.email) if name]
    device = Device(before.id, tuple(dict.fromkeys([*names, *before.knows]))[:MOST_KNOWN])
    request.session["device"] = mark(request, device)
    request.device_to_send = device


def send(request: Any, response: Any) -> None:
    """Put the cookie of a device that was bound in this request into the response."""
    device = getattr(request, "device_to_send", None)
    if device is not None:
        value = signing.dumps({"id": device.id, "knows": device.knows}, salt=SALT)
        response.set_cookie(COOKIE, value, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.IS_HTTPS)
