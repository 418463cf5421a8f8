"""What is told of an event afterwards: reports that are frozen, and the note for the press."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.programme.models.events import Event


class Report(Recorded):
    """A report of an event as it was counted at that moment, in both languages; sheets are drawn from it and never differ. A later one is a further version."""

    TERRITORY = "event__territory"
    SENSITIVITY = "activity"
    NOT_TOLD = ("event", "figures", "narrative", "lessons")

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="reports", db_index=False)
    number = models.PositiveSmallIntegerField(_("version"))
    head = models.CharField(_("head of the book"), max_length=80)
    figures = models.JSONField(_("figures"))
    narrative = models.TextField(_("what happened"), max_length=20_000, blank=True)
    lessons = models.TextField(_("what was learned"), max_length=10_000, blank=True)

    class Meta:
        verbose_name = _("report")
        constraints = (models.UniqueConstraint(fields=["event", "number"], name="programme_report_once"),)

    def __str__(self) -> str:
        return f"{self.number}"


class PressNote(Recorded):
    """A note for the press, drafted from what was counted and corrected by a person."""

    TERRITORY = "event__territory"
    SENSITIVITY = "activity"
    CHANGED_BY = "event.record"
    NOT_TOLD = ("event", "text")

    event = models.OneToOneField(Event, models.PROTECT, verbose_name=_("event"), related_name="press_note")
    text = models.TextField(_("text"), max_length=20_000)

    class Meta:
        verbose_name = _("note for the press")

    def __str__(self) -> str:
        return str(_("note for the press"))
