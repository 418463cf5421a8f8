"""Lists of people as a spreadsheet: every cell a text, numbers covered. What looks like a formula stays what it looks like."""

from collections.abc import Iterable
from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from desbumi.people.models import Export, Person
from desbumi.ui.templatetags.ui import day

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def spreadsheet(people: Iterable[Person], export: Export) -> bytes:
    """A list of people, and above it for whom and what for it was made."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    sheet = book.add_worksheet(_("Residents"))
    strong = book.add_format({"bold": True})
    lines = [
        (_("For"), str(export.get_purpose_display())), (_("Who gets it"), export.receiver), (_("Made on"), day(export.created_at)),
        (_("Place"), export.territory.title), (_("Numbers are covered. Who said no is left out; on a report stands only who said yes."), ""),
    ]  # fmt: skip
    for at, (label, text) in enumerate(lines):
        sheet.write_string(at, 0, label)
        sheet.write_string(at, 1, text)
    first = len(lines) + 1
    for column, label in enumerate(_columns()):
        sheet.write_string(first, column, label, strong)
    for row, person in enumerate(people, first + 1):
        for column, text in enumerate(_cells(person)):
            sheet.write_string(row, column, text)
    sheet.freeze_panes(first + 1, 1)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 10, 18)
    book.close()
    return made.getvalue()


def _columns() -> tuple[str, ...]:
    return (
        _("Name"), _("Called"), _("Sex"), _("Year of birth"), _("NIK"), _("Village"), _("Hamlet"), _("RT"), _("RW"), _("Phone number"), _("Highest school"),
        _("Marital status"), _("Disability"),
    )  # fmt: skip


def _cells(person: Person) -> tuple[str, ...]:
    disabled = {True: _("yes"), False: _("no"), None: _("not asked")}[person.has_disability]
    return (
        person.name, person.called, str(person.get_sex_display()), str(person.born_year or ""), person.nik_masked, person.village.name, person.hamlet,
        person.rt, person.rw, person.phone_masked, str(person.get_education_display()), str(person.get_marital_status_display()), disabled,
    )  # fmt: skip
