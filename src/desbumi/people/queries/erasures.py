"""Questions about erasures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import QuerySet

from desbumi.access.models import Account, Assignment
from desbumi.access.policy import Scope, can, visible
from desbumi.access.queries import names_of
from desbumi.access.roles import ROLES
from desbumi.book.actors import Actor
from desbumi.book.models import Recorded
from desbumi.book.queries import history
from desbumi.people.models import Contact, Erasure, Person
from desbumi.people.queries.persons import all_of_id
from desbumi.people.rules.erasures import DELAY, OPEN
from desbumi.territory.rules import above

CONFIRM = "erasure.confirm"


def erasures(user: Account) -> QuerySet[Erasure]:
    """Erasures that the user may see, newest first."""
    return visible(user, Erasure).select_related("territory", "asked_by", "confirmed_by").order_by("-id")


def erasure(user: Account, of: Erasure) -> dict[str, Any]:
    """Everything that the page of an erasure shows; whom it is about only to those who decide about it."""
    lines = history([of])
    decides = can(user, CONFIRM, of)
    return {
        "about": record_of(of) if decides else None,
        "reason": of.reason if decides else "",
        "may_confirm": of.status == "asked" and decides and may_confirm(user, of),
        "may_stop": of.is_stoppable and can(user, "erasure.stop", of) and may_stop(user, of),
        "lines": lines,
        "names": names_of(line.entry.actor for line in lines),
    }


def record_of(of: Erasure) -> Recorded | None:
    """The record that is to be erased, locked as it is; None when it is gone."""
    found: Recorded | None = apps.get_model(of.model)._base_manager.filter(pk=of.record).first()
    return found


def may_stop(user: Actor, of: Erasure) -> bool:
    """Whether it is the user's to stop: who asked, or who may confirm."""
    return of.asked_by_id == getattr(user, "pk", None) or can(user, CONFIRM, of)


def may_confirm(user: Account, of: Erasure) -> bool:
    """Whether the user may be the second person: another account, and of another body (role and place) where there is one."""
    return of in confirmable(user, [of])


def confirmable(user: Account, asked: Sequence[Erasure]) -> list[Erasure]:
    """Those erasures of which the user may be the second person, in one question for all."""
    deciding = _deciding(asked)
    return [each for each in asked if user.pk != each.asked_by_id and not _is_one_body(user.pk, each, deciding)]


def is_of_the_same_body(user: Account, of: Erasure) -> bool:
    """Whether the user decides from nowhere but where the first person does, although someone elsewhere could."""
    return _is_one_body(user.pk, of, _deciding([of]))


def _is_one_body(user: Any, of: Erasure, deciding: Sequence[Assignment]) -> bool:
    there = [each for each in deciding if Scope(each.territory_id, each.role_class.grants[CONFIRM]).holds(of.territory_id)]
    asked_from = {(each.role, each.territory_id) for each in there if each.account_id == of.asked_by_id}
    mine = {(each.role, each.territory_id) for each in there if each.account_id == user}
    others = {(each.role, each.territory_id) for each in there if each.account_id != of.asked_by_id}
    return mine <= asked_from and not others <= asked_from


def _deciding(asked: Sequence[Erasure]) -> list[Assignment]:
    """Who may confirm somewhere around these erasures: assignments of today."""
    roles = [code for code, role in ROLES.items() if CONFIRM in role.grants]
    codes = {code for each in asked for code in (each.territory_id, *above(each.territory_id))}
    return list(Assignment.objects.in_force().filter(role__in=roles, territory__in=codes).order_by("id"))


def under_way(subject: UUID) -> Erasure | None:
    """The erasure of a subject that is not over, if there is one."""
    return Erasure.objects.filter(subject=subject, status__in=OPEN).order_by("id").first()


def ready(now: datetime) -> list[Erasure]:
    """Confirmed erasures whose delay is over, oldest first."""
    return list(Erasure.objects.filter(status="confirmed", confirmed_at__lte=now - DELAY).select_related("territory").order_by("id"))


def begun() -> list[Erasure]:
    """Erasures that have begun and are not done, oldest first."""
    return list(Erasure.objects.filter(status="begun").select_related("territory").order_by("id"))


def those_who_are_the_same(of: Erasure) -> tuple[list[UUID], list[UUID]]:
    """Who goes with a person: before it whoever was merged into it and its contact entries, after it a household that nobody else lives in."""
    if of.model != Person._meta.label_lower:
        return [], []
    ids = all_of_id(of.subject)
    contacts = list(Contact._base_manager.filter(person__in=ids).order_by("pk").values_list("pk", flat=True))
    rows = Person._base_manager.filter(pk__in=ids, household__isnull=False).order_by("pk")
    homes = sorted(set(rows.values_list("household_id", flat=True)), key=lambda each: each.hex)
    alone = [home for home in homes if not Person._base_manager.filter(household=home).exclude(pk__in=ids).exists()]
    return [*contacts, *reversed(ids[1:])], alone


def those_who_are_locked(whom: Contact | Person) -> list[Contact | Person]:
    """Who is locked with a contact or a person from the moment an erasure is asked: whoever was merged into the person, and its contact entries.

    Of who was itself merged into another, nobody: that one is to be asked for.
    """
    if isinstance(whom, Contact):
        return [whom]
    if whom.merged_into_id is not None:
        return []
    merged = all_of_id(whom.pk)[1:]
    others = Person._base_manager.filter(pk__in=merged).select_related("village").order_by("pk")
    contacts = Contact._base_manager.filter(person__in=[whom.pk, *merged]).select_related("territory").order_by("pk")
    return [whom, *others, *contacts]
