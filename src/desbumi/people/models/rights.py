"""What people ask about their own data, and breaches: each with its clock of 3 × 24 hours."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.people.models.households import OfPresent
from desbumi.people.models.persons import Person
from desbumi.people.rules.rights import KEPT_OPEN, WAY, due_at
from desbumi.territory.models import Territory


class RightsRequest(Recorded):
    """A person asks for her file, a correction, to stop; or someone noticed a breach, which is about nobody alone."""

    SUBJECT = "person_id"
    SENSITIVITY = "request"
    WAYS = {"status": WAY}
    NOT_TOLD = ("territory", "person")
    KINDS = (
        ("file", _("a copy of all that is kept, with who used it")), ("correction", _("a correction")), ("stop", _("to stop using the data")),
        ("breach", _("a breach: data in wrong hands, or lost")),
    )  # fmt: skip
    ASKERS = (("self", _("the person")), ("guardian", _("parent or guardian of a child")), ("agent", _("someone with a written power of attorney")))
    STATES = (("asked", _("open")), ("answered", _("done")), ("refused", _("refused")))
    GROUNDS = (
        ("danger", _("it would endanger someone")), ("another", _("it would tell another’s data")), ("state", _("the security of the state forbids it")),
        ("not_entitled", _("who asks is not the person, nor may speak for her")),
    )  # fmt: skip

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="requests", null=True, blank=True)
    kind = models.CharField(_("what is asked"), max_length=10, choices=KINDS)
    asker = models.CharField(_("asked by"), max_length=8, choices=ASKERS, blank=True)
    asker_name = models.CharField(_("name of who asked"), max_length=120, blank=True)
    words = models.CharField(_("in the own words"), max_length=500, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    status = models.CharField(_("state"), max_length=8, choices=STATES, default="asked")
    ground = models.CharField(_("ground of refusal"), max_length=12, choices=GROUNDS, blank=True)
    answer = models.CharField(_("what was done or said"), max_length=500, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    objects: ClassVar[Any] = OfPresent()

    class Meta:
        verbose_name = _("request about data")
        constraints = (
            models.CheckConstraint(condition=Q(kind="breach") | Q(person__isnull=False), name="people_request_of_someone"),
            models.CheckConstraint(condition=Q(status="refused") & ~Q(ground="") | ~Q(status="refused") & Q(ground=""), name="people_request_ground"),
        )
        indexes = (models.Index(fields=["status", "asked_at"], condition=Q(status="asked"), name="people_request_open"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """The request's page."""
        return f"/people/requests/{self.pk}/"

    @property
    def due_at(self) -> datetime:
        """By when the law wants an answer."""
        return due_at(self.asked_at)

    @property
    def is_late(self) -> bool:
        """Whether that is over."""
        return self.status == "asked" and timezone.now() > self.due_at

    @property
    def may_make_file(self) -> bool:
        """Whether the file that was asked for can be made: while the request is open, and for three days after the answer."""
        if self.kind != "file" or self.status == "refused":
            return False
        return self.answered_at is None or timezone.now() < self.answered_at + KEPT_OPEN


class Export(Recorded):
    """A list that left the house: for what, how narrowed, of how many, and of whom."""

    SENSITIVITY = "export"
    NOT_TOLD = ("territory", "by", "whom")
    PURPOSES = (
        ("duty", _("the village’s duty by law: to the manpower office (UU 18/2017 art. 42)")),
        ("programme", _("planning within the programme’s own team")),
        ("report", _("a report for others: only those who said yes")),
    )

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    purpose = models.CharField(_("for"), max_length=10, choices=PURPOSES)
    receiver = models.CharField(_("who gets it"), max_length=120)
    place = models.CharField(_("place"), max_length=13, blank=True)
    hamlet = models.CharField(_("hamlet"), max_length=60, blank=True)
    sex = models.CharField(_("sex"), max_length=6, blank=True)
    age = models.CharField(_("age"), max_length=8, blank=True)
    nik = models.CharField(_("NIK"), max_length=6, blank=True)
    count = models.PositiveIntegerField(_("people"))
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    whom = models.BinaryField(_("of whom"))  # their ids, 16 bytes each
    by = models.UUIDField(_("by"))

    class Meta:
        verbose_name = _("list that left the house")

    def __str__(self) -> str:
        return str(self.get_purpose_display())

    def get_absolute_url(self) -> str:
        """The export's page."""
        return f"/people/exports/{self.pk}/"

    @property
    def filters(self) -> dict[str, Any]:
        """What the list was narrowed by."""
        return {name: getattr(self, name) for name in ("place", "hamlet", "sex", "age", "nik")}

    def holds(self, person: UUID) -> bool:
        """Whether this person was on the list."""
        whom = bytes(self.whom)
        return any(whom[at : at + 16] == person.bytes for at in range(0, len(whom), 16))
