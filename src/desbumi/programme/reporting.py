"""A report of an event on its surfaces: PDF/A for archives, XLSX and DOCX for whoever goes on working with it. All from the same frozen figures."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from desbumi.papers import printing
from desbumi.programme.models import Report
from desbumi.programme.queries.reports import headings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST_TITLE = 28  # of a sheet of a workbook


def tables(report: Report) -> list[tuple[str, list[str], list[list[Any]]]]:
    """The tables of a report, in Indonesian as it was frozen: title, columns, rows."""
    told: dict[str, Any] = report.figures["id"]
    with translation.override("id"):
        w = headings()
        return [
            *((str(title), list(columns), list(rows)) for title, columns, rows in told["attendance"]),
            (w["understanding"], [w["question"], w["before"], w["after"], ""], told["understanding"]),
            (w["acceptance"], [w["answer"], w["slips"]], told["acceptance"]),
            (w["targets"], [w["village"], w["target"], w["baseline"], w["to"], w["until"], w["answers"]], told["targets"]),
            (w["commitments"], [w["what"], w["whose"], w["until"], w["state"]], told["commitments"]),
            (w["money"], [w["line"], w["planned"], w["paid"]], [*told["money"], [w["all"], *told["totals"]]]),
        ]


def as_pdf(report: Report) -> bytes:
    """The report as PDF/A, with a page in English at its end; drawn at the moment at which it was frozen, so always the same."""
    with translation.override("id"):
        w = headings()
        told = {
            "words": w, "told": report.figures["id"], "narrative": report.narrative.splitlines(), "lessons": report.lessons.splitlines(),
            "tables": [{"title": title, "columns": columns, "rows": [[str(cell) for cell in row] for row in rows]} for title, columns, rows in tables(report) if rows],
            "english": report.figures["en"], "number": report.number, "frozen": report.head,
            "head": report.head, "qr": printing.qr(report.head),  # as it was, not as the book stands when the sheet is drawn again
        }  # fmt: skip
        event = report.event
        with translation.override("en"):
            told["english_words"] = headings()
        holder = event.organiser.name if event.organiser else event.territory.title
        return printing.sheet(
            "report.typ", title=event.title, place=event.territory, told=printing.breakable(told), office=holder, paper="a4", at=report.created_at
        )


def as_xlsx(report: Report) -> bytes:
    """The report as a workbook: a sheet for each table; words are text, whole numbers are numbers."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    strong = book.add_format({"bold": True})
    with translation.override("id"):
        w = headings()
        told = report.figures["id"]
        rows = [*told["about"], [w["version"], report.number], [_("Head of the book"), report.head]]
        rows += [[name, state, " ".join(figures), " ".join(gaps)] for name, state, figures, gaps, _rule in told["results"]]
        pages = [(w["report"], ["", "", "", ""], rows), *tables(report)]
    for at, (title, columns, lines) in enumerate(pages, 1):
        sheet = book.add_worksheet(f"{at} {title}"[:LONGEST_TITLE].translate(str.maketrans("[]:*?/\\", "       ")))
        for column, label in enumerate(columns):
            sheet.write_string(0, column, str(label), strong)
        for number, line in enumerate(lines, 1):
            for column, cell in enumerate(line):
                if isinstance(cell, int) and not isinstance(cell, bool):
                    sheet.write_number(number, column, cell)
                else:
                    sheet.write_string(number, column, str(cell))
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 6, 24)
    book.close()
    return made.getvalue()


def as_docx(report: Report) -> bytes:
    """The report as a document to go on writing in, with places for what happened and what was learned, and a page in English."""
    from docx import Document  # noqa: PLC0415 -- slow import

    document = Document()
    with translation.override("id"):
        w = headings()
        told = report.figures["id"]
        document.add_heading(report.event.title, level=0)
        document.add_paragraph(f"{w['version']} {report.number} · {report.head}")
        _facts(document, told["about"])
        _results(document, w["results"], told["results"])
        document.add_heading(w["narrative"], level=1)
        document.add_paragraph(report.narrative or "…")
        for title, columns, rows in tables(report):
            if rows:
                _table(document, title, columns, rows)
        document.add_heading(w["lessons"], level=1)
        document.add_paragraph(report.lessons or "…")
        if told["missing"]:
            document.add_heading(w["missing"], level=1)
            for each in told["missing"]:
                document.add_paragraph(each, style="List Bullet")
    document.add_page_break()  # type: ignore[no-untyped-call]
    with translation.override("en"):
        told = report.figures["en"]
        document.add_heading(headings()["summary"], level=1)
        _facts(document, told["about"])
        _results(document, headings()["results"], told["results"])
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def _facts(document: Any, rows: list[list[str]]) -> None:
    table = document.add_table(rows=0, cols=2)
    for label, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value


def _results(document: Any, title: str, rows: list[Any]) -> None:
    document.add_heading(title, level=1)
    for name, state, figures, gaps, rule in rows:
        document.add_heading(f"{name}: {state}", level=2)
        for line in (*figures, *gaps):
            document.add_paragraph(line, style="List Bullet")
        document.add_paragraph(rule)


def _table(document: Any, title: str, columns: list[str], rows: list[list[Any]]) -> None:
    document.add_heading(title, level=1)
    table = document.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    for cell, label in zip(table.rows[0].cells, columns, strict=True):
        cell.text = label
    for row in rows:
        for cell, value in zip(table.add_row().cells, row, strict=True):
            cell.text = str(value)
