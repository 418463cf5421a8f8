"""What a person allows."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.papers.models import File
from desbumi.people.models.households import OfPresent
from desbumi.people.models.persons import Person
from desbumi.people.rules.consents import WAY


class Consent(Recorded):
    """An answer of a person, or of who may speak for her, about one purpose: yes or no, and how it was given. Unasked is no row at all."""

    TERRITORY = "person__village"
    SUBJECT = "person_id"
    SENSITIVITY = "person"
    WAYS = {"status": WAY}
    NOT_TOLD = ("person", "paper")
    PURPOSES = (
        ("share", _("lists and reports that leave the village, with the name")), ("photo", _("photos of the person")),
        ("referral", _("passing on to another office that helps")),
    )  # fmt: skip
    STATES = (("yes", _("yes")), ("no", _("no")), ("withdrawn", _("withdrawn")))
    MANNERS = (
        ("signature", _("with a signature")), ("thumb", _("with a thumb print")), ("spoken", _("spoken, before a witness")),
        ("own_form", _("in a form that the person can use (read aloud, signs, pictures, with a helper)")),
    )  # fmt: skip
    GIVERS = (("self", _("the person")), ("guardian", _("parent or guardian")), ("supporter", _("the person, with a helper of her choice")))

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="consents")
    purpose = models.CharField(_("for"), max_length=8, choices=PURPOSES)
    status = models.CharField(_("answer"), max_length=9, choices=STATES)
    giver = models.CharField(_("given by"), max_length=9, choices=GIVERS)
    giver_name = models.CharField(_("name of who gave it"), max_length=120, blank=True)
    manner = models.CharField(_("how"), max_length=9, choices=MANNERS)
    witness = models.CharField(_("witness"), max_length=120, blank=True)
    given_on = models.DateField(_("given on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    paper = models.OneToOneField(File, models.PROTECT, verbose_name=_("signed paper"), related_name="consent", null=True, blank=True)

    objects: ClassVar[Any] = OfPresent()

    class Meta:
        verbose_name = _("consent")
        constraints = (
            models.CheckConstraint(condition=~Q(manner="spoken") | ~Q(witness=""), name="people_consent_witness"),
            models.CheckConstraint(condition=Q(giver="self") | ~Q(giver_name=""), name="people_consent_giver_named"),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_on__isnull=False) | (~Q(status="withdrawn") & Q(withdrawn_on__isnull=True)),
                name="people_consent_withdrawn_on",
            ),
        )

    def __str__(self) -> str:
        return str(self.get_purpose_display())
