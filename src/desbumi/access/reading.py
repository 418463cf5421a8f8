"""The read log: whoever opens a person leaves a row, and a day has a budget.

A broker who bribes an officer for the list of people about to leave meets both (safeguards, section 2). Above the
budget the second factor is asked again, and whoever looks after that account sees that it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from secrets import token_hex
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account, Assignment, Reading, WorkDay
from desbumi.access.queries import locked
from desbumi.refusals import Refusal
from desbumi.territory.rules import above

DAILY = 60  # persons that an account opens in a day before it is asked who it is
OPENED = "person.opened"
SEARCHED, SEARCHES = "person.searched", 600  # questions to the register in a day: each letter typed may be one
RAISED, STOPPED = "budget.raised", "budget.stopped"
TOLD_FOR = timedelta(days=7)


class BudgetSpent(Refusal):
    """More persons opened today than a day's work needs."""

    code, status, leads_to, leads_back = "reading.budget_spent", 403, "mfa_reauthenticate", True
    says = _("You have opened very many people today.")
    way_forward = _("Show once more that it is you; then you can go on. Your coordinator sees that it was asked.")


def check(account: Account, deed: str, record: str) -> None:
    """Raise BudgetSpent when one more person, or one more question to the register, is more than the day allows.

    A person opened before today costs nothing. Of a question no word is kept, only that there was one more.
    """
    opened = Reading.objects.filter(account=account, hour__gte=_morning())
    if deed == SEARCHED:
        asked = opened.filter(deed=SEARCHED).count()
        if asked >= SEARCHES and asked >= SEARCHES * (1 + opened.filter(deed=RAISED).count()):
            raise _spent(account)
        return
    before = set(opened.exclude(deed__in=(SEARCHED, STOPPED)).values_list("deed", "record"))
    if (deed, record) not in before and _is_spent(account, before):
        raise _spent(account)


def _spent(account: Account) -> BudgetSpent:
    """The way forward is the second factor; who has none shows the password."""
    return BudgetSpent() if locked([account.pk]) else BudgetSpent(leads_to="account_reauthenticate")


def _is_spent(account: Account, before: set[tuple[str, str]]) -> bool:
    raised = sum(deed == RAISED for deed, _record in before)
    budget = DAILY * (1 + raised)
    return len(before) - raised >= budget and len(before) - raised >= budget + _announced(account)


def _announced(account: Account) -> int:
    """How many persons more this account may open today: of an announced work day where it holds a role."""
    roles = Assignment.objects.in_force().filter(account=account).order_by("id").values_list("territory_id", flat=True)
    codes = {code for role in roles for code in (role, *above(role))}
    days = WorkDay.objects.filter(on=timezone.localdate(), territory__in=codes).order_by("-persons")
    return max(days.values_list("persons", flat=True), default=0)


def keep(account: Account, deed: str, record: str) -> None:
    """Leave a row: who, what, which record, which hour. Once an hour for the same; a question each time, under a number of chance."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    record = token_hex(16) if deed == SEARCHED else record
    Reading.objects.bulk_create([Reading(account=account, deed=deed, record=record, hour=hour)], ignore_conflicts=True)


def raise_budget(account: Account) -> None:
    """Who has shown again who it is, and had spent the day's budget of persons or of questions, gets another."""
    opened = Reading.objects.filter(account=account, hour__gte=_morning())
    before = set(opened.exclude(deed__in=(SEARCHED, STOPPED)).values_list("deed", "record"))
    raised = sum(deed == RAISED for deed, _record in before)
    if _is_spent(account, before) or opened.filter(deed=SEARCHED).count() >= SEARCHES * (1 + raised):
        Reading.objects.create(account=account, deed=RAISED, record=str(raised + 1), hour=timezone.now().replace(minute=0, second=0, microsecond=0))


@contextmanager
def told(account: Account) -> Iterator[None]:
    """Around what reads: that a day's budget was spent leaves a row, and is told to whoever looks after the account, whether it shows who it is or goes away."""
    try:
        yield
    except BudgetSpent:
        keep(account, STOPPED, "")
        raise


def raised_lately(among: QuerySet[Assignment], since: datetime | None = None) -> dict[UUID, datetime]:
    """Of those who hold these roles, whoever came to the end of a day's budget within a week, or since then; and when last."""
    since = since or timezone.now() - TOLD_FOR
    rows = (
        Reading.objects.filter(account__in=among.order_by().values("account"), deed__in=(RAISED, STOPPED), hour__gte=since)
        .order_by("hour", "id")
        .values_list("account_id", "hour")
    )
    return dict(rows)


def _morning() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
