"""Change targets: the catalogue of indicators, a village's targets, what was achieved."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.papers.models import File
from desbumi.programme.models.events import Event
from desbumi.programme.models.founding import Programme
from desbumi.programme.models.places import Place
from desbumi.programme.rules.targets import Aim, asks_little, state
from desbumi.territory.models import Territory

PILLARS = (("social", _("social")), ("economic", _("economic")), ("political", _("political")))


def _value(label: Any, **more: Any) -> Any:
    return models.DecimalField(label, max_digits=14, decimal_places=1, **more)


class Indicator(Recorded):
    """What can be measured under an outcome of a pillar; of the catalogue, or added by a team for its own regency."""

    SENSITIVITY = "open"
    CHANGED_BY = "indicator.write"
    NOT_TOLD = ("programme", "territory")

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("programme"), related_name="indicators")
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    code = models.SlugField(_("key"), max_length=40)
    pillar = models.CharField(_("pillar"), max_length=10, choices=PILLARS)
    outcome = models.CharField(_("outcome"), max_length=140)
    target_id = models.CharField(_("target in Indonesian"), max_length=200)
    target_en = models.CharField(_("target in English"), max_length=200, blank=True)
    measures = models.CharField(_("what is measured"), max_length=300)
    unit = models.CharField(_("unit"), max_length=40)
    is_falling = models.BooleanField(_("less is better"), default=False)
    counted_as = models.CharField(_("counted as"), max_length=300, blank=True)
    counted_by = models.CharField(_("counted by itself"), max_length=60, blank=True)
    source = models.TextField(_("source"), blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    standing = models.CharField(_("standing"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("indicator")
        constraints = (models.UniqueConstraint(fields=["programme", "code"], name="programme_indicator_once"),)

    def __str__(self) -> str:
        return self.target_en if get_language() == "en" and self.target_en else self.target_id

    @property
    def unit_shown(self) -> str:
        """The unit in words; of a hundred is said so."""
        return str(UNITS.get(self.unit, self.unit))


UNITS = {
    "percent": _("of 100"), "weeks a year": _("weeks a year"), "households": _("households"), "months of pay": _("months of pay"), "groups": _("groups"),
    "businesses": _("businesses"), "yes or no": _("1 is yes"), "people": _("people"), "events": _("events"), "visits": _("visits"), "stage": _("stage of five"),
}  # fmt: skip


class Target(Recorded):
    """What a village wants to change: from where, to where, until when, who answers for it, what would show it."""

    TERRITORY = "place__village"
    SENSITIVITY = "programme"
    CHANGED_BY = "target.set"
    NOT_TOLD = ("place", "event", "latest_value", "latest_on", "is_reached")
    TOGETHER = (("baseline_value", "baseline_on", "baseline_source"), ("latest_value", "latest_on", "is_reached"))
    WITH = ("place__village", "indicator")

    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("village's place"), related_name="targets", db_index=False)
    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("indicator"), related_name="targets")
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="targets", null=True, blank=True)
    baseline_value = _value(_("baseline"), null=True, blank=True)
    baseline_on = models.DateField(_("baseline of"), null=True, blank=True)
    baseline_source = models.CharField(_("source of the baseline"), max_length=200, blank=True)
    value = _value(_("target"))
    due_on = models.DateField(_("until"))
    answers_for_it = models.CharField(_("who answers for it"), max_length=120)
    shown_by = models.CharField(_("what would show it"), max_length=300, blank=True)
    latest_value = _value(_("newest value"), null=True, blank=True)
    latest_on = models.DateField(_("newest value of"), null=True, blank=True)
    is_reached = models.BooleanField(_("reached"), default=False)
    dropped_because = models.CharField(_("why it is no target any more"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("change target")
        constraints = (models.UniqueConstraint(fields=["place", "indicator"], condition=Q(dropped_because=""), name="programme_target_once"),)
        indexes = (models.Index(fields=["place", "is_reached"], name="programme_target_of"),)

    def __str__(self) -> str:
        return str(self.indicator)

    def get_absolute_url(self) -> str:
        """The target's page."""
        return f"/programme/targets/{self.pk}/"

    @property
    def aim(self) -> Aim:
        """The target in figures."""
        return Aim(self.baseline_value, self.baseline_on or self.created_at.date(), self.value, self.due_on, self.indicator.is_falling)

    def state(self, day: date) -> str:
        """How it stands on a day: reached, on_track, behind, no_news. What is counted every night, and changes rarely, is news all the same."""
        told_on = day if self.latest_on and self.indicator.counted_by else self.latest_on
        return state(self.aim, self.latest_value, told_on, day)

    @property
    def is_easy(self) -> bool:
        """Whether it asks little: it lies near its baseline."""
        return asks_little(self.aim)


class Achievement(Recorded):
    """A value on a day, with what shows it. One that was wrong stays, and the right one says which it corrects."""

    TERRITORY = "target__place__village"
    SENSITIVITY = "programme"
    CHANGED_BY = "target.set"
    NOT_TOLD = ("target", "corrects", "file")
    WAYS_OF_KNOWING = (("told", _("told by a person")), ("counted", _("counted by itself")))

    target = models.ForeignKey(Target, models.PROTECT, verbose_name=_("change target"), related_name="achievements", db_index=False)
    value = _value(_("value"))
    on = models.DateField(_("on"))
    evidence = models.CharField(_("what shows it"), max_length=300, blank=True)
    file = models.OneToOneField(File, models.PROTECT, verbose_name=_("file"), null=True, blank=True)
    is_shared = models.BooleanField(_("other villages may see what shows it"), default=False)
    way = models.CharField(_("how it is known"), max_length=8, choices=WAYS_OF_KNOWING, default="told")
    corrects = models.OneToOneField("self", models.PROTECT, verbose_name=_("corrects"), related_name="corrected_by", null=True, blank=True)

    class Meta:
        verbose_name = _("achievement")
        indexes = (models.Index(fields=["target", "on", "id"], name="programme_achievement_of"),)

    def __str__(self) -> str:
        return f"{self.value}"
