"""What participants answer without their name: tests of understanding, and whether they accept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.programme.models.events import Event
from desbumi.programme.models.founding import Programme
from desbumi.programme.rules.events import ROLES
from desbumi.territory.models import Territory

MOMENTS = (("before", _("before")), ("after", _("after")))
ANSWERS = (("yes", _("accepts")), ("conditions", _("accepts, with conditions")), ("ask", _("wants to ask first")), ("no", _("does not accept")))


class Question(Recorded):
    """A question of the test, with three answers of which the first letter that is right is told. One that was asked is never changed, but replaced."""

    TERRITORY = "programme__territory"
    SENSITIVITY = "open"
    CHANGED_BY = "question.write"
    NOT_TOLD = ("programme",)

    programme = models.ForeignKey(Programme, models.PROTECT, verbose_name=_("programme"), related_name="questions", db_index=False)
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.CharField(_("question"), max_length=200)
    a = models.CharField(_("answer A"), max_length=120)
    b = models.CharField(_("answer B"), max_length=120)
    c = models.CharField(_("answer C"), max_length=120)
    right = models.CharField(_("right answer"), max_length=1, choices=[("A", "A"), ("B", "B"), ("C", "C")])
    is_asked = models.BooleanField(_("is asked now"), default=True)

    class Meta:
        verbose_name = _("question of the test")
        constraints = (
            models.UniqueConstraint(fields=["programme", "number"], condition=Q(is_asked=True), name="programme_question_once"),
            models.CheckConstraint(condition=Q(right__in=["A", "B", "C"]), name="programme_question_right"),
        )

    def __str__(self) -> str:
        return self.text


class EventQuestion(Recorded):
    """A question as it is asked at an event: what was asked stays, whatever the programme asks later."""

    TERRITORY = "event__territory"
    SENSITIVITY = "event"
    NOT_TOLD = ("event",)

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="questions", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, verbose_name=_("question"), related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))

    class Meta:
        verbose_name = _("question of an event")
        constraints = (models.UniqueConstraint(fields=["event", "number"], name="programme_event_question_once"),)

    def __str__(self) -> str:
        return str(self.question)


class UnderstandingSlip(Recorded):
    """A test that was handed in. The code of the slip pairs before with after; no name, device or time does. `answers` has a letter for each question, “-” for none."""

    TERRITORY = "event__territory"
    SENSITIVITY = "slip"
    NOT_TOLD = ("event", "code", "moment", "role", "village", "has_disability", "answers")

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="slips", db_index=False)
    code = models.CharField(_("code of the slip"), max_length=12)
    moment = models.CharField(_("when"), max_length=6, choices=MOMENTS)
    answers = models.CharField(_("answers"), max_length=40)
    role = models.CharField(_("role"), max_length=20, choices=ROLES, blank=True)
    village = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+", null=True, blank=True, db_index=False)
    has_disability = models.BooleanField(_("disability"), null=True, blank=True)

    class Meta:
        verbose_name = _("test of understanding")
        constraints = (models.UniqueConstraint(fields=["event", "code", "moment"], name="programme_test_once"),)

    def __str__(self) -> str:
        return str(self.get_moment_display())


class CardCount(Recorded):
    """A question that was read aloud: how many showed which card."""

    TERRITORY = "event__territory"
    SENSITIVITY = "slip"
    NOT_TOLD = ("event",)

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="cards", db_index=False)
    number = models.PositiveSmallIntegerField(_("question"))
    moment = models.CharField(_("when"), max_length=6, choices=MOMENTS)
    a_count = models.PositiveSmallIntegerField(_("cards A"), default=0)
    b_count = models.PositiveSmallIntegerField(_("cards B"), default=0)
    c_count = models.PositiveSmallIntegerField(_("cards C"), default=0)

    class Meta:
        verbose_name = _("cards that were shown")
        constraints = (models.UniqueConstraint(fields=["event", "number", "moment"], name="programme_cards_once"),)

    def __str__(self) -> str:
        return str(self.number)


class AcceptanceSlip(Recorded):
    """Whether someone accepts to carry the programme out in the own village, on a folded slip or an own phone. Nobody of a village sees another's."""

    TERRITORY = "event__territory"
    SENSITIVITY = "slip"
    NOT_TOLD = ("event", "code", "village", "answer", "reason")

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="acceptances", db_index=False)
    code = models.CharField(_("code of the slip"), max_length=12)
    village = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+", null=True, blank=True, db_index=False)
    answer = models.CharField(_("answer"), max_length=10, choices=ANSWERS)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("slip of acceptance")
        constraints = (models.UniqueConstraint(fields=["event", "code"], name="programme_acceptance_once"),)

    def __str__(self) -> str:
        return str(_("slip of acceptance"))


class VillageAnswer(Recorded):
    """What a village's own people decided: whether it takes part, and who signs for that."""

    TERRITORY = "village"
    SENSITIVITY = "programme"
    CHANGED_BY = "answer.record"
    NOT_TOLD = ("event", "village")

    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="village_answers")
    village = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+")
    answer = models.CharField(_("answer"), max_length=10, choices=ANSWERS)
    reason = models.CharField(_("reason or conditions"), max_length=600, blank=True)
    decided_on = models.DateField(_("decided on"))
    signatories = models.CharField(_("signed by"), max_length=300)

    class Meta:
        verbose_name = _("answer of a village")
        constraints = (models.UniqueConstraint(fields=["event", "village"], name="programme_village_answer_once"),)

    def __str__(self) -> str:
        return str(self.get_answer_display())
