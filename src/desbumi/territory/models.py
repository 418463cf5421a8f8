"""Places of the register. Not records of a book: the state keeps this list, we copy it."""

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from desbumi.territory.rules import zone_of

# At run time a field takes no parameters.
if TYPE_CHECKING:
    Text = models.CharField[str, str]
else:
    Text = models.CharField


class CodeField(Text):
    """Text that sorts byte by byte on every database, so that a scope is one range.

    A linguistic collation of PostgreSQL does not find '35.10.04.2003' between '35.10.' and '35.10/'.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """The column's type, with collation C on PostgreSQL; columns that refer to it follow."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def within(scope: str, path: str = "code") -> Q:
    """The scope itself and all that lies in it, as one range over the column at `path`."""
    return Q() if scope == "00" else Q(**{f"{path}__gte": scope, f"{path}__lt": f"{scope}/"})


class Level(models.TextChoices):
    """The five levels of the register."""

    NATION = "nation", _("Nation")
    PROVINCE = "province", _("Province")
    REGENCY = "regency", _("Regency")
    DISTRICT = "district", _("District")
    VILLAGE = "village", _("Village")


class Territory(models.Model):
    """A place with its official code and name. `in_programme` is set by the programmes that work there."""

    TERRITORY = ""
    SENSITIVITY = "place"

    code = CodeField(_("code"), max_length=13, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    level = models.CharField(_("level"), max_length=8, choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children", db_constraint=False)
    key = models.CharField(max_length=80)
    in_programme = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("territory")
        indexes = (models.Index(fields=["key"], name="territory_key"),)

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Name with its kind in front: "Desa Kedungasri", "Kabupaten Banyuwangi"."""
        if self.level == Level.VILLAGE:
            kind = _("Urban village") if self.code[9:10] == "1" else _("Village")
            return f"{kind} {self.name}"
        return f"{_('District')} {self.name}" if self.level == Level.DISTRICT else self.name

    @property
    def short_name(self) -> str:
        """Name without its kind: "Banyuwangi"."""
        head, _space, rest = self.name.partition(" ")
        return rest if self.level == Level.REGENCY and rest and head in ("Kabupaten", "Kota") else self.name

    @property
    def zone(self) -> str:
        """Time zone of the place (IANA name)."""
        return zone_of(self.code)

    @property
    def today(self) -> date:
        """The day it is there now."""
        return timezone.localdate(timezone=ZoneInfo(self.zone))


class Edition(models.Model):
    """Which edition of the register is loaded."""

    name = models.CharField(max_length=60)
    places = models.PositiveIntegerField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
