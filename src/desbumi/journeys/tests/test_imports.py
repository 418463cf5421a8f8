"""Does a sheet become a register, once, whole, and only for whom it is?"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.utils import timezone
from uuid_utils.compat import uuid7

from desbumi.access.policy import NotAllowed, visible
from desbumi.book import verifying
from desbumi.book.queries import differing
from desbumi.journeys import actions
from desbumi.journeys.models import Confided, Import, Journey, Row
from desbumi.journeys.queries import imports as queries
from desbumi.journeys.queries.summary import summary
from desbumi.journeys.reactions import discard_rows
from desbumi.papers import tables
from desbumi.people import actions as people
from desbumi.people.models import Household, Person, Relative
from desbumi.people.queries.finding import find

SAMPLES = Path(__file__).parent / "samples"
HEADER = "Nama;NIK;L/P;Tgl Lahir;Dusun;Negara Tujuan;Pekerjaan;Status;Nama Suami/Istri"
SITI = "Siti Aminah;3510045208660002;P;12-08-1966;Krajan;Taiwan;PRT;Masih di LN;Suyanto"
JOKO = "Joko Susilo;;L;25-08-1992;Kutorejo;Malaysia;ABK;Purna;"
VILLAGE = "35.10.04.2003"
NUMBERS = ("imported", "updated", "same_person_again", "needs_a_look", "left_out", "rejected")


def bring(world, *rows, village=VILLAGE, by=None, header=HEADER, name="data.csv"):
    """A sheet of these rows, brought by the village's officer."""
    brought = tables.opened("\n".join([header, *rows]).encode(), name)
    return actions.bring(by=by or world.officer(village), village=world.place(village), brought=brought)


def written(imported, by):
    """A sheet that was brought, written into the register."""
    return actions.write(by=by, imported=actions.agree(by=by, imported=imported))


def import_(world, *rows, village=VILLAGE, by=None, header=HEADER):
    """The same, written; returns the import and its numbers that are not nought."""
    made = written(bring(world, *rows, village=village, by=by, header=header), by or world.officer(village))
    return made, {name: getattr(made, name) for name in NUMBERS if getattr(made, name)}


@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("*.expected.json")), ids=lambda path: path.name.partition(".")[0])
def test_each_sample_gives_exactly_its_figures_and_a_second_time_adds_nothing(world, sample):
    expected = json.loads(sample.read_text("utf-8"))
    file, village = sample.with_name(sample.name.removesuffix(".expected.json")), expected["village"]
    officer, place = world.officer(village), world.place(village)

    def imported():
        brought = tables.opened(file.read_bytes(), file.name)
        return queries.told(written(actions.bring(by=officer, village=place, brought=brought), officer))

    counts, rows = queries.preview(place, queries.seen(place, tables.opened(file.read_bytes(), file.name)))
    first, held = imported(), summary(officer, place)
    again = imported()

    wanted = {name: value for name, value in expected.items() if name in first}
    assert {name: first[name] for name in wanted} == wanted
    assert counts.told() == {name: value for name, value in first.items() if name != "rows"}
    assert rows == first["rows"]
    assert sum(first[name] for name in NUMBERS) == first["data_rows"] == len(first["rows"])
    assert held["people"] == expected["imported"]
    assert held["by_stage"] == expected["by_stage"]
    assert (again["imported"], again["updated"]) == (0, 0)
    assert summary(officer, place) == held


def test_what_is_told_of_a_person_stands_in_the_register(world):
    import_(world, SITI)

    siti = Person.objects.get()
    journey = Journey.objects.get()
    assert (siti.name, siti.nik, siti.sex, siti.born_on, siti.hamlet, siti.source) == (
        "Siti Aminah",
        "3510045208660002",
        "female",
        date(1966, 8, 12),
        "Krajan",
        "list",
    )
    assert (journey.person, journey.stage, journey.destination, journey.occupation) == (siti, "working", "TWN", "domestic")
    assert Relative.objects.get().shown_name == "Suyanto"
    assert [each.person for each in find(world.officer(), "sity aminnah", territory=world.place(VILLAGE))] == [siti]
    assert [each.person for each in find(world.officer(), "suyanto", territory=world.place(VILLAGE))] == [siti]


def test_the_book_tells_every_row_and_verifies(world):
    import_(world, SITI, JOKO)

    assert verifying.verify()["broken"] == []
    assert differing() == []


def test_a_later_sheet_updates_what_changed_and_removes_nobody(world):
    import_(world, SITI, JOKO)

    _made, numbers = import_(world, SITI.replace("Masih di LN", "Purna").replace("Krajan", "Kutorejo"))

    assert numbers == {"updated": 1}
    assert Journey.objects.get(person__name="Siti Aminah").stage == "returned"
    assert Person.objects.get(name="Siti Aminah").hamlet == "Kutorejo"
    assert Person.objects.count() == 2


def test_what_somebody_wrote_by_hand_since_stays_and_the_row_says_so(world):
    import_(world, SITI)
    siti = Person.objects.get()
    people.change_address(by=world.officer(), person=siti, hamlet="Pandanarum")

    made, numbers = import_(world, SITI)

    assert numbers == {"same_person_again": 1}
    assert made.rows_told[0][3] == ["kept_by_hand"]
    assert siti.refreshed().hamlet == "Pandanarum"


def test_a_second_journey_of_one_person_is_another_one(world):
    header = f"{HEADER};Thn Berangkat"
    import_(world, SITI.replace("Masih di LN", "Purna") + ";2012", header=header)

    _made, numbers = import_(world, SITI.replace("Taiwan", "Hongkong") + ";2019", header=header)

    assert numbers == {"updated": 1}
    assert list(Journey.objects.order_by("departed_year").values_list("destination", "stage")) == [("TWN", "returned"), ("HKG", "working")]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Wiwik Handayani;3510045208660002;P;;;;;;", "nik_of_another"), ("Siti Aminah;3510045208660003;P;12-08-1966;;;;;", "two_numbers"),
        ("Siti Aminah binti Joko;;P;12-08-1966;;;;;", "patronym"), ("Siti Aminah;;P;12-08-1967;Krajan;;;;", "birth_nearly"), ("Siti Aminah;;;;Krajan;;;;", "too_little"),
    ],
)  # fmt: skip
def test_who_is_perhaps_the_same_needs_a_look(world, row, why):
    import_(world, SITI)

    made, numbers = import_(world, row)

    assert numbers == {"needs_a_look": 1}
    assert (Row.objects.get().why, Row.objects.get().about.name) == (why, "Siti Aminah")
    assert made.rows_told == [["", 2, "needs_a_look", [why]]]
    assert Person.objects.count() == 1


def test_people_of_one_name_who_were_born_on_other_days_are_two(world):
    _made, numbers = import_(world, SITI, "Siti Aminah;;P;01-02-1990;Krajan;;;;")

    assert numbers == {"imported": 2}


def test_a_family_card_makes_a_household_once(world):
    header = "nama;nik;no kk;kedudukan dlm keluarga;negara tujuan"
    import_(world, "Suyanto;;3510041805080001;Kepala Keluarga;", "Siti;;3510041805080001;Istri;Taiwan", header=header)
    import_(world, "Ani;;3510041805080001;Anak;", "Budi;;3510041805080001;Kepala Keluarga;", header=header)

    home = Household.objects.get()
    assert sorted(home.members.values_list("name", "relation")) == [("Ani", "child"), ("Budi", "other"), ("Siti", "spouse"), ("Suyanto", "head")]


def test_lost_contact_and_channel_are_told_to_the_regency_alone(world):
    header = f"{HEADER};Jalur"
    made, _numbers = import_(world, SITI.replace("Masih di LN", "putus kontak") + ";ilegal", header=header)
    facilitator, cadre = world.person("facilitator"), world.person("cadre", VILLAGE)

    assert Journey.objects.get().stage == "working"
    assert queries.told(made)["by_stage"] == {"working": 1}
    assert sorted(visible(facilitator, Confided).values_list("kind", flat=True)) == ["channel", "lost_contact"]
    for each in (world.officer(), cadre, world.person("mel_officer")):
        assert not visible(each, Confided).exists()


def test_an_import_is_undone_whole(world):
    import_(world, JOKO)
    made, _numbers = import_(world, SITI, JOKO.replace("Purna", "Masih di LN"))

    stayed = actions.undo(by=world.officer(), imported=made)

    assert stayed == []
    assert list(Person.objects.values_list("name", flat=True)) == ["Joko Susilo"]
    assert Journey.objects.get().stage == "returned"
    assert (Relative.objects.count(), Row.objects.count()) == (0, 0)
    assert find(world.officer(), "siti aminah", territory=world.place(VILLAGE)) == []
    assert made.refreshed().status == "undone"
    assert differing() == []
    with pytest.raises(actions.AlreadyWritten):
        actions.undo(by=world.officer(), imported=made)


def test_who_was_edited_since_stays_when_an_import_is_undone(world):
    made, _numbers = import_(world, SITI, JOKO)
    siti = Person.objects.get(name="Siti Aminah")
    people.add_relative(by=world.officer(), person=siti, relation="mother", name="Painem")

    stayed = actions.undo(by=world.officer(), imported=made)

    assert stayed == [siti]
    assert list(Person.objects.values_list("name", flat=True)) == ["Siti Aminah"]
    assert Journey.objects.get().person == siti
    assert Relative.objects.count() == 2


def test_nothing_is_written_before_it_is_agreed_nor_when_it_fails_halfway(world, monkeypatch):
    waiting = actions.agree(by=world.officer(), imported=bring(world, SITI, JOKO))
    assert Person.objects.count() == 0

    kept = actions.imports.packed
    monkeypatch.setattr(actions.imports, "packed", lambda told: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.write(by=world.officer(), imported=waiting)
    assert (Person.objects.count(), waiting.refreshed().status) == (0, "agreed")

    monkeypatch.setattr(actions.imports, "packed", kept)
    world.settle()
    assert Person.objects.count() == 2
    with pytest.raises(actions.AlreadyWritten):
        actions.write(by=world.officer(), imported=waiting)


def test_a_sheet_that_is_left_aside_leaves_nothing(world):
    waiting = bring(world, SITI)

    actions.leave(by=world.officer(), imported=waiting)

    assert (waiting.refreshed().status, waiting.refreshed().file, Person.objects.count()) == ("left", None, 0)
    with pytest.raises(actions.AlreadyWritten):
        actions.agree(by=world.officer(), imported=waiting)


def test_a_sheet_of_a_village_is_for_its_own_officer(world):
    made, _numbers = import_(world, SITI)

    for by in (world.officer("35.10.04.2002"), world.person("cadre", VILLAGE), world.person("programme_manager", "00")):
        with pytest.raises(NotAllowed):
            bring(world, JOKO, by=by)
        with pytest.raises(NotAllowed):
            actions.undo(by=by, imported=made)
        assert not visible(by, Import).exists()
        assert not visible(by, Journey).filter(pk__isnull=False).exists() or by.assignments.get().role == "cadre"


def test_a_sheet_is_for_a_village_and_has_people_in_it(world):
    brought = tables.opened(f"{HEADER}\n{SITI}".encode(), "data.csv")
    with pytest.raises(queries.NotInAVillage):
        actions.bring(by=world.leader, village=world.place("35.10.04"), brought=brought)
    with pytest.raises(queries.NoSuchSheet):
        actions.bring(by=world.officer(), village=world.place(VILLAGE), brought=brought, sheet="Lain")
    for empty in ("a;b\n1;2", "halo", HEADER):
        with pytest.raises(queries.NoPeopleInIt):
            actions.bring(by=world.officer(), village=world.place(VILLAGE), brought=tables.opened(empty.encode(), "data.csv"))


def test_no_number_of_a_sheet_lies_open_in_the_database(world):
    made, _numbers = import_(world, SITI, "Siti Aminah;3510045208660003;P;12-08-1966;;;;;")

    assert [Person.objects.get().nik, Row.objects.get().why] == ["3510045208660002", "two_numbers"]
    stored = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            stored += b"".join(bytes(each) if isinstance(each, memoryview | bytes) else str(each).encode() for row in cursor.fetchall() for each in row)
    assert str(made.name).encode() in stored
    assert b"35100452086600" not in stored


def test_a_person_decides_about_a_row_that_needs_a_look(world):
    import_(world, SITI)
    made, _numbers = import_(
        world, "Siti Aminah;3510045208660003;P;12-08-1966;;Taiwan;;Purna;", "Siti Aminah binti Joko;;P;12-08-1966;Kutorejo;Brunei;;aktif;", "Siti Aminah;;;;Krajan;;;;"
    )  # fmt: skip
    same, another, left = Row.objects.order_by("number")

    for row, choice in ((same, "same"), (another, "another"), (left, "leave")):
        actions.decide(by=world.officer(), row=row, choice=choice)

    made = made.refreshed()
    assert {name: getattr(made, name) for name in NUMBERS if getattr(made, name)} == {"updated": 1, "imported": 1, "left_out": 1}
    assert [line[2] for line in made.rows_told] == ["updated", "imported", "left_out"]
    assert sorted(Journey.objects.values_list("person__name", "stage", "destination")) == [
        ("Siti Aminah", "returned", "TWN"),
        ("Siti Aminah binti Joko", "working", "BRN"),
    ]
    assert Person.objects.get(name="Siti Aminah").nik == "3510045208660002"
    with pytest.raises(actions.RowDecided):
        actions.decide(by=world.officer(), row=same, choice="another")


def test_what_was_decided_is_undone_with_its_import(world):
    import_(world, SITI)
    made, _numbers = import_(world, "Siti Aminah;3510045208660003;P;12-08-1966;;Taiwan;;Purna;", "Siti Aminah binti Joko;;P;12-08-1966;Kutorejo;Brunei;;aktif;")
    for row, choice in zip(Row.objects.order_by("number"), ("same", "another"), strict=True):
        actions.decide(by=world.officer(), row=row, choice=choice)

    assert actions.undo(by=world.officer(), imported=made) == []

    assert list(Journey.objects.values_list("person__name", "stage", "destination")) == [("Siti Aminah", "working", "TWN")]
    assert Person.objects.count() == 1


def test_an_import_whose_rows_are_about_one_another_is_undone(world):
    made, numbers = import_(world, SITI, "Siti Aminah;;;;Krajan;Brunei;;Purna;")
    assert numbers == {"imported": 1, "needs_a_look": 1}
    assert Row.objects.get().about.name == "Siti Aminah"

    assert actions.undo(by=world.officer(), imported=made) == []
    assert (Person.objects.count(), Row.objects.count()) == (0, 0)


def test_a_header_that_nobody_knows_is_remembered_once_it_is_told(world):
    header = HEADER.replace("Negara Tujuan", "Kode N")
    first = bring(world, SITI, header=header)
    assert all(each.reading.destination == "" for each in queries.outcomes(first.territory, queries.seen(first.territory, queries.table_of(first))))

    actions.keep_wordings(by=world.officer(), imported=first, holds={"Kode N": "journey.destination"})
    import_(world, SITI, header=header)

    assert Journey.objects.get().destination == "TWN"


def test_rows_of_a_sheet_are_let_go_after_a_month(world):
    done, _numbers = import_(world, SITI)
    waiting = bring(world, JOKO)

    with time_machine.travel(timezone.now() + timedelta(days=40)):
        discard_rows(world.place(VILLAGE).today, op=uuid7())

    assert (done.refreshed().file, done.refreshed().status, waiting.refreshed().file, waiting.refreshed().status) == (None, "done", None, "left")
    assert Person.objects.count() == 1


def test_the_command_line_brings_and_writes_in_one_and_the_worker_does_not_write_again(world):
    brought = tables.opened(f"{HEADER}\n{SITI}".encode(), "data.csv")

    made = actions.take_in(by=world.officer(), village=world.place(VILLAGE), brought=brought, device="cli")
    world.settle()

    assert (made.refreshed().status, made.imported, Person.objects.count()) == ("done", 1, 1)
    assert actions.undo(by=world.officer(), imported=made) == []
    assert Person.objects.count() == 0
