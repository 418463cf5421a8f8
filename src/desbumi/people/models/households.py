"""Households, and who is what to whom."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.book.sealed import SealedTextField
from desbumi.people.rules import numbers
from desbumi.people.rules.phones import masked, shown
from desbumi.people.search.marks import index_of
from desbumi.territory.models import Territory


class OfPresent(models.Manager[Any]):
    """What hangs on people who are not locked for an erasure: the rest is on no page."""

    def get_queryset(self) -> RecordedQuerySet[Any]:
        """Those that are there."""
        return RecordedQuerySet(self.model, using=self._db).filter(models.Q(person__isnull=True) | models.Q(person__is_locked=False))


class Household(Recorded):
    """Those who live under one roof; mostly those of one family card, whose number lies sealed."""

    SUBJECT = "pk"
    CHANGED_BY = "person.record"
    SENSITIVITY = "person"
    NOT_TOLD = ("territory",)
    COVERED = ("card",)
    DERIVED = ("card_index",)

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+")
    card = SealedTextField(_("family card number"))
    card_index = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        verbose_name = _("household")
        indexes = (models.Index(fields=["card_index"], name="people_household_card"),)

    def __str__(self) -> str:
        return str(_("Household"))

    def derive(self) -> None:
        """By what the family card number is found."""
        self.card_index = index_of("household.card", self.card)

    @property
    def card_masked(self) -> str:
        """The family card number for a list."""
        return numbers.masked(self.card)

    @property
    def card_shown(self) -> str:
        """The family card number, whole."""
        return numbers.shown(self.card)


class Relative(Recorded):
    """Who somebody is to a person: by name, or, when that one is in the register too, by reference alone.

    A name is never copied here from the register: else whoever is forgotten there would still stand here.
    """

    TERRITORY = "person__village"
    SUBJECT = "person_id"
    CHANGED_BY = "person.record"
    SENSITIVITY = "person"
    NOT_TOLD = ("person",)
    COVERED = ("phone",)
    RELATIONS = (
        ("spouse", _("husband or wife")), ("mother", _("mother")), ("father", _("father")), ("child", _("child")), ("sibling", _("brother or sister")),
        ("grandparent", _("grandparent")), ("guardian", _("guardian")), ("other", _("other relative")),
    )  # fmt: skip

    person = models.ForeignKey("people.Person", models.PROTECT, verbose_name=_("person"), related_name="relatives")
    relation = models.CharField(_("is to the person"), max_length=12, choices=RELATIONS)
    name = models.CharField(_("name"), max_length=120, blank=True)
    registered = models.ForeignKey(
        "people.Person", models.PROTECT, verbose_name=_("who is in the register"), related_name="relative_of", null=True, blank=True, db_index=False
    )
    phone = SealedTextField(_("phone"))
    is_next_of_kin = models.BooleanField(_("to be told first"), default=False)
    is_carer = models.BooleanField(_("cares for the person"), default=False)

    objects: ClassVar[Any] = OfPresent()

    class Meta:
        verbose_name = _("relative")
        indexes = (models.Index(fields=["registered"], condition=Q(registered__isnull=False), name="people_relative_registered"),)
        constraints = (
            models.CheckConstraint(condition=~Q(person=F("registered")), name="people_relative_another"),
            models.CheckConstraint(
                condition=Q(registered__isnull=True) & ~Q(name="") | Q(registered__isnull=False, name=""), name="people_relative_named_once"
            ),
            models.UniqueConstraint(fields=["person", "relation"], condition=Q(relation__in=["mother", "father"]), name="people_relative_one_parent"),
            models.UniqueConstraint(fields=["person", "registered"], condition=Q(registered__isnull=False), name="people_relative_once"),
        )

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The name, from the register where it stands there."""
        return str(self.registered) if self.registered_id else str(self.name)

    @property
    def phone_masked(self) -> str:
        """The number for a page."""
        return masked(self.phone)

    @property
    def phone_shown(self) -> str:
        """The number, whole."""
        return shown(self.phone)
