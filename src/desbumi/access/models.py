"""Accounts and assignments."""

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from desbumi.access.roles import ROLES, Role
from desbumi.access.sessions import Session
from desbumi.book.models import Recorded, RecordedQuerySet
from desbumi.territory.models import Territory


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
        today = timezone.localdate()
        return self.filter(Q(from_on__lte=today) & (Q(until_on__isnull=True) | Q(until_on__gte=today)), account__closed_at__isnull=True)


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

    objects: ClassVar[Any] = Assignments.as_manager()

    class Meta:
        verbose_name = _("assignment")
        constraints = (
            models.UniqueConstraint(fields=["account", "role", "territory", "from_on"], name="access_assignment_once"),
            models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="access_assignment_forward"),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.territory}"

    @property
    def role_class(self) -> type[Role]:
        """The role in prose."""
        return ROLES[self.role]
