"""Are strange tables opened as they were meant, or refused in words, quickly, and never half?"""

import io
import time
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desbumi.papers import tables
from desbumi.papers.cell import FileEmpty, FileRefused
from desbumi.papers.inside_tables import MOST_COLUMNS, decoded, written

pytestmark = pytest.mark.once
ROWS = [["Nama", "NIK", "L/P"], ["Siti Aminah", "3510045208660002", "P"], ["Imam Syafi'i", "", "L"]]


def csv_of(separator=";", rows=ROWS):
    return "\n".join(separator.join(row) for row in rows)


def xlsx(rows=ROWS, *, at=(0, 0), name="Sheet1", then=lambda _book, _sheet: None):
    """A workbook as bytes; `then` may do more to it."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet(name)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(number + at[0], column + at[1], cell)
    then(book, sheet)
    book.close()
    return made.getvalue()


def told(strange, name="data.xlsx"):
    return [[(row.number, row.cells) for row in sheet.rows()] for sheet in tables.opened(strange, name).sheets]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_the_usual_encodings_with_the_usual_separators(separator, encoding):
    rows = [["Nama", "Dusun", "Negara"], ["Siti Aminah", "Krajan – Barat", "Taiwan"]]

    assert told(csv_of(separator, rows).encode(encoding), "data.csv")[0] == [(1, rows[0]), (2, rows[1])]


def test_what_cannot_be_seen_is_taken_out_and_a_line_in_a_cell_stays():
    strange = 'sep=;\nNama;Alamat\n\u200f\u202eSiti\u200b\0 Aminah\u00ad;"Dusun Krajan\nRT 2"\n'.encode()

    assert told(strange, "data.csv")[0] == [(2, ["Nama", "Alamat"]), (3, ["Siti Aminah", "Dusun Krajan\nRT 2"])]


def test_a_workbook_tells_row_numbers_days_numbers_merged_and_hidden():
    def more(book, sheet):
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(6, 2, date(1987, 7, 12), day)
        sheet.write_number(6, 3, 3510045801800001)
        sheet.write_formula(6, 4, "=1+1", None, 2)
        sheet.write_boolean(6, 5, True)
        sheet.merge_range(7, 2, 8, 2, "Krajan")
        book.add_worksheet("Rahasia").hide()

    table = tables.opened(xlsx(at=(3, 2), then=more), "data.xlsx")

    assert next((row.number, row.cells) for row in table.sheets[0].rows()) == (4, [None, None, "Nama", "NIK", "L/P"])
    assert [(row.number, row.cells) for row in table.sheets[0].rows()][3:5] == [
        (7, [None, None, ["1987-07-12"], 3510045801800001, 2, True]),
        (8, [None, None, "Krajan"]),
    ]
    assert list(table.sheets[0].merged) == [[7, 2, 8, 2]]
    assert [(each.name, each.is_hidden, each.count) for each in table.sheets] == [("Sheet1", False, 5), ("Rahasia", True, 0)]


@pytest.mark.parametrize("name", ["old.xls", "free.ods"])
def test_older_and_free_workbooks_are_read_alike(name):
    rows = told(Path(__file__).with_name(name).read_bytes(), name)[0]

    assert rows[0] == (1, ["DATA TKI DESA KEDUNGASRI"])
    assert rows[3] == (5, [2, "Joko Susilo", 3510041709600003, "L", "Banyuwangi, 25-08-1992", "Dsn. Kutorejo RT 05 RW 02", "Malaysia", "Ladang sawit", "Purna"])
    assert rows[4][1][-1] == ["2020-01-02"]


def test_a_table_that_was_kept_is_read_again():
    table = tables.opened(xlsx(), "data.xlsx")

    kept = tables.Table.kept(table.name, table.opened.content)

    assert [row.cells for row in kept.sheets[0].rows()] == ROWS
    assert len(kept) == 3


def bomb():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 400 * 1024**2)
    return made.getvalue()


def with_part(name, content):
    """A sound workbook of which one part is another."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as sound, zipfile.ZipFile(made, "w") as archive:
        for each in sound.namelist():
            archive.writestr(each, content if each == name else sound.read(each))
    return made.getvalue()


LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)) + "]><sst>&i;</sst>"
OUTSIDE = (
    '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&x;</t></si></sst>'
)


@pytest.mark.parametrize(
    ("strange", "refusal"),
    [
        (lambda: b"", FileEmpty), (lambda: b"\x89PNG\r\n\x1a\n" + b"0" * 99, tables.NotATable), (lambda: b"%PDF-1.7 x", tables.NotATable),
        (lambda: xlsx()[:900], tables.TableDamaged), (lambda: b"PK\x03\x04 nothing", tables.TableDamaged), (bomb, tables.TableTooMuchWork),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), tables.TableLocked), (lambda: b"0" * (20 * 1024**2 + 1), tables.TableTooLarge),
        (lambda: csv_of(rows=[["x"] * 5_000]).encode(), tables.TableTooLong), (lambda: b"a;b\n" * 400_000, tables.TableTooLong),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, tables.TableDamaged),
    ],
)  # fmt: skip
def test_what_is_no_table_or_too_much_is_refused_within_ten_seconds(strange, refusal):
    since = time.monotonic()

    with pytest.raises(refusal) as refused:
        tables.opened(strange(), "data.xlsx")

    assert time.monotonic() - since < 10
    assert refused.value.way


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE])
def test_entities_are_never_followed(content):
    try:
        found = str(told(with_part("xl/sharedStrings.xml", content)))
    except FileRefused:
        return
    assert "root:" not in found
    assert "haha" not in found


def test_a_million_formatted_rows_are_read_as_the_few_that_say_something():
    def far(_book, sheet):
        sheet.write_string(1_000_000, 0, "akhir")

    assert [row[0] for row in told(xlsx(then=far))[0]] == [1, 2, 3, 1_000_001]


def test_a_file_that_is_not_there_is_told(tmp_path):
    for path in (tmp_path / "tidak.xlsx", tmp_path):
        with pytest.raises(tables.TableMissing):
            tables.read(path)


@given(strange=st.binary(max_size=400))
def test_any_text_is_decoded_and_told(strange):
    assert isinstance(decoded(strange), str)
    lines, many = written([[decoded(strange)]], 1)
    assert lines.count(b"\n") == many
    assert MOST_COLUMNS


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(at=st.integers(0, 5_000), turned=st.integers(1, 255), cut=st.integers(0, 300))
def test_a_mutated_workbook_is_read_or_refused_and_nothing_else(at, turned, cut):
    sound = bytearray(xlsx())
    sound[at % len(sound)] ^= turned

    try:
        found = told(bytes(sound[: len(sound) - cut]))
    except FileRefused:
        return
    assert all(isinstance(cells, list) for sheet in found for _number, cells in sheet)
