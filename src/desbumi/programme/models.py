"""What a programme stores: organisations, agreements, implementers, and each village's place with its steps."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.papers.models import File
from desbumi.people.models import Contact
from desbumi.programme.rules import KINDS, STEPS, WAY
from desbumi.territory.models import Territory


class Stage(models.TextChoices):
    """The five stages of a village."""

    CANDIDATE = "candidate", _("Assessment")
    AGREEMENT = "agreement", _("Shared understanding")
    OUTREACH = "outreach", _("Outreach")
    ASSISTANCE = "assistance", _("Assistance")
    INDEPENDENT = "independent", _("Going its own way")


class Cohort(models.TextChoices):
    """When a village came to the programme."""

    EXISTING = "existing", _("assisted")
    EXPANSION = "expansion", _("expansion")


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


class Agreement(Recorded):
    """An understanding between parties, at the level of its territory; its date may be unknown."""

    SENSITIVITY = "agreement"
    CHANGED_BY = "agreement.record"
    NOT_TOLD = ("programme", "territory")
    KINDS = (("agreement", _("shared understanding")), ("working_agreement", _("working agreement (PKS)")))
    STATES = (("signed", _("signed")), ("drafted", _("being drafted")), ("ended", _("ended")))

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("programme"), related_name="agreements")
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    kind = models.CharField(_("kind"), max_length=20, default="agreement", choices=KINDS)
    status = models.CharField(_("status"), max_length=10, default="signed", choices=STATES)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("agreement")
        constraints = (
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(until_on__isnull=True) | Q(until_on__gt=models.F("signed_on")), name="programme_agreement_forward"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.territory}"

    def get_absolute_url(self) -> str:
        """The agreement's page."""
        return f"/programme/agreements/{self.pk}/"


class AgreementParty(Recorded):
    """One party: an organisation, or the government of a village or regency."""

    TERRITORY = "agreement__territory"
    SENSITIVITY = "agreement"
    NOT_TOLD = ("agreement",)

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"), null=True, related_name="+")
    government_of = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("government of"), null=True, related_name="+")

    class Meta:
        verbose_name = _("party")
        constraints = (
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, government_of__isnull=True) | Q(organisation__isnull=True, government_of__isnull=False),
                name="programme_party_one_of_two",
            ),
        )

    def __str__(self) -> str:
        return str(self.organisation) if self.organisation else _("Government of %(place)s") % {"place": self.government_of}


class AgreementScope(Recorded):
    """One territory in which an agreement holds."""

    TERRITORY = "agreement__territory"
    SENSITIVITY = "agreement"

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="scope")
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")

    class Meta:
        verbose_name = _("scope of an agreement")
        constraints = (models.UniqueConstraint(fields=["agreement", "territory"], name="programme_scope_once"),)

    def __str__(self) -> str:
        return str(self.territory)


class AgreementExtension(Recorded):
    """A dated extension of an agreement."""

    TERRITORY = "agreement__territory"
    SENSITIVITY = "agreement"

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="extensions")
    signed_on = models.DateField(_("signed on"))
    until_on = models.DateField(_("until"))

    class Meta:
        verbose_name = _("extension")
        constraints = (models.CheckConstraint(condition=Q(until_on__gt=models.F("signed_on")), name="programme_extension_forward"),)

    def __str__(self) -> str:
        return f"{self.signed_on} – {self.until_on}"


class AgreementScan(Recorded):
    """A scan of the signed paper, or of a page of it."""

    TERRITORY = "agreement__territory"
    SENSITIVITY = "agreement"
    NOT_TOLD = ("agreement",)

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="scans")
    file = models.OneToOneField(File, models.PROTECT, verbose_name=_("file"))

    class Meta:
        verbose_name = _("scan of an agreement")

    def __str__(self) -> str:
        return str(self.file)


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


class Place(Recorded):
    """A village's place in a programme."""

    TERRITORY = "village"
    SENSITIVITY = "programme"
    WAYS: ClassVar[dict[str, Any]] = {"stage": WAY}
    NOT_TOLD = ("programme", "village", "entered_at")

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("programme"), related_name="places")
    village = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="places")
    cohort = models.CharField(_("cohort"), max_length=10, choices=Cohort.choices)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    expansion_round = models.PositiveSmallIntegerField(_("expansion round"), null=True, blank=True)
    entered_at = models.CharField(_("stage at entry"), max_length=12, choices=Stage.choices)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices)
    paused_on = models.DateField(_("paused on"), null=True, blank=True)
    paused_because = models.CharField(_("reason of the rest"), max_length=300, blank=True)
    set_back_because = models.CharField(_("reason for setting back"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("village's place")
        constraints = (
            models.UniqueConstraint(fields=["programme", "village"], name="programme_place_once"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values) & Q(entered_at__in=Stage.values), name="programme_place_stage"),
        )
        indexes = (models.Index(fields=["stage", "village"], name="programme_place_stage_village"),)

    def __str__(self) -> str:
        return str(self.village)

    def get_absolute_url(self) -> str:
        """The village's page."""
        return f"/desk/villages/{self.village_id}/"


class Step(Recorded):
    """A step that was done: when, by whom, with which evidence (in words)."""

    TERRITORY = "place__village"
    SENSITIVITY = "programme"
    NOT_TOLD = ("place",)

    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("village's place"), related_name="steps")
    kind = models.CharField(_("step"), max_length=20, choices=[(kind.key, kind.name) for kind in STEPS])
    done_on = models.DateField(_("done on"))
    done_by = models.CharField(_("done by"), max_length=120)
    evidence = models.CharField(_("evidence"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("step")
        constraints = (
            models.UniqueConstraint(fields=["place", "kind"], name="programme_step_once"),
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="programme_step_kind"),
        )

    def __str__(self) -> str:
        return str(self.get_kind_display())


class StepFile(Recorded):
    """What shows that a step was done: a photo or a sheet. It stays when the village is set back and the step is done anew."""

    TERRITORY = "place__village"
    SENSITIVITY = "programme"
    NOT_TOLD = ("place",)

    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("village's place"), related_name="files")
    kind = models.CharField(_("step"), max_length=20, choices=[(kind.key, kind.name) for kind in STEPS])
    file = models.OneToOneField(File, models.PROTECT, verbose_name=_("file"))
    removed_because = models.CharField(_("reason for taking away"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("evidence of a step")
        constraints = (models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="programme_step_file_kind"),)
        indexes = (models.Index(fields=["place", "kind"], name="programme_step_file_of"),)

    def __str__(self) -> str:
        return str(self.file)
