"""Questions about contacts and erasures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import Scope, can, reached, roles_of, visible
from desbumi.access.queries import names_of
from desbumi.access.roles import ROLES
from desbumi.book.models import Recorded
from desbumi.book.queries import history
from desbumi.people.models import Contact, Erasure
from desbumi.people.rules import DELAY, OPEN
from desbumi.territory.rules import above

CONFIRM = "erasure.confirm"


def contact(user: Account, of: Contact) -> dict[str, Any]:
    """Everything that the page of a contact person shows."""
    lines = history([of])
    return {
        "stands_for": getattr(of, "stands_for", None),
        "may_record": can(user, "contact.record", of),
        "may_erase": can(user, "erasure.ask", of),
        "lines": lines,
        "names": names_of(line.entry.actor for line in lines),
    }


def erasures(user: Account) -> QuerySet[Erasure]:
    """Erasures that the user may see: those that wait for someone first, then the newest."""
    return visible(user, Erasure).select_related("territory", "asked_by", "confirmed_by").order_by("-id")


def erasure(user: Account, of: Erasure) -> dict[str, Any]:
    """Everything that the page of an erasure shows; whom it is about only to those who decide about it."""
    lines = history([of])
    decides = can(user, CONFIRM, of)
    return {
        "about": record_of(of) if decides else None,
        "reason": of.reason if decides else "",
        "may_confirm": of.status == "asked" and decides and may_confirm(user, of),
        "may_stop": of.is_stoppable and can(user, "erasure.stop", of),
        "lines": lines,
        "names": names_of(line.entry.actor for line in lines),
    }


def record_of(of: Erasure) -> Recorded | None:
    """The record that is to be erased, locked as it is; None when it is gone."""
    found: Recorded | None = apps.get_model(of.model)._base_manager.filter(pk=of.record).first()
    return found


def may_confirm(user: Account, of: Erasure) -> bool:
    """Whether the user may be the second person: another account, and of another body (role and place) where there is one."""
    return user.pk != of.asked_by_id and not is_of_the_same_body(user, of)


def is_of_the_same_body(user: Account, of: Erasure) -> bool:
    """Whether the user decides from nowhere but where the first person does, although someone elsewhere could."""
    asked_from = _bodies(of.asked_by, of.territory_id)
    return _bodies(user, of.territory_id) <= asked_from and _is_elsewhere(of, asked_from)


def _bodies(account: Account, code: str) -> set[tuple[str, str]]:
    """The roles and places from which an account may confirm erasures in a territory."""
    held = [(role, role.role_class.grants.get(CONFIRM)) for role in roles_of(account)]
    return {(role.role, role.territory_id) for role, granted in held if granted and Scope(role.territory_id, granted).holds(code)}


def _is_elsewhere(of: Erasure, asked_from: set[tuple[str, str]]) -> bool:
    """Whether someone else could confirm from another role or place."""
    deciding = [code for code, role in ROLES.items() if CONFIRM in role.grants]
    others = Assignment.objects.in_force().filter(role__in=deciding, territory__in=[of.territory_id, *above(of.territory_id)]).exclude(account=of.asked_by_id)
    return any(each not in asked_from for each in others.order_by("id").values_list("role", "territory_id"))


def under_way(subject: UUID) -> Erasure | None:
    """The erasure of a subject that is not over, if there is one."""
    return Erasure.objects.filter(subject=subject, status__in=OPEN).order_by("id").first()


def ready(now: datetime) -> list[Erasure]:
    """Confirmed erasures whose delay is over, oldest first."""
    return list(Erasure.objects.filter(status="confirmed", confirmed_at__lte=now - DELAY).select_related("territory").order_by("id"))


def begun() -> list[Erasure]:
    """Erasures that have begun and are not done, oldest first."""
    return list(Erasure.objects.filter(status="begun").select_related("territory").order_by("id"))


@dataclass(frozen=True)
class Due:
    """Something that waits for the user: what, where it is done, since or until when."""

    what: str
    where: str
    when: date


def due(user: Account, day: date) -> list[Due]:
    """Erasures that wait for the user: to be confirmed, or with a copy of the keys that is still out."""
    waiting = reached(user, CONFIRM, Erasure.objects.filter(status__in=("asked", "begun"), created_at__date__lte=day))
    return [
        Due(
            _("An erasure waits for a second person") if each.status == "asked" else _("An erasure waits for copies of the keys"),
            each.get_absolute_url(), timezone.localdate(each.created_at),
        )
        for each in waiting.select_related("asked_by").order_by("id")
        if (each.status == "begun" and each.outstanding) or (each.status == "asked" and may_confirm(user, each))
    ]  # fmt: skip
