"""The papers of a journey, the contract, and what was promised to the family."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.journeys.models.journeys import Journey
from desbumi.papers.models import File

# The eight documents of UU 18/2017 art. 13, in its order; below what a contract holds at least, art. 15(2).
PAPERS = (
    ("marital_status", _("statement of marital status, with a copy of the marriage book")),
    ("family_permission", _("permission of husband or wife, parents or guardian, known by the village head")), ("competence_certificate", _("certificate of competence")),
    ("health_letter", _("health letter, medical and psychological")), ("passport", _("passport")), ("work_visa", _("work visa")),
    ("placement_agreement", _("placement agreement")), ("employment_contract", _("employment contract")),
)  # fmt: skip
OTHERS = (("social_security", _("social security (BPJS Ketenagakerjaan)")), ("other", _("another paper")))
CONTENTS = (
    ("employer", _("employer’s name, profile and full address")), ("worker", _("worker’s name and address")), ("job", _("the job")),
    ("rights_and_duties", _("rights and duties of both")), ("conditions", _("hours, wage and how it is paid, leave, rest, facilities, social security or insurance")),
    ("term", _("from when to when")), ("safety", _("guarantee of safety")),
)  # fmt: skip


def _there(label: Any) -> Any:
    return models.BooleanField(label, null=True, blank=True)


class OfPresent(models.Manager[Any]):
    """What hangs on journeys of people who are not locked for an erasure."""

    def get_queryset(self) -> Any:
        """Those that are there."""
        return super().get_queryset().filter(journey__person__is_locked=False)


class Document(Recorded):
    """A paper of a journey: that it is there, and until when it is valid."""

    TERRITORY = "journey__person__village"
    SUBJECT = "journey__person_id"
    CHANGED_BY = "person.record"
    SENSITIVITY = "person"
    NOT_TOLD = ("journey",)

    journey = models.ForeignKey(Journey, models.PROTECT, verbose_name=_("journey"), related_name="documents")
    kind = models.CharField(_("paper"), max_length=24, choices=(*PAPERS, *OTHERS))
    until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("paper of a journey")
        constraints = (models.UniqueConstraint(fields=["journey", "kind"], name="journeys_document_once"),)
        indexes = (models.Index(fields=["until"], condition=models.Q(until__isnull=False), name="journeys_document_until"),)

    def __str__(self) -> str:
        return str(self.get_kind_display())


class DocumentScan(Recorded):
    """A page of a paper, as photo or scan."""

    TERRITORY = "document__journey__person__village"
    SUBJECT = "document__journey__person_id"
    SENSITIVITY = "person"
    NOT_TOLD = ("document",)

    document = models.ForeignKey(Document, models.PROTECT, verbose_name=_("paper of a journey"), related_name="scans")
    file = models.OneToOneField(File, models.PROTECT, verbose_name=_("file"), related_name="page_of_paper")

    class Meta:
        verbose_name = _("page of a paper")

    def __str__(self) -> str:
        return str(self.file)


class Contract(Recorded):
    """The employment contract: what the Act demands and what of it stands there, the wage, the term."""

    TERRITORY = "journey__person__village"
    SUBJECT = "journey__person_id"
    CHANGED_BY = "person.record"
    SENSITIVITY = "person"
    NOT_TOLD = ("journey",)
    TOGETHER = (("wage_amount", "currency"),)

    journey = models.OneToOneField(Journey, models.PROTECT, verbose_name=_("journey"), related_name="contract")
    employer = _there(CONTENTS[0][1])
    worker = _there(CONTENTS[1][1])
    job = _there(CONTENTS[2][1])
    rights_and_duties = _there(CONTENTS[3][1])
    conditions = _there(CONTENTS[4][1])
    term = _there(CONTENTS[5][1])
    safety = _there(CONTENTS[6][1])
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    wage_amount = models.PositiveBigIntegerField(_("wage a month"), null=True, blank=True)  # in the smallest unit of its currency
    currency = models.CharField(_("currency"), max_length=3, blank=True)  # ISO 4217

    class Meta:
        verbose_name = _("employment contract")
        constraints = (models.CheckConstraint(condition=models.Q(wage_amount__isnull=True) | ~models.Q(currency=""), name="journeys_contract_currency"),)

    def __str__(self) -> str:
        return str(_("employment contract"))

    @property
    def contents(self) -> list[tuple[str, Any, bool | None]]:
        """What the Act demands: field, words, whether it stands there (None: nobody looked)."""
        return [(name, label, getattr(self, name)) for name, label in CONTENTS]


class Promise(Recorded):
    """Whoever searches owes the family an answer on a day, even an empty one."""

    TERRITORY = "journey__person__village"
    SUBJECT = "journey__person_id"
    SENSITIVITY = "person"
    NOT_TOLD = ("journey", "by")

    journey = models.ForeignKey(Journey, models.PROTECT, verbose_name=_("journey"), related_name="promises")
    due_on = models.DateField(_("answer promised for"))
    to_whom = models.CharField(_("promised to"), max_length=120)
    by = models.UUIDField(_("by"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answer = models.CharField(_("what the family was told"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("promise to the family")
        constraints = (
            models.CheckConstraint(condition=models.Q(answered_on__isnull=True) | ~models.Q(answer=""), name="journeys_promise_answered"),
            models.UniqueConstraint(fields=["journey"], condition=models.Q(answered_on__isnull=True), name="journeys_promise_one_open"),
        )
        indexes = (models.Index(fields=["due_on"], condition=models.Q(answered_on__isnull=True), name="journeys_promise_waits"),)

    def __str__(self) -> str:
        return str(self.due_on)

    @property
    def is_kept(self) -> bool:
        """Whether the answer came on the promised day or before."""
        return self.answered_on is not None and self.answered_on <= self.due_on
