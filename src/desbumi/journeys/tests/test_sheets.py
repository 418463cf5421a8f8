"""Are people found in sheets of every shape in which villages keep them, and nobody else?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desbumi.journeys.rules.columns import meaning
from desbumi.journeys.tests.reading import names, read

HEADER = ["No", "Nama", "NIK", "L/P", "Tgl Lahir", "Dusun", "Negara Tujuan", "Status"]
SITI = [1, "Siti Aminah", "3510045208660002", "P", "12-08-1966", "Krajan", "Taiwan", "Masih di LN"]
JOKO = [2, "Joko Susilo", "", "L", "1992", "Kutorejo", "Malaysia", "Purna"]


def test_titles_blanks_totals_and_signatures_are_nobody():
    told = read(
        ["DATA BURUH MIGRAN DESA KEDUNGASRI"], ["TAHUN 2024"], [], HEADER, [1, 2, 3, 4, 5, 6, 7, 8], SITI, [], JOKO, ["JUMLAH", "", "", 2], [],
        ["", "", "", "", "", "Kedungasri, 3 Maret 2024"], ["", "", "", "", "", "Kepala Desa Kedungasri"], ["", "", "", "", "", "SUPARTO"],
    )  # fmt: skip

    assert names(told) == ["Siti Aminah", "Joko Susilo"]
    assert [each.row for each in told] == [6, 8]


def test_a_header_of_two_lines_is_read_as_one():
    told = read(
        ["No", "Nama Lengkap", "Alamat", "", "Orang Tua", "", "Negara"],
        ["", "", "Dusun", "RT/RW", "Nama", "No HP", ""],
        [1, "Siti Aminah", "Krajan", "07/04", "Painem", "081233447788", "KSA"],
        merged=[[0, 2, 0, 3], [0, 4, 0, 5]],
    )

    assert (told[0].name, told[0].hamlet, told[0].rt, told[0].rw, told[0].destination) == ("Siti Aminah", "Krajan", "7", "4", "SAU")
    assert told[0].relatives == [("other", "Painem")]
    assert told[0].phone == ""


def test_a_heading_over_the_header_says_whose_column_it_is():
    told = read(
        ["DATA PMI", "", "", "DATA KELUARGA", ""], ["Nama", "NIK", "Negara", "Nama", "NIK"], ["Siti Aminah", "3510045208660002", "Brunei", "Suyanto", "3510041207600001"]
    )  # fmt: skip

    assert (told[0].name, told[0].nik) == ("Siti Aminah", "3510045208660002")


def test_each_of_several_tables_has_its_own_title():
    told = read(
        ["DAFTAR CALON PMI TUJUAN HONGKONG"], ["Nama", "NIK", "L/P"], ["Siti Aminah", "", "P"],
        ["DAFTAR PURNA PMI DARI MALAYSIA"], ["Nama", "NIK", "L/P"], ["Joko Susilo", "", "L"],
    )  # fmt: skip

    assert [(each.name, each.stage, each.destination) for each in told] == [("Siti Aminah", "preparing", "HKG"), ("Joko Susilo", "returned", "MYS")]


def test_a_preamble_tells_what_no_column_does():
    told = read(
        ["Nama PJTKI", "PT Contoh"], ["Negara Tujuan", "Taiwan"], [], ["No", "Nama & ID PMI", "Tempat / Tgl. Lahir", "L/P", "Alamat PMI", "Jenis Pekerjaan"],
        [1, "SITI AMINAH\n3510045208660002", "Banyuwangi / 12-08-1966", "P", "Dsn. Krajan RT 03/RW 01", "Caregiver"], ["Jumlah yang disetujui", "", "", 1],
    )  # fmt: skip

    assert len(told) == 1
    assert (told[0].name, told[0].nik, told[0].destination, told[0].hamlet, told[0].rw) == ("SITI AMINAH", "3510045208660002", "TWN", "Krajan", "1")


def test_a_form_of_one_person_a_block_is_read_downwards():
    told = read(
        ["FORMULIR PENDATAAN"], ["Nama", ":", "Siti Aminah"], ["NIK", ":", "3510045208660002"], ["Negara Tujuan", ":", "Taiwan"], ["Status", ":", "Purna PMI"], [],
        ["Nama", ":", "Joko Susilo"], ["NIK", ":", ""], ["Negara Tujuan", ":", "Korsel"], ["Status", ":", "Calon PMI"],
    )  # fmt: skip

    assert [(each.name, each.destination, each.stage) for each in told] == [("Siti Aminah", "TWN", "returned"), ("Joko Susilo", "KOR", "preparing")]
    assert [each.row for each in told] == [2, 7]


def test_forms_stand_beside_one_another_and_within_one_cell():
    told = read(["Nama", "Siti", "", "Nama", "Joko"], ["L/P", "P", "", "L/P", "L"], ["Negara", "Brunei", "", "Negara", "Dubai"])
    within = read(["Nama : Siti Aminah"], ["NIK : 3510045208660002"], ["Negara Tujuan : Taiwan"])

    assert sorted((each.name, each.sex, each.destination) for each in told) == [("Joko", "male", "ARE"), ("Siti", "female", "BRN")]
    assert (within[0].name, within[0].nik, within[0].destination) == ("Siti Aminah", "3510045208660002", "TWN")


def test_idem_and_merged_cells_stand_for_what_is_above():
    told = read(["Nama", "Dusun", "Negara"], ["Siti", "Krajan", "Taiwan"], ["Joko", "idem", "sda"], ["Ani", "", '-"-'], merged=[[2, 1, 3, 1]])

    assert [(each.hamlet, each.destination) for each in told] == [("Krajan", "TWN")] * 3


def test_a_line_between_the_rows_names_the_hamlet():
    told = read(["Nama", "Negara", "L/P"], ["DUSUN KRAJAN"], ["Siti", "Taiwan", "P"], ["DUSUN KUTOREJO"], ["Joko", "Taiwan", "L"])

    assert [(each.name, each.hamlet) for each in told] == [("Siti", "Krajan"), ("Joko", "Kutorejo")]


def test_a_column_that_is_only_ticked_says_what_its_header_says():
    by_sex = read(
        ["No", "Nama", "Jenis Kelamin", "", "Umur"], ["", "", "L", "P", ""], [1, "Siti", "", "v", 35], [2, "Joko", "v", "", 40], merged=[[0, 2, 0, 3]]
    )
    by_stage = read(
        ["Nama", "PMI", "Purna PMI", "Calon PMI", "Negara"], ["Siti", "v", "", "", "Taiwan"], ["Joko", "", "√", "", "Korea"], ["Ani", "x", "x", "", "Korea"]
    )

    assert [(each.sex, each.birth.year) for each in by_sex] == [("female", 1991), ("male", 1986)]
    assert [each.stage for each in by_stage] == ["working", "returned", ""]


def test_a_village_form_with_sections_in_the_number_column():
    told = read(
        ["NO", "NAMA", "ALAMAT", "NEGARA TUJUAN", "KET"], ["DUSUN KRAJAN"], [1, "Siti", "RT01/RW02", "Malaysia", "Masih kerja"], ["DUSUN KUTOREJO", "", "", "", ""],
        [1, "Joko", "RT 03 RW 01", "Saudi", "putus kontak"], ["Jumlah", 3], ["Kendalrejo, 12 Januari 2024"], ["Kepala Desa"], ["SUPARNO"],
    )  # fmt: skip

    assert [(each.name, each.hamlet, each.rt, each.rw, each.stage) for each in told] == [
        ("Siti", "Krajan", "1", "2", "working"), ("Joko", "Kutorejo", "3", "1", "lost_contact"),
    ]  # fmt: skip


def test_an_agencys_list_tells_agency_employer_and_relatives_apart():
    told = read(
        ["No", "Nama TKI", "Nama Suami/Istri", "Nama Orang Tua", "Umur", "Tujuan", "Tgl Pemberangkatan", "Nama PT/Agen", "Nama Majikan", "HP Keluarga"],
        [1, "Siti", "Suyanto", "Painem", 33, "Hongkong", "3 Mei 2019", "PT Contoh", "Tuan Lee", "081233334444"],
    )

    assert (told[0].name, told[0].recruiter, told[0].employer, told[0].phone, told[0].departed.year) == ("Siti", "PT Contoh", "Tuan Lee", "", 2019)
    assert told[0].relatives == [("spouse", "Suyanto"), ("other", "Painem")]


def test_a_header_on_each_page_takes_nobody_away():
    header = ["No", "Nama", "Negara"]
    told = read(header, [1, "Siti", "Taiwan"], header, [2, "Joko", "Korea"], [3, "3. Ani", "HK"], header, ["", "", ""], [4, "Budi", "HK"])

    narrow = read(["Nama", "Negara"], ["Siti", "Taiwan"], ["Nama", "Negara"], ["Joko", "Korea"])

    assert [(each.row, each.name) for each in told] == [(2, "Siti"), (4, "Joko"), (5, "Ani"), (8, "Budi")]
    assert names(narrow) == ["Siti", "Joko"]


def test_whoever_has_only_a_number_in_the_list_is_nobody_and_without_a_name_is_told():
    told = read(HEADER, SITI, [2, "", "", "", "", "", "", ""], [3, "", "", "P", "", "Krajan", "Taiwan", "aktif"])

    assert [(each.name, each.rejected) for each in told] == [("Siti Aminah", ""), ("", "no_name")]


def test_the_status_is_told_by_the_column_whose_values_say_it():
    told = read(["Nama", "Status", "Keterangan"], ["Siti", "Kawin", "Masih di LN"], ["Joko", "Belum kawin", "Purna"])

    assert [(each.stage, each.marital_status) for each in told] == [("working", "married"), ("returned", "single")]


def test_pmi_alone_tells_no_stage_unless_others_are_calon_and_purna():
    alone = read(["Nama", "Status PMI"], ["Siti", "PMI"], ["Joko", "PMI"])
    among = read(["Nama", "Status PMI"], ["Siti", "PMI"], ["Joko", "Calon PMI"], ["Ani", "Purna PMI"])

    assert [each.stage for each in alone] == ["", ""]
    assert [each.stage for each in among] == ["working", "preparing", "returned"]


@pytest.mark.parametrize(
    ("label", "above", "field"),
    [
        ("Nama Lengkap (Sesuai KTP)", "", "person.name"), ("NAMA  TKI", "", "person.name"), ("Nama Buruh Migran Desa", "", "person.name"),
        ("Nama Suami/Istri", "", "relative.spouse.name"), ("Nama Ayah", "", "person.father_name"), ("Nama", "Kerabat", "relative.other.name"),
        ("NIK (Kerabat)", "", "relative.other.other"), ("Nama PT", "", "journey.recruiter"), ("Nama Majikan", "", "journey.employer"),
        ("No. Kartu Keluarga", "", "household.family_card_number"), ("Tgl Lhr", "", "person.birth_date"), ("Tanggal Lahir", "", "person.birth_date"),
        ("Tempat dan Tgl Lahir", "", "person.birth_place + person.birth_date"), ("RT/RW", "Alamat", "person.rt + person.rw"),
        ("Tahun Keberangkatan", "", "journey.departure_year"), ("Tgl. Kepulangan", "", "journey.homecoming_date"), ("Negara Tujun", "", "journey.destination"),
        ("Tujuan Keluar Negeri", "", "journey.purpose"), ("Ingin Kembali ke Luar Negeri?", "", "journey.wishes_to_return_abroad"),
        ("Nama Desa", "", ""), ("No HP Keluarga", "", "relative.other.phone"), ("Status Perkawinan", "", "person.marital_status"),
    ],
)  # fmt: skip
def test_a_header_says_what_its_column_holds(label, above, field):
    assert meaning(label, above)[0] == field


def test_what_a_village_has_confirmed_comes_first():
    assert meaning("Kode", "", {"kode": "journey.destination"}) == ("journey.destination", True)


cells = st.one_of(
    st.none(), st.text(max_size=30), st.integers(-10, 10**17), st.floats(allow_nan=False), st.booleans(), st.sampled_from([*HEADER, *SITI, "idem", "JUMLAH"])
)


@given(rows=st.lists(st.lists(cells, max_size=9), max_size=25))
def test_any_sheet_is_read_and_nobody_is_without_name_or_reason(rows):
    told = read(*rows, *([HEADER, SITI] if len(rows) % 2 else []))

    assert all(each.name or each.rejected for each in told)
