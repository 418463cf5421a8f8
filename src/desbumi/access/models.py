"""Accounts and assignments."""

from datetime import timedelta
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from desbumi.access.roles import ROLES, Role
from desbumi.access.sessions import Session
from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.territory.models import Territory
from desbumi.ways import Way

RESET_LIVES = timedelta(days=3)
RESET_WAY = Way(("ask", None, "asked"), ("confirm", "asked", "done"), ("stop", "asked", "stopped"))


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account of that name, in any case of letters."""
        return self.get(name__iexact=username)


class Account(AbstractBaseUser):
    """Someone who signs in. Not a record of a book: deeds about it are entries on its assignments."""

    last_login = None  # a page could not keep it, and nobody needs it

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(_("user name"), max_length=60, unique=True)
    email = models.EmailField(_("e-mail"), blank=True)
    full_name = models.CharField(_("name"), max_length=120)
    language = models.CharField(_("language"), max_length=2, default="id", choices=[("id", "Bahasa Indonesia"), ("en", "English")])
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)  # a one-time link lives a week from then
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = Accounts()

    session: Session | None = None  # set on the web; the command line has none
    roles_read: "list[Assignment] | None" = None  # of this request

    class Meta:
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_active(self) -> bool:
        """Whether the account may sign in."""
        return self.closed_at is None

    @is_active.setter
    def is_active(self, _value: bool) -> None:
        raise TypeError("an account is closed by a deed")


class Assignments(RecordedQuerySet["Assignment"]):
    """Questions about assignments."""

    def in_force(self) -> Self:
        """Those that hold today."""
        return self.not_over().filter(from_on__lte=timezone.localdate())

    def not_over(self) -> Self:
        """Those that hold today or will hold: the last day counts, unless the role was ended at once."""
        open_end = Q(until_on__isnull=True) | Q(until_on__gte=timezone.localdate())
        return self.filter(open_end, ended_at__isnull=True, account__closed_at__isnull=True)


class Assignment(Recorded):
    """An account holds a role in a territory from one day to another."""

    TERRITORY = "territory"
    SUBJECT = "account"
    SENSITIVITY = "staff"

    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"), related_name="assignments")
    role = models.CharField(_("role"), max_length=30, choices=[(role.code, role.name) for role in ROLES.values()])
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at once"), null=True, blank=True)
    ended_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[Any] = Assignments.as_manager()

    class Meta:
        verbose_name = _("assignment")
        constraints = (
            models.UniqueConstraint(fields=["account", "role", "territory", "from_on"], condition=Q(ended_at__isnull=True), name="access_assignment_once"),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="access_assignment_forward"),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.territory}"

    @property
    def role_class(self) -> type[Role]:
        """The role in prose."""
        return ROLES[self.role]

    @property
    def state(self) -> str:
        """`now`, `coming` or `over`."""
        today = timezone.localdate()
        if self.ended_at is not None or self.account.closed_at is not None or (self.until_on is not None and self.until_on < today):
            return "over"
        return "now" if self.from_on <= today else "coming"

    def get_absolute_url(self) -> str:
        """The page of the person who holds it."""
        return reverse("desk_person", args=[self.pk])


class FactorReset(Recorded):
    """A lost second factor: one person asks that it be taken away, another confirms; a third cannot be done without."""

    TERRITORY = "territory"
    SUBJECT = "account"
    SENSITIVITY = "reset"
    WAYS = {"status": RESET_WAY}
    STATES = (("asked", _("asked")), ("done", _("done")), ("stopped", _("stopped")))

    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"), related_name="resets")
    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    status = models.CharField(_("state"), max_length=10, choices=STATES, default="asked")
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("asked by"), related_name="+")
    confirmed_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("confirmed by"), related_name="+", null=True, blank=True)

    class Meta:
        verbose_name = _("reset of a second lock")
        constraints = (
            models.UniqueConstraint(fields=["account"], condition=Q(status="asked"), name="access_reset_one_open"),
            models.CheckConstraint(condition=~Q(asked_by=F("account")), name="access_reset_not_oneself"),
            models.CheckConstraint(condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("asked_by")), name="access_reset_two_people"),
        )

    def __str__(self) -> str:
        return str(self.account)

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a second person; after three days it does no longer."""
        return self.status == "asked" and timezone.now() - self.created_at < RESET_LIVES


class WorkDay(Recorded):
    """A day on which much is looked up in a place, told beforehand: a registration drive, a workshop. It raises the day's budget of persons."""

    SENSITIVITY = "workday"
    NOT_TOLD = ("territory",)

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("territory"), related_name="+")
    on = models.DateField(_("day"))
    persons = models.PositiveSmallIntegerField(_("how many persons more each may open"))
    reason = models.CharField(_("what for"), max_length=300)

    class Meta:
        verbose_name = _("work day")
        indexes = (models.Index(fields=["on", "territory"], name="access_workday_on"),)

    def __str__(self) -> str:
        return str(self.on)


class Reading(models.Model):
    """The read log: who opened what, in which hour. Not a record of a book; what was searched for is not kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    deed = models.CharField(max_length=60)
    record = models.CharField(max_length=40)
    hour = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["account", "deed", "hour", "record"], name="access_reading_once"),)

    def __str__(self) -> str:
        return f"{self.deed} {self.hour:%Y-%m-%d %H}"
