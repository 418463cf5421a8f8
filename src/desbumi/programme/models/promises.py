"""What is agreed for afterwards: the text of a shared understanding, the Desbumi team, commitments."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.papers.models import File
from desbumi.people.models.persons import SEXES
from desbumi.programme.models.agreements import Agreement
from desbumi.programme.models.attendance import Named
from desbumi.programme.models.events import Event
from desbumi.programme.models.places import Place
from desbumi.programme.rules.promises import COMMITMENT_WAY, OFFICES
from desbumi.territory.models import Territory


class AgreementText(Recorded):
    """The text of a village's shared understanding, drafted together: its form, what is agreed, the village's own outreach with its day."""

    TERRITORY = "agreement__territory"
    SENSITIVITY = "agreement"
    CHANGED_BY = "understanding.draft"
    NOT_TOLD = ("agreement", "event", "body")
    FORMS = (("minutes", _("minutes")), ("record", _("berita acara")), ("mou", _("MoU")))

    agreement = models.OneToOneField(Agreement, models.PROTECT, verbose_name=_("agreement"), related_name="text")
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="understandings", null=True, blank=True)
    form = models.CharField(_("form"), max_length=8, choices=FORMS, default="record")
    number = models.CharField(_("letter number"), max_length=80, blank=True)
    body = models.TextField(_("text"), max_length=20_000)
    outreach_on = models.DateField(_("outreach on"), null=True, blank=True)
    outreach_at = models.CharField(_("outreach where"), max_length=140, blank=True)
    for_village = models.CharField(_("signs for the village"), max_length=200, blank=True)
    for_implementer = models.CharField(_("signs for the implementer"), max_length=200, blank=True)
    printed_on = models.DateField(_("printed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("text of a shared understanding")

    def __str__(self) -> str:
        return str(self.get_form_display())


class Team(Recorded):
    """The Desbumi team of a village, by decree of its head."""

    TERRITORY = "place__village"
    SENSITIVITY = "programme"
    CHANGED_BY = "team.record"
    NOT_TOLD = ("place", "scan")

    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("village's place"), related_name="teams")
    decree_number = models.CharField(_("number of the decree"), max_length=80, blank=True)
    decreed_on = models.DateField(_("decreed on"), null=True, blank=True)
    from_on = models.DateField(_("in office from"))
    until_on = models.DateField(_("in office until"), null=True, blank=True)
    scan = models.OneToOneField(File, models.PROTECT, verbose_name=_("scan of the decree"), null=True, blank=True)

    class Meta:
        verbose_name = _("Desbumi team")
        constraints = (models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gt=F("from_on")), name="programme_team_forward"),)

    def __str__(self) -> str:
        return str(_("Desbumi team"))

    def get_absolute_url(self) -> str:
        """The page of the village's team."""
        return f"/programme/places/{self.place_id}/team/"


class TeamMember(Named):
    """Someone of the team, in an office, for a term."""

    TERRITORY = "team__place__village"
    SENSITIVITY = "staff"
    CHANGED_BY = "team.record"
    NOT_TOLD = ("team", "person", "contact", "subject")

    team = models.ForeignKey(Team, models.PROTECT, verbose_name=_("Desbumi team"), related_name="members")
    office = models.CharField(_("office held"), max_length=20, choices=OFFICES)
    sex = models.CharField(_("sex"), max_length=6, choices=SEXES, blank=True)
    is_returnee = models.BooleanField(_("returnee"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of the Desbumi team")
        constraints = (models.CheckConstraint(condition=Q(person__isnull=True) | Q(contact__isnull=True), name="programme_member_one_name"),)

    def __str__(self) -> str:
        return self.name or str(_("without a name"))


class Commitment(Recorded):
    """What someone promised: what, by whom, by when; kept or not."""

    SENSITIVITY = "commitment"
    CHANGED_BY = "commitment.record"
    WAYS: ClassVar[dict[str, Any]] = {"status": COMMITMENT_WAY}
    NOT_TOLD = ("event", "territory", "member")
    STATES = (("open", _("open")), ("kept", _("kept")), ("not_kept", _("not kept")), ("dropped", _("no longer needed")))

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="commitments", null=True, blank=True)
    what = models.CharField(_("what"), max_length=300)
    whose = models.CharField(_("by whom"), max_length=120)
    member = models.ForeignKey(TeamMember, models.PROTECT, verbose_name=_("member of the team"), related_name="+", null=True, blank=True)
    due_on = models.DateField(_("by when"))
    status = models.CharField(_("state"), max_length=10, choices=STATES, default="open")
    told = models.CharField(_("what became of it"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("commitment")
        indexes = (models.Index(fields=["territory", "due_on"], condition=Q(status="open"), name="programme_commitment_open"),)

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        """The page on which it is told what became of it."""
        return f"/programme/commitments/{self.pk}/"
