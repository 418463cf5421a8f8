"""Reports are frozen and told on three surfaces; the note for the press is a draft that a person corrects."""

from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from desbumi.programme import actions, reporting
from desbumi.programme.models import PressNote
from desbumi.programme.queries import reports as queries
from desbumi.refusals import NotNow

HOME = "35.10.04.2003"


@pytest.fixture
def event(world):
    return world.came(world.event(), ("Siti Aminah", "village_head", HOME, "female", "25-34", True), ("=1+1", "cadre", HOME, "male"))


def words(report):
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(reporting.as_pdf(report))).pages)


def test_a_report_tells_what_was_counted_in_both_languages_and_names_nobody(world, event):
    report = actions.freeze_report(by=world.leader, event=event, narrative="Hujan deras, semua datang.", lessons="Mulai lebih pagi.")

    text = words(report)
    for told in (
        "Empat hasil yang diharapkan",
        "Hujan deras",
        "Mulai lebih pagi",
        "Menurut peran",
        "Menurut disabilitas",
        "Summary in English",
        "They understand the programme",
        report.head,
    ):
        assert told in text, told
    assert "Siti Aminah" not in text


def test_a_frozen_report_stays_as_it_was_and_a_later_one_is_a_further_version(world, event):
    first = actions.freeze_report(by=world.leader, event=event)
    before = reporting.as_pdf(first)

    world.came(event, ("Paijan", "cadre", HOME))
    second = actions.freeze_report(by=world.leader, event=event)

    assert reporting.as_pdf(first.refreshed()) == before
    assert (first.number, second.number) == (1, 2)
    assert (first.figures["id"]["came"][0], second.figures["id"]["came"][0]) == (2, 3)
    assert first.head != second.head


def test_the_workbook_has_a_sheet_for_each_table_with_numbers_as_numbers(world, event):
    actions.add_line(by=world.leader, event=event, what="=HYPERLINK(1)", planned_amount=5)
    book = CalamineWorkbook.from_filelike(BytesIO(reporting.as_xlsx(actions.freeze_report(by=world.leader, event=event))))

    roles = book.get_sheet_by_index(1).to_python()
    assert roles[0][:3] == ["Peran", "Diundang", "Hadir"]
    assert roles[1] == ["kepala desa", 3, 1, 1]
    money = next(book.get_sheet_by_name(name).to_python() for name in book.sheet_names if "Rencana" in name)
    assert money[1][0] == "=HYPERLINK(1)"


def test_the_document_has_places_for_what_happened_and_what_was_learned(world, event):
    document = Document(BytesIO(reporting.as_docx(actions.freeze_report(by=world.leader, event=event))))

    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert {"Yang terjadi", "Pelajaran", "Summary in English"} <= set(headings)
    assert document.tables


def test_a_visit_has_no_report(world):
    village = world.place(HOME)
    visit = actions.tell_visit(by=world.leader, village=village, visited_on=village.today, met="x")

    with pytest.raises(NotNow):
        actions.freeze_report(by=world.leader, event=visit)


def test_the_note_for_the_press_begins_with_what_was_counted_and_is_a_persons(world, event, browser_of):
    browser, path = browser_of(world.leader), f"/programme/events/{event.pk}/press/"
    drafted = queries.press_draft(world.leader, event)

    assert "Migrant CARE Banyuwangi" in drafted
    assert "Hadir 2 peserta, 1 di antaranya perempuan." in drafted
    assert "Siti Aminah" not in drafted
    assert "Hadir 2 peserta" in browser.get(path).content.decode()
    browser.do(path, text="Sudah saya betulkan.")
    assert PressNote.objects.get().text == "Sudah saya betulkan."
    assert "Sudah saya betulkan." in browser.get(path).content.decode()


def test_the_report_is_saved_on_each_surface_by_who_sees_the_file(world, event, browser_of):
    report = actions.freeze_report(by=world.leader, event=event)

    for surface, begins in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("docx", b"PK")):
        assert browser_of(world.leader).get(f"/programme/reports/{report.pk}/{surface}/").content.startswith(begins)
    assert browser_of(world.leader).get(f"/programme/reports/{report.pk}/odt/").status_code == 404
    assert browser_of(world.officer()).get(f"/programme/reports/{report.pk}/pdf/").status_code == 404
