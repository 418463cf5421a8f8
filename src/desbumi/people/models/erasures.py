"""Erasures: who is to be forgotten, how far it is."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.book.models import Recorded
from desbumi.book.sealed import SealedTextField
from desbumi.people.rules.erasures import OPEN, WAY, begins_at
from desbumi.territory.models import Territory


class Erasure(Recorded):
    """Somebody is to be forgotten: one person asks, another confirms, three days pass, then it is done.

    Until it begins its entries are sealed with the key of whom it is about, for the reason speaks of that person;
    from then on with the book's own, for the act stays when the content is gone.
    """

    SUBJECT = "sealed_for"
    SENSITIVITY = "erasure"
    WAYS = {"status": WAY}
    NOT_TOLD = ("territory", "subject", "model", "record", "reason", "also")  # the reason speaks of the person: its page shows it to those who decide
    STATES = (
        ("asked", _("asked, waits for a second person")), ("confirmed", _("confirmed, can still be stopped")), ("begun", _("begun")),
        ("done", _("done")), ("stopped", _("stopped")),
    )  # fmt: skip

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    subject = models.UUIDField(_("about whom"))
    model = models.CharField(_("of what"), max_length=60)
    record = models.UUIDField(_("of which"))
    reason = SealedTextField(_("reason"), of="subject")
    status = models.CharField(_("state"), max_length=10, choices=STATES, default="asked")
    asked_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("asked by"), related_name="+")
    confirmed_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("confirmed by"), related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    also = models.TextField(_("and those who are the same"), blank=True)  # their ids: who was merged, the contact, an empty household
    outstanding = models.CharField(_("copies of the keys that are still out"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("erasure")
        constraints = (
            models.UniqueConstraint(fields=["subject"], condition=Q(status__in=OPEN), name="people_erasure_one_open"),
            models.CheckConstraint(condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")), name="people_erasure_two_people"),
        )
        indexes = (models.Index(fields=["status"], condition=Q(status__in=OPEN), name="people_erasure_open"),)

    def __str__(self) -> str:
        return str(_("Erasure"))

    def get_absolute_url(self) -> str:
        """The erasure's page."""
        return f"/people/erasures/{self.pk}/"

    @property
    def sealed_for(self) -> UUID | None:
        """Whose key seals the next entry."""
        return None if self.status in ("begun", "done") else self.subject

    @property
    def is_stoppable(self) -> bool:
        """Whether it can still be stopped."""
        return self.status in ("asked", "confirmed")

    @property
    def begins_at(self) -> datetime | None:
        """When it begins; None while a second person has not confirmed."""
        return begins_at(self.confirmed_at) if self.confirmed_at else None

    @property
    def subjects(self) -> list[UUID]:
        """Whom it forgets, in this order: those who refer to the person, the person, what the person alone lived in."""
        before, _bar, after = self.also.partition("|")
        return [*(UUID(each) for each in before.split()), self.subject, *(UUID(each) for each in after.split())]
