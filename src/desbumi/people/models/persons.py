"""Persons of a village, and who looked at a number of theirs."""

from datetime import date
from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.book.sealed import SealedTextField
from desbumi.papers.models import File
from desbumi.people.models.households import Household
from desbumi.people.rules import births, names, numbers, phones
from desbumi.people.search.marks import index_of
from desbumi.territory.models import Territory

SEXES = (("female", _("woman or girl")), ("male", _("man or boy")))
EDUCATIONS = (
    ("none", _("no school")), ("primary", _("primary school (SD)")), ("junior", _("junior high school (SMP)")), ("senior", _("senior high school (SMA, SMK)")),
    ("diploma", _("diploma (D1–D3)")), ("university", _("university")),
)  # fmt: skip
MARITAL = (("single", _("not married yet")), ("married", _("married")), ("divorced", _("divorced")), ("widowed", _("widowed")))
RELATIONS = (
    ("head", _("head of the household")), ("spouse", _("husband or wife of the head")), ("child", _("child of the head")), ("parent", _("parent of the head")),
    ("grandchild", _("grandchild of the head")), ("sibling", _("brother or sister of the head")), ("other", _("lives with them")),
)  # fmt: skip
SOURCES = (
    ("self", _("from the person")), ("family", _("from the family")), ("report", _("from someone’s report")), ("paper", _("from a paper (KTP, KK, passport)")),
    ("list", _("from a list of the village")),
)  # fmt: skip
DIFFICULTY = ((1, _("no difficulty")), (2, _("some difficulty")), (3, _("a lot of difficulty")), (4, _("cannot do it at all")))
ABILITIES = ("seeing", "hearing", "walking", "remembering", "self_care", "communicating")  # Washington Group short set


class Present(models.Manager["Person"]):
    """Those who are in the register: not locked for an erasure, not merged into another. The others are on no page."""

    def get_queryset(self) -> RecordedQuerySet["Person"]:
        """Those who are there."""
        return RecordedQuerySet(self.model, using=self._db).filter(is_locked=False, merged_into=None)


def _ability(label: Any) -> Any:
    return models.PositiveSmallIntegerField(label, choices=DIFFICULTY, null=True, blank=True)


class Person(Recorded):
    """Someone of a village, by name; NIK and phone lie sealed. Whatever is not known is empty, never guessed."""

    TERRITORY = "village"
    SUBJECT = "pk"
    CHANGED_BY = "person.record"
    SENSITIVITY = "person"
    NOT_TOLD = ("village", "is_locked", "household", "photo", "merged_into")
    COVERED = ("nik", "phone")
    WITH = ("village", "household")
    TOGETHER = (("born_on", "born_year"), ("household", "relation"), ("photo",), ("source", "source_name", "source_on"))
    DERIVED = ("name_key", "nik_index", "phone_index")

    village = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+", db_index=False)  # the list's index begins with it
    name = models.CharField(_("name"), max_length=120)
    called = models.CharField(_("called"), max_length=60, blank=True)
    other_names = models.CharField(_("other spellings"), max_length=300, blank=True)
    sex = models.CharField(_("sex"), max_length=6, choices=SEXES, blank=True)
    born_on = models.DateField(_("born"), null=True, blank=True)
    born_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True, validators=[MinValueValidator(1850), MaxValueValidator(2200)])
    birthplace = models.CharField(_("born in"), max_length=80, blank=True)
    nik = SealedTextField(_("NIK"))
    hamlet = models.CharField(_("hamlet"), max_length=60, blank=True)
    rt = models.CharField(_("RT"), max_length=3, blank=True)
    rw = models.CharField(_("RW"), max_length=3, blank=True)
    phone = SealedTextField(_("phone"))
    education = models.CharField(_("school"), max_length=10, choices=EDUCATIONS, blank=True)
    marital_status = models.CharField(_("marital status"), max_length=8, choices=MARITAL, blank=True)
    seeing = _ability(_("seeing, even with glasses"))
    hearing = _ability(_("hearing, even with a hearing aid"))
    walking = _ability(_("walking or climbing steps"))
    remembering = _ability(_("remembering or concentrating"))
    self_care = _ability(_("washing or dressing"))
    communicating = _ability(_("understanding others, or being understood"))
    household = models.ForeignKey(Household, models.PROTECT, verbose_name=_("household"), related_name="members", null=True, blank=True, db_index=False)
    relation = models.CharField(_("in the household"), max_length=10, choices=RELATIONS, blank=True)
    photo = models.OneToOneField(File, models.PROTECT, verbose_name=_("photo"), related_name="photo_of", null=True, blank=True)
    source = models.CharField(_("known"), max_length=8, choices=SOURCES, blank=True)
    source_name = models.CharField(_("told by"), max_length=120, blank=True)
    source_on = models.DateField(_("told on"), null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, verbose_name=_("is the same as"), related_name="merged", null=True, blank=True, db_index=False)
    is_locked = models.BooleanField(_("locked"), default=False)

    name_key = models.CharField(max_length=120, editable=False)
    nik_index = models.CharField(max_length=32, blank=True, editable=False)
    phone_index = models.CharField(max_length=32, blank=True, editable=False)

    objects: ClassVar[Any] = Present()

    class Meta:
        verbose_name = _("person")
        constraints = (
            models.CheckConstraint(condition=~Q(pk=F("merged_into")), name="people_person_another"),
            models.CheckConstraint(condition=Q(born_on__isnull=True) | Q(born_year__isnull=False), name="people_person_born_year"),
            models.CheckConstraint(condition=Q(household__isnull=False) | Q(relation=""), name="people_person_relation_within"),
            models.UniqueConstraint(
                fields=["household"], condition=Q(relation="head", is_locked=False, merged_into__isnull=True), name="people_household_one_head"
            ),
        )
        indexes = (
            models.Index(fields=["village", "name_key", "id"], name="people_person_list"),
            models.Index(fields=["name_key", "id"], name="people_person_names"),
            models.Index(fields=["nik_index"], name="people_person_nik"),
            models.Index(fields=["phone_index"], name="people_person_phone"),
            # of those alone who have one: an index that is mostly nothing looks useless to a database that counts, and costs each new row
            models.Index(fields=["household"], condition=Q(household__isnull=False), name="people_person_household"),
            models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="people_person_merged"),
        )

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """The person's page."""
        return f"/desk/persons/{self.pk}/"

    def derive(self) -> None:
        """What lists are ordered by, and by what the numbers are found."""
        self.name_key = names.key(self.name)[: names.MOST_LETTERS]
        self.nik_index, self.phone_index = index_of("person.nik", self.nik), index_of("person.phone", self.phone)

    @property
    def spellings(self) -> list[str]:
        """Other spellings of the name, one a line."""
        return [each for each in self.other_names.splitlines() if each]

    @property
    def nik_masked(self) -> str:
        """The NIK for a page."""
        return numbers.masked(self.nik)

    @property
    def nik_shown(self) -> str:
        """The NIK, whole."""
        return numbers.shown(self.nik)

    @property
    def phone_masked(self) -> str:
        """The phone number for a page."""
        return phones.masked(self.phone)

    @property
    def phone_shown(self) -> str:
        """The phone number, whole."""
        return phones.shown(self.phone)

    @property
    def address(self) -> str:
        """Hamlet, RT and RW, as far as they are known."""
        within = " / ".join(f"{word} {number}" for word, number in (("RT", self.rt), ("RW", self.rw)) if number)
        return ", ".join(part for part in (self.hamlet, within) if part)

    @property
    def born(self) -> str:
        """The day of birth as ISO writes it, or the year alone; empty when neither is known."""
        return self.born_on.isoformat() if self.born_on else str(self.born_year or "")

    def age(self, today: date) -> int | None:
        """Whole years, as far as they are known."""
        return births.age(self.born_on, self.born_year, today)

    @property
    def abilities(self) -> dict[str, int | None]:
        """The six answers of the Washington Group short set; None where nobody asked."""
        return {name: getattr(self, name) for name in ABILITIES}

    @property
    def has_disability(self) -> bool | None:
        """“A lot of difficulty” or “cannot” in any of the six; None while none of them was asked."""
        answers = [answer for answer in self.abilities.values() if answer is not None]
        return any(answer >= 3 for answer in answers) if answers else None


class Unmasking(Recorded):
    """Somebody looked at a number of a person, whole: which one, and why."""

    TERRITORY = "person__village"
    SUBJECT = "person_id"
    SENSITIVITY = "person"
    NOT_TOLD = ("person", "by")
    NUMBERS = (("nik", _("NIK")), ("phone", _("phone number")), ("card", _("family card number")))
    REASONS = (
        ("letter", _("for a letter that the person asked for")), ("office", _("for another office, with the person")),
        ("identity", _("to see that it is this person")), ("danger", _("because the person may be in danger")),
    )  # fmt: skip

    person = models.ForeignKey(Person, models.PROTECT, verbose_name=_("person"), related_name="unmaskings")
    number = models.CharField(_("number"), max_length=5, choices=NUMBERS)
    reason = models.CharField(_("why"), max_length=8, choices=REASONS)
    by = models.UUIDField(_("by"))

    class Meta:
        verbose_name = _("look at a number")

    def __str__(self) -> str:
        return str(self.get_number_display())
