"""Two people who are perhaps one."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.people.models.persons import Person
from desbumi.people.rules.pairs import WAY


class Pair(Recorded):
    """Two people of the register who are perhaps one, until someone decides: one, two, or later."""

    TERRITORY = "first__village"
    SUBJECT = "first_id"
    SENSITIVITY = "person"
    WAYS = {"status": WAY}
    NOT_TOLD = ("first", "second", "likeness")
    WITH = ("first__village", "second__village", "first__household", "second__household")
    STATES = (("open", _("to be decided")), ("later", _("to be decided later")), ("two", _("two people")), ("one", _("one person")))

    first = models.ForeignKey(Person, models.PROTECT, verbose_name=_("first"), related_name="pairs")
    second = models.ForeignKey(Person, models.PROTECT, verbose_name=_("second"), related_name="pairs_of")
    likeness = models.SmallIntegerField(_("likeness"))
    status = models.CharField(_("state"), max_length=5, choices=STATES, default="open")

    class Meta:
        verbose_name = _("perhaps one person")
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="people_pair_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="people_pair_of_two"),
        )
        indexes = (models.Index(fields=["status", "-likeness"], name="people_pair_open"),)

    def __str__(self) -> str:
        return str(_("Perhaps one person"))

    @property
    def also_about(self) -> list[str]:
        """Whom its page shows beside the first."""
        return [self.second_id.hex]

    def get_absolute_url(self) -> str:
        """Both, side by side."""
        return f"/people/pairs/{self.pk}/"
