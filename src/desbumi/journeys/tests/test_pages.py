"""Do the pages of an import lead an officer from the file to the register, and nobody else?"""

import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from desbumi.journeys.models import Import, Journey, Row, Wording
from desbumi.journeys.tests.test_imports import HEADER, JOKO, SITI, VILLAGE, bring, import_
from desbumi.people import actions as people
from desbumi.people.models import Person

NAMELESS = ";;P;;Krajan;Taiwan;PRT;aktif;"


@pytest.fixture
def officer(world, browser_of):
    return browser_of(world.officer())


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def file(*rows, name="data.csv", header=HEADER):
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, "\n".join([header, *rows]).encode(), "text/csv")


def test_a_sheet_goes_in_four_steps_from_the_file_to_the_register(world, officer):
    columns = officer.do("/journeys/imports/new/", village=VILLAGE, brought=file(SITI, JOKO, NAMELESS)).headers["Location"]

    asked = text(officer.get(columns))
    assert "Siti Aminah" in asked
    assert "3510 04•• •••• 0002" in asked
    preview = officer.do(columns, **{"label-0": "Nama", "field-0": "person.name"}).headers["Location"]
    shown = text(officer.get(preview))
    assert '<li aria-current="step">Periksa baris' in officer.get(preview).content.decode()
    only = text(officer.get(preview, {"outcome": "rejected"}))
    assert "Tidak ada nama" in only
    assert "Siti Aminah" not in only
    assert shown.index("Tidak ada nama") < shown.index("Siti Aminah")
    assert Person.objects.count() == 0

    officer.do(f"{preview}agree/", seen=Import.objects.get().version)
    assert "Baris yang ditulis" in text(officer.get(preview))
    assert "hx-trigger" in officer.part(preview).content.decode()
    world.settle()

    assert "baru di buku warga" in text(officer.part(preview))
    assert Person.objects.count() == 2
    done = text(officer.get(preview))
    assert "baru di buku warga" in done
    assert "baris 3" not in done
    assert "baris 3" in text(officer.get(preview, {"outcome": "imported"}))
    assert "Tidak ada nama" in done
    assert "data.csv" in text(officer.get("/journeys/imports/"))


def test_a_column_that_was_not_understood_is_told_once(world, officer):
    header = HEADER.replace("Negara Tujuan", "Kode N")
    columns = officer.do("/journeys/imports/new/", village=VILLAGE, brought=file(SITI, header=header)).headers["Location"]
    page = officer.get(columns).content.decode()
    number = re.search(r'name="label-(\d+)" value="Kode N"', page)[1]

    officer.do(columns, **{f"label-{number}": "Kode N", f"field-{number}": "journey.destination"})

    assert Wording.objects.get(field="journey.destination").wording == "kode n"
    assert "TWN" not in text(officer.get(Import.objects.get().get_absolute_url()))
    assert "Taiwan" in text(officer.get(Import.objects.get().get_absolute_url()))
    assert officer.do(columns, **{"label-0": "Nama", "field-0": "person.password"}).status_code == 422


def test_rows_that_need_a_look_are_decided_on_the_page(world, officer):
    import_(world, SITI)
    made, _numbers = import_(world, "Siti Aminah;;;;Krajan;Brunei;;Purna;")
    row = Row.objects.get()
    page = text(officer.get(made.get_absolute_url()))
    assert page.index("perlu dilihat") < page.index("Orang yang sama")

    officer.do(f"/journeys/rows/{row.pk}/", choice="another", seen=row.version)

    assert Person.objects.count() == 2
    assert "Orang yang sama" not in text(officer.get(made.get_absolute_url()))
    assert officer.do(f"/journeys/rows/{row.pk}/", choice="same", seen=row.refreshed().version).status_code == 409


def test_the_sheet_comes_back_with_what_became_of_each_row_as_text(world, officer):
    made, _numbers = import_(world, SITI, JOKO.replace("Kutorejo", "=1+1"), NAMELESS)

    answer = officer.get(f"{made.get_absolute_url()}sheet/")

    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[2][:3] == ["baru di buku warga", "", "Siti Aminah"]
    assert "=1+1" in rows[3]
    assert rows[4][1] == "tidak ada nama di dalamnya"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_an_import_is_undone_on_its_page_and_who_was_edited_is_named(world, officer):
    made, _numbers = import_(world, SITI, JOKO)
    people.change_address(by=world.officer(), person=Person.objects.get(name="Siti Aminah"), hamlet="Pandanarum")

    answer = officer.do(f"{made.get_absolute_url()}undo/", seen=made.refreshed().version)

    assert "Siti Aminah" in text(officer.get(answer.headers["Location"]))
    assert list(Journey.objects.values_list("person__name", flat=True)) == ["Siti Aminah"]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("foto.xlsx", b"\x89PNG\r\n\x1a\n00", "bukan tabel"), ("data.csv", b"", "kosong"), ("data.csv", b"halo", "Tidak ada daftar orang"), ("data.xlsx", b"PK\x03\x04 rusak", "tidak dapat dibuka"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_of_people_is_refused_in_words(world, officer, name, content, says):
    answer = officer.do("/journeys/imports/new/", village=VILLAGE, brought=SimpleUploadedFile(name, content))

    assert answer.status_code == 422
    assert says in text(answer)
    assert not Import.objects.exists()


def test_a_sheet_left_aside_is_over(world, officer):
    waiting = bring(world, SITI)

    officer.do(f"{waiting.get_absolute_url()}leave/", seen=waiting.version)

    assert waiting.refreshed().status == "left"
    assert officer.get(waiting.get_absolute_url()).status_code == 200
    assert officer.do(f"{waiting.get_absolute_url()}agree/", seen=waiting.refreshed().version).status_code == 409


def test_who_may_not_import_finds_no_page_of_it(world, browser_of):
    made, _numbers = import_(world, SITI)

    for who in (world.officer("35.10.04.2002"), world.person("cadre", VILLAGE), world.person("mel_officer")):
        browser = browser_of(who)
        assert browser.get(made.get_absolute_url()).status_code == 404
        assert browser.do(f"{made.get_absolute_url()}undo/").status_code == 404
