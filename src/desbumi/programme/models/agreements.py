"""Agreements: parties, scope, extensions, scans of the signed paper."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.papers.models import File
from desbumi.programme.models.founding import Organisation, Programme
from desbumi.territory.models import Territory


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
