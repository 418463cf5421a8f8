"""What waits in the room of people: erasures that a second person must confirm, or that copies of the keys hold up.

Whom an erasure is about stands on its own page alone.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from desbumi.access.models import Account
from desbumi.access.policy import reached, visible
from desbumi.people.models import Erasure
from desbumi.people.queries import CONFIRM, confirmable
from desbumi.ui.due import Due


def due(user: Account, day: date) -> list[Due]:
    """Erasures that wait for this user, without words and without an order."""
    waiting = list(reached(user, CONFIRM, Erasure.objects.filter(status__in=("asked", "begun"), created_at__date__lte=day)).order_by("id"))
    found = confirmable(user, [each for each in waiting if each.status == "asked"])
    found += [each for each in waiting if each.status == "begun" and each.outstanding]
    return [Due(timezone.localdate(each.created_at), "watch", each.territory_id, f"erasure_{each.status}", each.pk) for each in found]


def worded(user: Account, day: date, shown: Iterable[Due]) -> list[Due]:
    """These rows in words, in their order; what is gone meanwhile, and rows of other rooms, are left out."""
    wanted = [each for each in shown if each.kind.startswith("erasure_") and each.thing]
    there = visible(user, Erasure).select_related("territory").in_bulk([each.thing for each in wanted])
    what = {"erasure_asked": _("An erasure waits for a second person."), "erasure_begun": _("An erasure waits for copies of the keys.")}
    return [
        replace(
            each, title=there[each.thing].territory.title, url=there[each.thing].get_absolute_url(), what=what[each.kind], whose=_("you"),
            days=max((day - each.on).days, 0), unit=_("days"), go=there[each.thing].get_absolute_url(),
        )
        for each in wanted
        if each.thing in there
    ]  # fmt: skip
