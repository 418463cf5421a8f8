"""What the pages about those who work here ask: who holds which role where, and who let them in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from desbumi.access import reading
from desbumi.access.models import Account, Assignment, FactorReset, WorkDay
from desbumi.access.policy import can, reached, roles_of, scopes, visible
from desbumi.access.queries import is_in_hand, link_ends, locked, may_give, may_reset, names_of, roles_to_give
from desbumi.book.models import Entry
from desbumi.book.queries import history
from desbumi.territory.models import Territory, within
from desbumi.territory.queries import find, with_place_above


@dataclass(frozen=True)
class Held:
    """A line of the roster: an assignment, who gave it and when, whether the account is locked, until when its link opens."""

    assignment: Assignment
    given_by: str
    given_at: datetime | None
    is_locked: bool
    link_ends: datetime | None


def roster(user: Account, *, text: str = "", role: str = "", place: str = "", state: str = "") -> QuerySet[Assignment]:
    """Who holds which role where, as far as the user may see it: place by place, role by role, by name."""
    rows = visible(user, Assignment).select_related("account", "territory")
    today = timezone.localdate()
    is_over = Q(ended_at__isnull=False) | Q(until_on__lt=today) | Q(account__closed_at__isnull=False)
    wanted = {"": ~is_over, "now": ~is_over & Q(from_on__lte=today), "coming": ~is_over & Q(from_on__gt=today), "over": is_over}
    rows = rows.filter(wanted.get(state, Q()))
    if text:
        rows = rows.filter(Q(account__full_name__icontains=text) | Q(account__name__icontains=text))
    if role:
        rows = rows.filter(role=role)
    if place:
        rows = rows.filter(within(place, "territory_id"))
    return rows.order_by("territory_id", "role", "account__full_name", "id")


def held(assignments: Iterable[Assignment]) -> list[Held]:
    """The lines of one page of the roster; in three questions, however many they are."""
    shown = list(assignments)
    given = {entry.record: entry for entry in Entry.objects.filter(record__in=[each.pk.hex for each in shown], deed="assignment.given").order_by("seq")}
    names = names_of(entry.actor for entry in given.values())
    with_lock = locked(each.account_id for each in shown)
    return [
        Held(
            each, names.get(given[each.pk.hex].actor, "") if each.pk.hex in given else "", _at(given.get(each.pk.hex)), each.account_id in with_lock,
            link_ends(each.account),
        )
        for each in shown
    ]  # fmt: skip


def _at(entry: Entry | None) -> datetime | None:
    return datetime.fromtimestamp(entry.at / 1_000_000, UTC) if entry else None


def roles_seen(user: Account) -> list[tuple[str, Any]]:
    """The roles that stand in the roster, for its filter."""
    there = set(visible(user, Assignment).order_by().values_list("role", flat=True).distinct())
    return [(code, label) for code, label in Assignment._meta.get_field("role").flatchoices if code in there]


def resets_waiting(user: Account) -> list[FactorReset]:
    """Second factors that wait for a second person, oldest first."""
    found = visible(user, FactorReset).filter(status="asked").select_related("account", "asked_by", "territory").order_by("id")
    return [each for each in found if each.is_open]


def opened_many(user: Account, since: datetime | None = None) -> list[tuple[Account, datetime, str]]:
    """Whose roles the user sees and who opened more persons, or asked more, than a day allows: within a week, or since then; with the hour and a place."""
    seen = visible(user, Assignment).exclude(account=user)
    raised = reading.raised_lately(seen, since)
    if not raised:
        return []
    rows = seen.filter(account__in=raised).select_related("account").order_by("account__full_name", "id")
    return list({each.account_id: (each.account, raised[each.account_id], each.territory_id) for each in rows}.values())


def person(user: Account, assignment: Assignment) -> dict[str, Any]:
    """Everything that the page of one who works here shows."""
    account = assignment.account
    mine = list(visible(user, Assignment).filter(account=account).select_related("account", "territory").order_by("-from_on", "-id"))
    resets = list(visible(user, FactorReset).filter(account=account).select_related("account", "territory", "asked_by").order_by("-id"))
    shown = history([*mine, *resets])
    waiting = next((each for each in resets if each.is_open), None)
    has_hand = account.closed_at is None and is_in_hand(user, account)
    is_resetter = may_reset(user, account)
    return {
        "account": account,
        "held": mine,
        "is_locked": bool(locked([account.pk])),
        "link_ends": link_ends(account),
        "waiting": waiting,
        "may_end": {each.pk for each in mine if each.state != "over" and may_end(user, each)},
        "may_give": account.closed_at is None and account.pk != user.pk and can(user, "assignment.give"),
        "may_let_in": has_hand and can(user, "account.add", assignment),
        "may_ask_reset": is_resetter and waiting is None,
        "may_confirm": is_resetter and waiting is not None and waiting.asked_by_id != user.pk,
        "may_stop": waiting is not None and can(user, "factor.reset", waiting),
        "lines": shown,
        "names": names_of(line.entry.actor for line in shown),
    }


def may_end(user: Account, assignment: Assignment) -> bool:
    """Whether the user may end this role: one of those to give, or the own."""
    return may_give(user, assignment.role, assignment.territory) or (assignment.account_id == user.pk and can(user, "assignment.give", assignment))


def places_to_give_in(user: Any) -> QuerySet[Territory]:
    """Places in which the user may let someone in."""
    return reached(user, "assignment.give", Territory.objects.exclude(level__in=["province", "district"]))


def found_to_give_in(user: Account, text: str) -> list[tuple[Territory, str]]:
    """Places of that name in which the user may give a role, best first, each with the places above it; without a text the own ones."""
    own = [each.territory for each in roles_of(user)]
    found = find(text, among=[scope.territory for scope in scopes(user, "assignment.give")], limit=30) if text else own
    return with_place_above([place for place in found if roles_to_give(user, place)][:10])


def places_to_announce_in(user: Account) -> QuerySet[Territory]:
    """Places in which the user may announce a work day."""
    return reached(user, "workday.announce", Territory.objects.filter(in_programme=True).order_by("code"))


def work_days(user: Account) -> QuerySet[WorkDay]:
    """Work days that the user may see, the latest first."""
    return visible(user, WorkDay).select_related("territory").order_by("-on", "-id")
