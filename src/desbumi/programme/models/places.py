"""A village's place in a programme, with its steps and what shows them."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.papers.models import File
from desbumi.programme.models.founding import Programme
from desbumi.programme.rules.way import KINDS, STEPS, WAY
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
