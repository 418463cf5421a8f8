"""What villages teach each other."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.programme.models.places import Place
from desbumi.programme.models.targets import Indicator
from desbumi.programme.rules.way import KINDS, STEPS


class Example(Recorded):
    """How a village did a step, or came far with a target, told to all villages of the programme: in its words, and whom to call.

    It is open because the village agreed; what it agreed to is what stands here, and its files where it said so.
    """

    TERRITORY = "place__village"
    SENSITIVITY = "open"
    CHANGED_BY = "step.record"
    NOT_TOLD: ClassVar = ("place", "indicator")
    WITH = ("place__village", "indicator")

    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("village's place"), related_name="examples")
    step = models.CharField(_("step"), max_length=20, choices=[(kind.key, kind.name) for kind in STEPS], blank=True)
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("indicator"), related_name="examples", null=True, blank=True)
    words = models.CharField(_("how it was done"), max_length=600)
    agreed_by = models.CharField(_("who agreed to share it"), max_length=120)
    call = models.CharField(_("whom to call"), max_length=120)
    has_files = models.BooleanField(_("other villages may open the files that show it"), default=False)

    class Meta:
        verbose_name = _("example of a village")
        constraints = (
            models.CheckConstraint(condition=Q(step__in=list(KINDS), indicator=None) | Q(step="", indicator__isnull=False), name="programme_example_of_one"),
        )
        indexes = (models.Index(fields=["step"], name="programme_example_step"),)

    def __str__(self) -> str:
        return self.subject_name

    @property
    def subject_name(self) -> str:
        """The step or indicator that it is an example of."""
        return str(self.indicator) if self.indicator else str(self.get_step_display())

    def get_absolute_url(self) -> str:
        """The page on which the village shares."""
        return f"/programme/places/{self.place_id}/share/"
