"""Sheets that were brought: what became of each row, and what a village means by its headers."""

import json
import zlib
from base64 import b64decode, b64encode
from contextlib import suppress
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from desbumi.book.models import Recorded
from desbumi.book.sealed import SealedTextField
from desbumi.journeys.rules.outcomes import OUTCOMES, WAY
from desbumi.papers.models import File
from desbumi.people.models import Person
from desbumi.territory.models import Territory

STATES = (("brought", _("brought")), ("agreed", _("being written")), ("done", _("done")), ("undone", _("undone")), ("left", _("left aside")))


def packed(told: Any) -> str:
    """Something of lists and texts, as a short text."""
    return b64encode(zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 6)).decode()


def unpacked(text: str) -> Any:
    """What was packed; an empty list for nothing, and for what was not packed by us."""
    with suppress(ValueError, zlib.error):
        return json.loads(zlib.decompress(b64decode(text)))
    return []


class Import(Recorded):
    """A sheet that somebody brought for a village. Its rows lie sealed until a month after it was done."""

    SUBJECT = "pk"
    SENSITIVITY = "import"
    WAYS = {"status": WAY}
    NOT_TOLD = ("territory", "file", "outcomes", "by", "agreed_by", "by_what", "wrote")

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+")
    name = models.CharField(_("file"), max_length=120)
    sheet = models.CharField(_("sheet"), max_length=80, blank=True)
    file = models.ForeignKey(File, models.PROTECT, verbose_name=_("rows as they were brought"), related_name="+", null=True, blank=True)
    status = models.CharField(_("state"), max_length=8, choices=STATES, default="brought")
    by = models.UUIDField(_("brought by"))
    agreed_by = models.UUIDField(_("agreed to by"), null=True, blank=True)
    wrote = models.UUIDField(_("deed that wrote it"), null=True, blank=True)
    row_count = models.PositiveIntegerField(_("rows"), default=0)
    imported = models.PositiveIntegerField(_("new in the register"), default=0)
    updated = models.PositiveIntegerField(_("told more of somebody"), default=0)
    same_person_again = models.PositiveIntegerField(_("same person again"), default=0)
    needs_a_look = models.PositiveIntegerField(_("need a look"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    rejected = models.PositiveIntegerField(_("not taken"), default=0)
    damaged_nik = models.PositiveIntegerField(_("with a damaged NIK"), default=0)
    birth_differs = models.PositiveIntegerField(_("whose birth date disagrees with the NIK"), default=0)
    by_what = models.CharField(_("by sex, country, stage and work"), max_length=2_000, blank=True)
    outcomes = SealedTextField(_("what became of each row"))

    class Meta:
        verbose_name = _("import")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    row_count=models.F("imported") + models.F("updated") + models.F("same_person_again") + models.F("needs_a_look") + models.F("left_out") + models.F("rejected")
                ),
                name="journeys_import_adds_up",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """The page of the import."""
        return f"/journeys/imports/{self.pk}/"

    @property
    def rows_told(self) -> list[list[Any]]:
        """What became of each row: sheet, row, outcome, reasons."""
        found: list[list[Any]] = unpacked(self.outcomes)
        return found


class Row(Recorded):
    """A row that needs a look, until a person has decided; then what it said is gone from here."""

    TERRITORY = "brought__territory"
    SUBJECT = "brought_id"
    SENSITIVITY = "import"
    NOT_TOLD = ("brought", "told", "about", "wrote")
    OUTCOMES = tuple((each, each) for each in OUTCOMES)

    brought = models.ForeignKey(Import, models.PROTECT, verbose_name=_("import"), related_name="rows")
    sheet = models.CharField(_("sheet"), max_length=80, blank=True)
    number = models.PositiveIntegerField(_("row"))
    why = models.CharField(_("why"), max_length=40)
    about = models.ForeignKey(Person, models.PROTECT, verbose_name=_("perhaps the same as"), related_name="+", null=True, blank=True)
    told = SealedTextField(_("what the row says"))
    outcome = models.CharField(_("what became of it"), max_length=20, choices=OUTCOMES, default="needs_a_look")
    wrote = models.UUIDField(_("deed that decided it"), null=True, blank=True)

    class Meta:
        verbose_name = _("row of a sheet")
        constraints = (models.UniqueConstraint(fields=["brought", "sheet", "number"], name="journeys_row_once"),)

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        """Where it is decided: on the page of its import."""
        return f"{self.brought.get_absolute_url()}#row-{self.pk}"


class Wording(Recorded):
    """What a village means by the header of a column; remembered for its next sheet."""

    SENSITIVITY = "import"
    NOT_TOLD = ("territory",)

    territory = models.ForeignKey(Territory, models.PROTECT, verbose_name=_("village"), related_name="+")
    wording = models.CharField(_("header"), max_length=120)
    field = models.CharField(_("what it holds"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("header of a sheet")
        constraints = (models.UniqueConstraint(fields=["territory", "wording"], name="journeys_wording_once"),)

    def __str__(self) -> str:
        return str(self.wording)
