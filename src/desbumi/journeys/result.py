"""The sheet that was brought, with what became of each row beside it: every cell a text, so that nothing in it is a formula."""

from io import BytesIO

import xlsxwriter
from django.utils.translation import gettext as _

from desbumi.journeys.models import Import
from desbumi.journeys.queries import sheets
from desbumi.journeys.rules.values import text

FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def spreadsheet(imported: Import) -> bytes:
    """The sheet with two more columns before its own."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    book.set_properties({"created": imported.created_at.replace(tzinfo=None)})  # the same sheet is the same bytes
    strong, names = book.add_format({"bold": True}), set[str]()
    for name, rows in sheets.result(imported):
        sheet = book.add_worksheet(_free(name, names))
        last = 0
        for number, outcome, why, *cells in rows:
            last = max(last, number)
            for column, cell in enumerate((outcome, why, *(text(each) for each in cells))):
                if cell:
                    sheet.write_string(number, column, cell)
        for column, label in enumerate((_("What became of it"), _("Why"))):
            sheet.write_string(0, column, label, strong)
        sheet.set_column(0, 1, 28)
        sheet.freeze_panes(1, 2)
    book.close()
    return made.getvalue()


def _free(name: str, taken: set[str]) -> str:
    """A name that a spreadsheet takes and that none of the others has."""
    bare = name.translate(FORBIDDEN).strip("' ")[:28] or _("Sheet")
    found, number = bare, 2
    while found.casefold() in taken:
        found, number = f"{bare[:25]} {number}", number + 1
    taken.add(found.casefold())
    return found
