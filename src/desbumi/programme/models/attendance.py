"""Who takes part: participants, and the days on which they were there."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.people.models import Contact, Person
from desbumi.people.models.persons import SEXES
from desbumi.programme.models.events import Event
from desbumi.programme.rules.events import AGES, ROLES
from desbumi.territory.models import Territory

WAYS_OF_COMING = (("paper", _("signed list")), ("list", _("ticked by an organiser")), ("phone", _("own phone")))


class Named(Recorded):
    """Someone who is named by the register, or as a contact; or nobody that is named. Under that one's key."""

    SUBJECT = "subject"
    STAYS_BLANK = True

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("in the register as"), related_name="+", null=True, blank=True)
    contact = models.ForeignKey(Contact, models.PROTECT, verbose_name=_("contact person"), related_name="+", null=True, blank=True)
    subject = models.UUIDField(_("about whom"), null=True, blank=True)  # nobody: counted without a name

    class Meta:
        abstract = True

    @property
    def named(self) -> Any:
        """The person or contact, unless someone asked that it be forgotten; of who was found twice the one that stayed."""
        found: Any = self.person or self.contact
        while found is not None and getattr(found, "merged_into", None) is not None:
            found = found.merged_into
        return None if found is None or found.is_locked else found

    @property
    def name(self) -> str:
        """The name; nothing where nobody is named."""
        return str(self.named.name) if self.named else ""


class Participant(Named):
    """Someone who takes part in an event, or is expected to. Without consent counted, and not named."""

    TERRITORY = "event__territory"
    SENSITIVITY = "attendance"
    CHANGED_BY = "attendance.record"
    NOT_TOLD = ("event", "person", "contact", "subject", "village", "role", "sex", "age", "has_disability")

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="participants", db_index=False)
    role = models.CharField(_("role"), max_length=20, choices=ROLES)
    village = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+", null=True, blank=True, db_index=False)
    sex = models.CharField(_("sex"), max_length=6, choices=SEXES, blank=True)
    age = models.CharField(_("age"), max_length=5, choices=AGES, blank=True)
    has_disability = models.BooleanField(_("disability"), null=True, blank=True)
    has_consented = models.BooleanField(_("agreed to be named"), default=False)
    is_apart = models.BooleanField(_("is someone else than who is alike"), default=False)

    class Meta:
        verbose_name = _("participant")
        constraints = (
            models.CheckConstraint(condition=Q(has_consented=True) | Q(person__isnull=True, contact__isnull=True), name="programme_participant_named"),
            models.CheckConstraint(condition=Q(person__isnull=True) | Q(contact__isnull=True), name="programme_participant_one_name"),
            models.UniqueConstraint(fields=["event", "person"], condition=Q(person__isnull=False), name="programme_participant_person"),
        )
        indexes = (
            models.Index(fields=["event", "role", "village"], name="programme_participant_of"),
            models.Index(fields=["subject"], condition=Q(subject__isnull=False), name="programme_participant_subject"),
        )

    def __str__(self) -> str:
        return self.name or str(_("without a name"))


class Attendance(Recorded):
    """A participant was there on a day. One who came in by a phone from elsewhere is not sure until a person decides."""

    TERRITORY = "participant__event__territory"
    SENSITIVITY = "attendance"
    CHANGED_BY = "attendance.record"
    NOT_TOLD = ("participant",)

    participant = models.ForeignKey(Participant, models.PROTECT, verbose_name=_("participant"), related_name="attendances", db_index=False)
    day = models.DateField(_("day"))
    way = models.CharField(_("how it is known"), max_length=6, choices=WAYS_OF_COMING)
    is_sure = models.BooleanField(_("is sure"), default=True)

    class Meta:
        verbose_name = _("attendance")
        constraints = (models.UniqueConstraint(fields=["participant", "day"], name="programme_attendance_once"),)

    def __str__(self) -> str:
        return str(self.day)
