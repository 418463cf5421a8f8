"""Who takes part: programmes, organisations and the people to call there, implementers."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.people.models import Contact
from desbumi.territory.models import Territory


class Organisation(Recorded):
    """Who takes part: holder, government, implementers."""

    SENSITIVITY = "open"

    key = models.SlugField(_("key"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=20, choices=[("ngo", _("civil society")), ("government", _("government")), ("other", _("other"))])
    role = models.CharField(_("part in the programme"), max_length=120, blank=True)
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")

    class Meta:
        verbose_name = _("organisation")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's page."""
        return f"/programme/organisations/{self.pk}/"


class OrganisationContact(Recorded):
    """A person to call stands for an organisation. Under the person's key: that someone works there is about the person."""

    TERRITORY = "contact__territory"
    SUBJECT = "contact_id"
    SENSITIVITY = "contact"
    NOT_TOLD = ("contact",)

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="contacts")
    contact = models.OneToOneField(Contact, models.PROTECT, verbose_name=_("contact person"), related_name="stands_for")

    class Meta:
        verbose_name = _("contact person of an organisation")

    def __str__(self) -> str:
        return str(self.contact)

    def get_absolute_url(self) -> str:
        """The organisation's page."""
        return f"/programme/organisations/{self.organisation_id}/"


class Programme(Recorded):
    """A programme as its founding document tells it; pillars and event are kept as they were loaded."""

    SENSITIVITY = "open"
    NOT_TOLD = ("pillars", "event", "source")

    name = models.CharField(_("name"), max_length=80)
    component = models.CharField(_("component"), max_length=120, blank=True)
    source = models.TextField(_("source"), blank=True)
    pillars = models.JSONField(_("pillars"), default=list)
    event = models.JSONField(_("event"), null=True)
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")

    class Meta:
        verbose_name = _("programme")
        constraints = (models.UniqueConstraint(fields=["name", "component"], name="programme_programme_once"),)

    def __str__(self) -> str:
        return self.name


class Implementers(RecordedQuerySet["Implementer"]):
    """Questions about who carries a programme out."""

    def on(self, day: date) -> Self:
        """Those whose period holds that day; an unknown end is open."""
        return self.filter(Q(from_on__isnull=True) | Q(from_on__lte=day), Q(until_on__isnull=True) | Q(until_on__gte=day))


class Implementer(Recorded):
    """An organisation carries the programme out in a territory, for a period whose ends may be unknown."""

    SENSITIVITY = "open"

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("programme"), related_name="implementers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="implements")
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = Implementers.as_manager()

    class Meta:
        verbose_name = _("implementer")
        constraints = (
            models.UniqueConstraint(fields=["programme", "organisation", "territory", "from_on"], name="programme_implementer_once"),
            models.UniqueConstraint(
                fields=["programme", "organisation", "territory"], condition=Q(from_on__isnull=True), name="programme_implementer_once_undated"
            ),
            models.CheckConstraint(
                condition=Q(from_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")), name="programme_implementer_forward"
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation)
