"""One migration of one person, and what of it is confided to few."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.book.sealed import SealedTextField
from desbumi.journeys.rules import hearing, words
from desbumi.people.models import Person
from desbumi.people.models.households import OfPresent

STAGES = (
    ("interested", _("wants to go")), ("preparing", _("preparing")), ("departed", _("left")), ("working", _("working abroad")), ("returned", _("came home")),
    ("stopped", _("stopped before leaving")), ("died_abroad", _("died abroad")),
)  # fmt: skip
OCCUPATIONS = (
    ("domestic", _("work in a household")), ("caregiver", _("care of old or sick people")), ("child_carer", _("care of children")), ("cook", _("cook")),
    ("driver", _("driver")), ("gardener", _("gardener")), ("cleaner", _("cleaning")), ("plantation", _("plantation or field")), ("fishery", _("fishing crew")),
    ("seafarer", _("seafarer")), ("factory", _("factory")), ("construction", _("construction")),
)  # fmt: skip


TOLD_OF = (("lost_contact", _("contact is lost")), ("detained", _("in detention")), ("papers_lost", _("has no papers any more")))


def _year(label: Any) -> Any:
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=[MinValueValidator(1950), MaxValueValidator(2200)])


class Journey(Recorded):
    """One migration of one person. Whatever is not known is empty, never guessed; what endangers somebody stands in `Confided`."""

    TERRITORY = "person__village"
    SUBJECT = "person_id"
    CHANGED_BY = "person.record"
    SENSITIVITY = "person"
    NOT_TOLD = ("person",)
    COVERED = ("passport",)
    DERIVED = ("silent_on",)
    TOGETHER = (("departed_on", "departed_year"), ("returned_on", "returned_year"), ("destination", "destination_told"), ("occupation", "occupation_told"))

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="journeys")
    stage = models.CharField(_("stage"), max_length=12, choices=STAGES, blank=True)
    destination = models.CharField(_("country"), max_length=3, blank=True)  # ISO 3166-1 alpha-3
    destination_told = models.CharField(_("country, as it was written"), max_length=80, blank=True)
    city = models.CharField(_("place abroad"), max_length=80, blank=True)
    occupation = models.CharField(_("work"), max_length=12, choices=OCCUPATIONS, blank=True)
    occupation_told = models.CharField(_("work, as it was written"), max_length=80, blank=True)
    recruiter_told = models.CharField(_("agency or broker"), max_length=120, blank=True)
    employer = models.CharField(_("employer"), max_length=120, blank=True)
    departed_on = models.DateField(_("left on"), null=True, blank=True)
    departed_year = _year(_("year of leaving"))
    returned_on = models.DateField(_("came home on"), null=True, blank=True)
    returned_year = _year(_("year of coming home"))
    passport = SealedTextField(_("passport number"))
    last_heard_on = models.DateField(_("the family last heard on"), null=True, blank=True)
    usual_days = models.PositiveSmallIntegerField(_("usual days between two signs of life"), null=True, blank=True)
    remittance = models.CharField(_("what the pay is used for"), max_length=200, blank=True)
    wishes_to_go = models.BooleanField(_("wants to go again"), null=True, blank=True)

    silent_on = models.DateField(null=True, editable=False)  # the last day on which no news is as usual

    objects: ClassVar[Any] = OfPresent()

    class Meta:
        verbose_name = _("journey")
        constraints = (
            models.CheckConstraint(condition=Q(departed_on__isnull=True) | Q(departed_year__isnull=False), name="journeys_journey_departed_year"),
            models.CheckConstraint(condition=Q(returned_on__isnull=True) | Q(returned_year__isnull=False), name="journeys_journey_returned_year"),
        )
        indexes = (models.Index(fields=["silent_on"], condition=Q(silent_on__isnull=False), name="journeys_journey_silent"),)

    def __str__(self) -> str:
        return " · ".join(part for part in (str(self.get_stage_display()), self.destination_name) if part)

    def derive(self) -> None:
        """Until when silence is as usual."""
        self.silent_on = hearing.usual_until(self.last_heard_on, self.usual_days)

    def get_absolute_url(self) -> str:
        """The page of the journey."""
        return f"/journeys/{self.pk}/"

    @property
    def occupation_name(self) -> str:
        """The work, or the words in which it was told."""
        return str(self.get_occupation_display()) if self.occupation else self.occupation_told

    @property
    def left(self) -> str:
        """When the person left: a day as ISO writes it, or a year; empty while it is not known."""
        return self.departed_on.isoformat() if self.departed_on else str(self.departed_year or "")

    @property
    def came_home(self) -> str:
        """When the person came home, likewise."""
        return self.returned_on.isoformat() if self.returned_on else str(self.returned_year or "")

    @property
    def passport_masked(self) -> str:
        """The passport number for a page: its last two signs."""
        return f"•••• {self.passport[-2:]}" if self.passport else ""

    @property
    def destination_name(self) -> str:
        """The country in the language of the page, or the words in which it was told."""
        named = words.country_names().get(self.destination)
        return named[get_language() == "en"] if named else self.destination or self.destination_told


class Confided(Recorded):
    """What of a journey is told to the regency's team alone: that contact is lost, a detention, papers lost, the channel. No list of the village betrays it."""

    TERRITORY = "journey__person__village"
    SUBJECT = "journey__person_id"
    SENSITIVITY = "confided"
    NOT_TOLD = ("journey",)
    KINDS = (*TOLD_OF, ("channel", _("how the person went")))

    journey = models.ForeignKey(Journey, models.PROTECT, verbose_name=_("journey"), related_name="confided")
    kind = models.CharField(_("what"), max_length=12, choices=KINDS)
    told = models.CharField(_("what is told"), max_length=200, blank=True)
    told_on = models.DateField(_("told on"), null=True, blank=True)

    class Meta:
        verbose_name = _("what is confided")
        constraints = (models.UniqueConstraint(fields=["journey", "kind"], name="journeys_confided_once"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def channel_shown(self) -> str:
        """The channel in the field's neutral word; what else is told as it is."""
        return words.channel_names().get(self.told, self.told)
