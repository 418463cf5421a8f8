"""Events: what is planned and held, for which villages, who is invited, what was written and kept of it."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.papers.models import File
from desbumi.programme.models.founding import Organisation, Programme
from desbumi.programme.rules.events import KINDS, OPEN, PAPERS, ROLES, STATES, WAY, days
from desbumi.territory.models import Territory

PAPER_KINDS = [(kind.key, kind.name) for kind in PAPERS]


class Event(Recorded):
    """Something that is held: a workshop, an outreach, a training, a meeting; a visit is the smallest.

    It stands in the book of its organiser's territory; a visit in the book of the village that is visited, for what was agreed
    there is that village's.
    """

    SENSITIVITY = "event"
    CHANGED_BY = "event.record"
    WAYS: ClassVar[dict[str, Any]] = {"status": WAY}
    TOGETHER = (("starts_on", "ends_on"), ("begins_at", "ends_at"))
    NOT_TOLD = ("programme", "territory", "organiser", "token", "word", "met", "agreed")
    WITH = ("territory", "organiser")

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("programme"), related_name="events", null=True, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+", db_index=False)
    organiser = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organiser"), related_name="+", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=KINDS)
    title = models.CharField(_("title"), max_length=140)
    about = models.TextField(_("what it is for"), max_length=4000, blank=True)
    venue = models.CharField(_("where"), max_length=140, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    begins_at = models.TimeField(_("from"), null=True, blank=True)
    ends_at = models.TimeField(_("to"), null=True, blank=True)
    status = models.CharField(_("state"), max_length=12, choices=STATES, default="planned")
    because = models.CharField(_("reason"), max_length=300, blank=True)
    moved_from = models.DateField(_("moved from"), null=True, blank=True)
    met = models.CharField(_("who was met"), max_length=300, blank=True)
    agreed = models.TextField(_("what was agreed"), max_length=2000, blank=True)
    next_on = models.DateField(_("next on"), null=True, blank=True)
    transport_amount = models.PositiveIntegerField(_("transport for each"), null=True, blank=True)  # rupiah; IDR has no minor unit in use
    token = models.CharField(_("code of the door"), max_length=32, blank=True)
    word = models.CharField(_("word of the room"), max_length=12, blank=True)

    class Meta:
        verbose_name = _("event")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="programme_event_forward"),
            models.CheckConstraint(condition=Q(kind__in=[code for code, _name in KINDS]), name="programme_event_kind"),
            models.UniqueConstraint(fields=["token"], condition=~Q(token=""), name="programme_event_token"),
        )
        indexes = (
            models.Index(fields=["territory", "-starts_on", "id"], name="programme_event_of"),
            models.Index(fields=["-starts_on", "id"], name="programme_event_days"),
            models.Index(fields=["starts_on"], condition=Q(status__in=OPEN), name="programme_event_open"),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The event's page."""
        return f"/programme/events/{self.pk}/"

    @property
    def days(self) -> tuple[date, ...]:
        """All its days."""
        return days(self.starts_on, self.ends_on)

    @property
    def is_visit(self) -> bool:
        """Whether it is a visit."""
        return self.kind == "visit"


class EventVillage(Recorded):
    """A village that an event concerns."""

    TERRITORY = "event__territory"
    SENSITIVITY = "event"
    NOT_TOLD = ("event",)

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="villages", db_index=False)
    village = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="events")

    class Meta:
        verbose_name = _("village of an event")
        constraints = (models.UniqueConstraint(fields=["event", "village"], name="programme_event_village_once"),)

    def __str__(self) -> str:
        return str(self.village)


class Invitation(Recorded):
    """How many of a role are wanted, from each village or in all."""

    TERRITORY = "event__territory"
    SENSITIVITY = "event"
    NOT_TOLD = ("event",)

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="invitations", db_index=False)
    role = models.CharField(_("role"), max_length=20, choices=ROLES)
    each_village = models.PositiveSmallIntegerField(_("from each village"), default=0)
    others = models.PositiveSmallIntegerField(_("from elsewhere"), default=0)

    class Meta:
        verbose_name = _("invitation")
        constraints = (models.UniqueConstraint(fields=["event", "role"], name="programme_invitation_once"),)

    def __str__(self) -> str:
        return str(self.get_role_display())


class Paper(Recorded):
    """A paper of an event that is written here and printed: terms of reference, letters, minutes. Its number may come from elsewhere."""

    TERRITORY = "event__territory"
    SENSITIVITY = "activity"
    CHANGED_BY = "event.record"
    NOT_TOLD = ("event", "body")

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="papers", db_index=False)
    kind = models.CharField(_("paper"), max_length=12, choices=PAPER_KINDS)
    number = models.CharField(_("letter number"), max_length=80, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    written_on = models.DateField(_("written on"), null=True, blank=True)
    addressed_to = models.CharField(_("to"), max_length=300, blank=True)
    copies_to = models.CharField(_("copies to"), max_length=300, blank=True)
    body = models.TextField(_("text"), max_length=20_000, blank=True)
    signed_by = models.CharField(_("signed by"), max_length=120, blank=True)
    office = models.CharField(_("office held"), max_length=120, blank=True)
    is_needless = models.BooleanField(_("is not needed"), default=False)
    needless_because = models.CharField(_("why it is not needed"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("paper of an event")
        constraints = (models.UniqueConstraint(fields=["event", "kind"], name="programme_paper_once"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())


class BudgetLine(Recorded):
    """What is to be spent on an event, and for what. Amounts are whole rupiah."""

    TERRITORY = "event__territory"
    SENSITIVITY = "activity"
    CHANGED_BY = "event.record"
    NOT_TOLD = ("event",)

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="budget")
    what = models.CharField(_("budget line"), max_length=120)
    planned_amount = models.PositiveBigIntegerField(_("planned"))
    currency = models.CharField(_("currency"), max_length=3, default="IDR")

    class Meta:
        verbose_name = _("budget line")

    def __str__(self) -> str:
        return self.what


class Receipt(Recorded):
    """Something that was paid, by budget line."""

    TERRITORY = "line__event__territory"
    SENSITIVITY = "activity"
    CHANGED_BY = "event.record"
    NOT_TOLD = ("line",)

    line = models.ForeignKey(BudgetLine, models.PROTECT, verbose_name=_("budget line"), related_name="receipts")
    paid_amount = models.PositiveBigIntegerField(_("paid"))
    paid_on = models.DateField(_("paid on"))
    paid_to = models.CharField(_("paid to"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("receipt")

    def __str__(self) -> str:
        return f"{self.paid_on}"


class EventFile(Recorded):
    """A scan or photo in the file of an activity: a page of a signed sheet, a receipt, a photo of the day; or one whose place is not known yet."""

    TERRITORY = "event__territory"
    SENSITIVITY = "activity"
    CHANGED_BY = "event.record"
    NOT_TOLD = ("event",)
    KINDS = [*PAPER_KINDS, ("", _("not placed yet"))]

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="files", db_index=False)
    kind = models.CharField(_("paper"), max_length=12, choices=KINDS, blank=True)
    day = models.DateField(_("day"), null=True, blank=True)
    page = models.PositiveSmallIntegerField(_("page"), null=True, blank=True)
    receipt = models.ForeignKey(Receipt, models.PROTECT, verbose_name=_("receipt"), related_name="files", null=True, blank=True)
    file = models.OneToOneField(File, models.PROTECT, verbose_name=_("file"))
    code = models.CharField(_("code on the page"), max_length=120, blank=True)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True)
    taken_where = models.CharField(_("taken where"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_agreed = models.BooleanField(_("those in it agreed"), default=False)

    class Meta:
        verbose_name = _("file of an event")
        indexes = (models.Index(fields=["event", "kind", "day", "page"], name="programme_event_file_of"),)

    def __str__(self) -> str:
        return str(self.file)
