"""What is stored about people: contact persons, and erasures."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desbumi.access.models import Account
from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.book.sealed import SealedTextField
from desbumi.people.rules import OPEN, WAY, begins_at, masked, shown
from desbumi.territory.models import Territory


class Unlocked(models.Manager["Contact"]):
    """Contacts that nobody has asked to erase: the others are on no page, and no deed reaches them."""

    def get_queryset(self) -> RecordedQuerySet["Contact"]:
        """Those that are not locked."""
        return RecordedQuerySet(self.model, using=self._db).filter(is_locked=False)


class Contact(Recorded):
    """A person to call: of an organisation, in its territory. The phone number lies sealed in the table."""

    SUBJECT = "pk"
    SENSITIVITY = "contact"
    NOT_TOLD = ("territory", "is_locked")

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    name = models.CharField(_("name"), max_length=120)
    office = models.CharField(_("office held"), max_length=120, blank=True)
    phone = SealedTextField(_("phone"))
    is_locked = models.BooleanField(_("locked"), default=False)

    objects: ClassVar[Any] = Unlocked()

    class Meta:
        verbose_name = _("contact person")

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """The contact's page."""
        return f"/people/contacts/{self.pk}/"

    @property
    def phone_masked(self) -> str:
        """The number for a list."""
        return masked(self.phone)

    @property
    def phone_shown(self) -> str:
        """The number for the person's own page."""
        return shown(self.phone)


class Erasure(Recorded):
    """Somebody is to be forgotten: one person asks, another confirms, three days pass, then it is done.

    Until it begins its entries are sealed with the key of whom it is about, for the reason speaks of that person;
    from then on with the book's own, for the act stays when the content is gone.
    """

    SUBJECT = "sealed_for"
    SENSITIVITY = "erasure"
    WAYS = {"status": WAY}
    NOT_TOLD = ("territory", "subject", "model", "record", "reason")  # the reason speaks of the person: its page shows it to those who decide
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
