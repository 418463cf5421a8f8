"""Is a cell read as whoever wrote it meant it, and nothing guessed?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desbumi.journeys.rules import values
from desbumi.journeys.rules.values import When
from desbumi.journeys.tests.reading import TODAY, read


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("12-7-87", "1987-07-12"), ("12 Juli 1987", "1987-07-12"), ("12/07/1987 00:00:00", "1987-07-12"), (["1987-07-12"], "1987-07-12"), (31970, "1987-07-12"),
        ("Minggu, 12 Juli 1987", "1987-07-12"), ("1987", "None"), ("12 - 7 - 1987", "1987-07-12"), ("tidak tahu", "None"), ("31-2-1987", "unread"), ("besok", "unread"),
        ("12-7-2087", "unread"),
    ],
)  # fmt: skip
def test_a_birth_is_read_day_first(written, born):
    found = values.birth(written, today=TODAY)

    assert str(found.on if found else "unread") == born


@pytest.mark.parametrize(
    ("cell", "damage"),
    [
        ("3510045208660002", ""), ("'3510 0452 0866 0002", ""), (3510045208660000, "digits"), (3510045208660000.0, "digits"), ("3,51005E+15", "digits"),
        ("351004520866002", "length"), ("3510049908660002", "day"), ("3510045208660000", "serial"), ("35100452O8660002", "letters"),
    ],
)  # fmt: skip
def test_a_nik_that_cannot_be_one_is_told_and_not_kept(cell, damage):
    found = values.nik(cell, today=TODAY)

    assert found.damage == damage
    assert bool(found.number) == (damage == "")


def test_a_formula_is_no_name_and_a_text_in_its_quotes_is_one():
    told = read(["Nama", "NIK", "Negara"], ["=HYPERLINK(1)", "", "Taiwan"], ["@SUM(A1)", "", "Taiwan"], ['="Siti Aminah"', '="3510045208660002"', "Taiwan"])

    assert [(each.name, each.nik, each.rejected) for each in told][2] == ("Siti Aminah", "3510045208660002", "")
    assert [each.rejected for each in told][:2] == ["formula", "formula"]


@pytest.mark.parametrize("cell", ["", "-", None, "belum punya", "tidak ada", 0])
def test_a_nik_that_nobody_knows_is_no_damaged_one(cell):
    assert values.nik(cell, today=TODAY) == values.Nik()


def test_a_number_that_we_covered_is_left_alone():
    told = read(["Nama", "NIK", "No HP"], ["Siti Aminah", "3510 04•• •••• 0002", "0812 •••• 7788"])

    assert (told[0].nik, told[0].nik_damage, told[0].phone, told[0].doubts) == ("", "", "", [])


def test_a_family_cards_number_in_the_place_of_a_nik_is_told():
    by_column = read(["Nama", "NIK", "No KK"], ["Siti", "3510041805080001", "3510041805080001"])
    by_day = read(["Nama", "NIK", "L/P", "Tgl Lahir"], ["Siti", "3510041805080001", "P", "12-08-1966"])

    assert [each.nik_damage for each in (*by_column, *by_day)] == ["card", "card"]


def test_a_birth_date_that_disagrees_with_the_nik_is_a_doubt_and_both_stay():
    told = read(["Nama", "NIK", "Tgl Lahir"], ["Siti", "3510045208660002", "13-09-1966"])

    assert (told[0].nik, told[0].birth.on, told[0].birth_differs) == ("3510045208660002", date(1966, 9, 13), True)


@pytest.mark.parametrize(
    ("written", "code"),
    [("HK", "HKG"), ("Taiwan (Taipei)", "TWN"), ("TAIWAN ", "TWN"), ("Timur Tengah", ""), ("Arab Saudi/Riyadh", "SAU"), ("Denpasar, Bali", ""), ("Singapoer", "SGP"), ("Surabaya", ""), ("", "")],
)  # fmt: skip
def test_a_destination_is_a_country_or_not_known(written, code):
    assert values.destination(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [("PRT", "domestic"), ("perawat lansia", "caregiver"), ("perawat", ""), ("ABK", "fishery"), ("buruh pabrik elektronik", "factory"), ("Ladang sawit", "plantation")],
)  # fmt: skip
def test_an_occupation_that_may_be_two_is_not_guessed(written, code):
    assert values.occupation(written) == code


@pytest.mark.parametrize(
    ("written", "home"),
    [
        ("Dusun Sumberagung\nRT 2, RW 3", ("Sumberagung", "2", "3")), ("Dsn. Krajan RT 03/RW 01", ("Krajan", "3", "1")), ("RT/RW 03/04 Dusun Krajan", ("Krajan", "3", "4")),
        ("DS. Kedungasri RT 2 RW 3, Kec Tegaldlimo", ("", "2", "3")), ("Jl. Melati 5", ("", "", "")),
    ],
)  # fmt: skip
def test_an_address_tells_hamlet_and_neighbourhood(written, home):
    found = values.home(written)

    assert (found.hamlet, found.rt, found.rw) == home


@pytest.mark.parametrize(
    ("cell", "when"),
    [
        (2014, When(year=2014)),
        ("-", When()),
        ("Mei 2014", When(year=2014)),
        ("sekitar 2014", When(year=2014)),
        (["2014-05-03"], When(date(2014, 5, 3), 2014)),
        (3, When()),
    ],
)
def test_when_somebody_left_is_a_day_or_a_year(cell, when):
    assert values.when(cell, today=TODAY) == when


anything = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text(max_size=12), max_size=1))


@given(cell=anything)
def test_no_cell_at_all_trips_a_reader(cell):
    assert values.sex(cell) in ("", "female", "male")
    assert len(values.nik(cell, today=TODAY).number) in (0, 16)
    for each in (values.destination, values.occupation, values.hamlet_name, values.name, values.neighbourhood, values.relation, values.family_card):
        assert isinstance(each(cell), str)
    for read_one in (values.birth, values.age, values.when, values.place_and_birth):
        read_one(cell, today=TODAY)
    assert values.home(cell) is not None
    assert values.stage(cell, knows_family=True) is not None
