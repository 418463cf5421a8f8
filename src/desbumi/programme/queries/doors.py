"""The door of an event for phones without an account: which event a code opens; codes for slips."""

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
