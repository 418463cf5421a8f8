"""The door of an event for phones without an account: which event a code opens; codes for slips."""

from hashlib import sha256
from secrets import choice

from django.utils.translation import gettext_lazy as _

from desbumi.programme.models import Event
from desbumi.programme.rules.events import OPEN
from desbumi.refusals import Refusal

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # of a slip's code: none that is taken for another


class DoorClosed(Refusal):
    """A code that opens nothing, or nothing any more."""

    code, status = "door.closed", 404
    says = _("This code opens nothing any more.")
    way_forward = _("Ask an organiser in the room for the code of today.")


def behind(token: str) -> Event:
    """The event behind a code. Raises DoorClosed."""
    found: Event | None = Event.objects.filter(token=token, status__in=OPEN).select_related("territory").first() if len(token) == 32 else None
    if found is None:
        raise DoorClosed
    return found


def fresh_code() -> str:
    """A code for a slip: five letters and digits, by chance."""
    return "".join(choice(LETTERS) for _letter in range(5))


def codes_of(event: Event, many: int) -> list[str]:
    """So many codes for the slips of an event, no two alike: the same whenever they are printed, so that a lost page can be printed again."""
    found: dict[str, None] = {}
    at = 0
    while len(found) < many:
        told = sha256(f"{event.pk.hex} {at}".encode()).digest()
        found["".join(LETTERS[each % len(LETTERS)] for each in told[:5])] = None
        at += 1
    return list(found)
