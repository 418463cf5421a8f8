"""What stands at the head of letters."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.papers.models import File
from desbumi.programme.models.founding import Organisation
from desbumi.territory.models import Territory


class Letterhead(Recorded):
    """The head of the letters of an organisation; without one, of a territory's own government: address, how to reach it, its mark."""

    SENSITIVITY = "activity"
    CHANGED_BY = "event.record"
    NOT_TOLD = ("territory", "organisation")

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="+", null=True, blank=True)
    address = models.CharField(_("address"), max_length=160, blank=True)
    reached_by = models.CharField(_("reached by"), max_length=160, blank=True)
    mark = models.OneToOneField(File, models.PROTECT, verbose_name=_("mark"), related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = _("letterhead")
        constraints = (
            models.UniqueConstraint(fields=["organisation"], name="programme_letterhead_of_organisation"),
            models.UniqueConstraint(fields=["territory"], condition=Q(organisation=None), name="programme_letterhead_of_territory"),
        )

    def __str__(self) -> str:
        return str(self.organisation or self.territory)
