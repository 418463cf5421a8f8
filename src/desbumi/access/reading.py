"""The read log: whoever opens a person leaves a row, and a day has a budget.

A broker who bribes an officer for the list of people about to leave meets both (safeguards, section 2). Above the
budget the second factor is asked again, and whoever looks after that account sees that it was.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account, Reading
from desbumi.refusals import Refusal

DAILY = 60  # persons that an account opens in a day before it is asked who it is
RAISED = "budget.raised"
TOLD_FOR = timedelta(days=7)


class BudgetSpent(Refusal):
    """More persons opened today than a day's work needs."""

    code, status, leads_to, leads_back = "reading.budget_spent", 403, "mfa_reauthenticate", True
    says = _("You have opened very many people today.")
    way_forward = _("Show once more that it is you; then you can go on. Your coordinator sees that it was asked.")


def check(account: Account, deed: str, record: str) -> None:
    """Raise BudgetSpent when one more person is more than the day allows; a person opened before today costs nothing."""
    opened = Reading.objects.filter(account=account, hour__gte=_morning())
    if opened.filter(deed=deed, record=record).exists():
        return
    raised = opened.filter(deed=RAISED).count()
    if opened.exclude(deed=RAISED).values("deed", "record").distinct().count() >= DAILY * (1 + raised):
        raise BudgetSpent


def keep(account: Account, deed: str, record: str) -> None:
    """Leave a row: who, what, which record, which hour. Once an hour for the same."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Reading.objects.bulk_create([Reading(account=account, deed=deed, record=record, hour=hour)], ignore_conflicts=True)


def raise_budget(account: Account) -> None:
    """Who has shown again who it is, and had spent the day's budget, gets another."""
    opened = Reading.objects.filter(account=account, hour__gte=_morning())
    raised = opened.filter(deed=RAISED).count()
    if opened.exclude(deed=RAISED).values("deed", "record").distinct().count() >= DAILY * (1 + raised):
        Reading.objects.create(account=account, deed=RAISED, record=str(raised + 1), hour=timezone.now().replace(minute=0, second=0, microsecond=0))


def raised_lately() -> set[str]:
    """Accounts (UUID hex) that asked for more than a day's budget within a week."""
    since = timezone.now() - TOLD_FOR
    return {each.hex for each in Reading.objects.filter(deed=RAISED, hour__gte=since).order_by("id").values_list("account_id", flat=True)}


def _morning() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
