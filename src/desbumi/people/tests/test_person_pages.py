"""The pages of the register: find, add, look, change, ask for consent, decide, hand out."""

import json
import re
from uuid import uuid4

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

KEDUNGASRI = "35.10.04.2003"
NIK = "3510044502840007"


@pytest.fixture
def officer(world, browser_of):
    return browser_of(world.officer())


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_list_is_found_as_one_types(world, officer):
    world.resident("Siti Aminah", called="Mak Yah", hamlet="Krajan")
    world.resident("Bambang")

    assert "2 orang" in text(officer.get("/people/persons/"))
    found = officer.part("/people/persons/", text="st aminah")
    assert "Siti Aminah" in text(found)
    assert "Bambang" not in text(found)
    assert "<html" not in text(found)
    assert "Tidak ada yang ditemukan" in text(officer.part("/people/persons/", text="zulkarnain"))
    assert "Tulis sedikit lagi" in text(officer.part("/people/persons/", text="a"))


def test_someone_is_registered_and_the_page_tells_what_is_not_known(world, officer):
    done = officer.do("/people/persons/new/", village=KEDUNGASRI, name="Suparti", called="Mak Ti", born="1970", hamlet="Krajan", rt="003", source="family")

    page = officer.get(done.headers["Location"])
    assert "Suparti" in text(page)
    assert "belum diketahui" in text(page)
    assert "RT 3" in text(page)
    assert "Suparti" not in re.search(r"<title>(.*?)</title>", text(page))[1]


def test_while_one_registers_who_is_perhaps_the_same_is_shown(world, officer):
    world.resident("Siti Aminah", hamlet="Krajan")

    part = officer.part("/people/persons/new/", village=KEDUNGASRI, name="Sity Aminah")
    assert "Siti Aminah" in text(part)
    assert "sudah tercatat" in text(part)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("name", "...", "Tidak ada huruf"), ("born", "entah", "bukan tanggal"), ("born", "1-1-2090", "lahir"), ("name", "", "Masih kosong")],
)
def test_a_form_that_is_refused_says_why_and_keeps_what_was_typed(world, officer, field, value, says):
    refused = officer.do("/people/persons/new/", **{"village": KEDUNGASRI, "name": "Suparti", "called": "Mak Ti", field: value})

    assert refused.status_code == 422
    assert says in text(refused)
    assert "Mak Ti" in text(refused)


def test_each_part_is_changed_on_a_page_of_its_own(world, officer):
    person = world.resident("Siti")
    at = f"/people/persons/{person.pk}/"

    officer.do(f"{at}names/", name="Siti Aminah", other_names="St. Aminah\nSity", sex="female", born="5 Februari 1984", birthplace="Banyuwangi")
    officer.do(f"{at}address/", hamlet="Krajan", rt="1", rw="2")
    officer.do(f"{at}numbers/", nik="3510 0445 0284 0007", phone="0812 3344 7788")
    officer.do(f"{at}life/", education="junior", marital_status="married")
    officer.do(f"{at}abilities/", seeing="1", walking="3")
    officer.do(f"{at}source/", source="report", source_name="Bu RT", source_on="2026-03-03")

    stored = person.refreshed()
    assert (stored.name, stored.spellings, stored.sex, stored.born, stored.birthplace) == (
        "Siti Aminah",
        ["St. Aminah", "Sity"],
        "female",
        "1984-02-05",
        "Banyuwangi",
    )
    assert (stored.address, stored.nik, stored.phone, stored.education, stored.marital_status) == (
        "Krajan, RT 1 / RW 2",
        NIK,
        "+6281233447788",
        "junior",
        "married",
    )
    assert (stored.seeing, stored.walking, stored.hearing, stored.source_name) == (1, 3, None, "Bu RT")
    page = text(officer.get(person.get_absolute_url()))
    assert "3510 04•• •••• 0007" in page
    assert "0812 •••• 7788" in page
    assert "Sriwati" not in page


def test_a_number_is_never_in_a_form_and_an_empty_field_changes_none(world, officer):
    person = world.resident("Siti", nik=NIK, phone="081233447789")
    page = text(officer.get(f"/people/persons/{person.pk}/numbers/"))

    assert "3510 04•• •••• 0007" in page
    assert "3510 0445" not in page
    assert "0812 3344 7789" not in page
    officer.do(f"/people/persons/{person.pk}/numbers/", nik="", phone="")
    assert person.refreshed().nik == NIK
    officer.do(f"/people/persons/{person.pk}/numbers/", drop_nik="on", phone="")
    assert (person.refreshed().nik, person.refreshed().phone) == ("", "+6281233447789")


def test_a_number_is_shown_whole_for_a_reason_and_it_stands_in_the_history(world, officer):
    person = world.resident("Siti", nik=NIK)
    assert "3510 0445" not in text(officer.get(person.get_absolute_url()))

    officer.do(f"/people/persons/{person.pk}/unmask/", number="nik", reason="letter")

    page = text(officer.get(person.get_absolute_url()))
    assert "3510 0445 0284 0007" in page
    assert "melihat nomor utuh" in page
    refused = officer.do(f"/people/persons/{person.pk}/unmask/", number="nik", reason="curious")
    assert refused.status_code == 422


def test_a_household_is_found_and_joined(world, officer):
    wife, husband = world.resident("Siti"), world.resident("Slamet")
    at = f"/people/persons/{wife.pk}/household/"
    officer.do(f"/people/persons/{husband.pk}/household/", relation="head", card="3510040101990001")

    assert "Slamet" in text(officer.part(f"{at}join/", text="slamet"))
    officer.get(f"{at}join/?of={husband.pk}")
    officer.do(f"{at}join/", of=husband.pk, relation="spouse")

    assert wife.refreshed().household == husband.refreshed().household
    assert "Slamet" in text(officer.get(wife.get_absolute_url()))
    refused = officer.do(f"{at}change/", relation="head", card="")
    assert refused.status_code == 409
    assert "sudah punya kepala" in text(refused)
    officer.do(f"{at}leave/")
    assert wife.refreshed().household is None


def test_relatives_are_added_changed_and_taken_out(world, officer):
    person, mother = world.resident("Siti"), world.resident("Painah")
    at = f"/people/persons/{person.pk}/relatives/add/"
    officer.do(at, relation="spouse", name="Slamet", phone="0812 1111 2222", is_next_of_kin="on")
    officer.get(f"{at}?of={mother.pk}")
    officer.do(at, relation="mother", registered=mother.pk)

    page = text(officer.get(person.get_absolute_url()))
    assert "Slamet" in page
    assert "Painah" in page
    assert "0812 •••• 2222" in page
    spouse = person.relatives.get(relation="spouse")
    officer.do(f"/people/relatives/{spouse.pk}/", relation="spouse", name="Slamet Riyadi")
    assert (spouse.refreshed().name, spouse.refreshed().phone) == ("Slamet Riyadi", "+6281211112222")
    officer.do(f"/people/relatives/{spouse.pk}/remove/")
    assert person.relatives.count() == 1


def test_consent_is_asked_shown_and_taken_back(world, officer):
    person = world.resident("Siti")
    at = f"/people/persons/{person.pk}/consent/"
    refused = officer.do(at, purpose="share", answer="yes", giver="self", manner="spoken", given_on=person.village.today.isoformat())
    assert refused.status_code == 422
    assert "saksi" in text(refused)

    officer.do(at, purpose="share", answer="yes", giver="self", manner="spoken", witness="Bu RT", given_on=person.village.today.isoformat())
    assert "saksi Bu RT" in text(officer.get(person.get_absolute_url()))
    officer.do(f"/people/consents/{person.consents.get().pk}/withdraw/", withdrawn_on=person.village.today.isoformat())
    assert person.consents.get().status == "withdrawn"


def test_a_list_for_others_is_a_spreadsheet_of_texts_with_covered_numbers(world, browser_of):
    from desbumi.people import actions

    world.resident('=HYPERLINK("http://x")', nik=NIK, hamlet="+62", called="@SUM(1)", phone="081233447788")
    gone = world.resident("Dewi Tidak")
    actions.record_consent(by=world.officer(), person=gone, purpose="share", answer="no", manner="signature", given_on=gone.village.today)
    leader = browser_of(world.leader)

    done = leader.do("/people/exports/new/", territory=KEDUNGASRI, purpose="duty", receiver="Disnaker Banyuwangi")
    page = leader.get(done.headers["Location"])
    assert "Disnaker Banyuwangi" in text(page)
    content = leader.get(f"{done.headers['Location']}file/").content
    from io import BytesIO

    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    cells = [cell for row in rows for cell in row]
    assert '=HYPERLINK("http://x")' in cells
    assert "@SUM(1)" in cells
    assert "+62" in cells
    assert "3510 04•• •••• 0007" in cells
    assert NIK not in str(cells)
    assert "Dewi Tidak" not in cells
    assert browser_of(world.person("mel_officer")).get(f"{done.headers['Location']}file/").status_code == 404


def test_a_person_gets_her_file_on_paper_and_for_a_machine(world, officer):
    person = world.resident("Siti Aminah", nik=NIK, relatives={"spouse": "Slamet"}, source="report", source_name="Zubtetangga")
    done = officer.do(f"/people/persons/{person.pk}/right/", kind="file", asker="self", asked_on=person.village.today.isoformat())
    asked = done.headers["Location"]
    assert "PDF" in text(officer.get(asked))
    at = reverse("desk_file", args=[asked.rstrip("/").rpartition("/")[2]])

    paper, machine = officer.get(at), json.loads(officer.get(f"{at}?as=json").content)

    assert paper.content.startswith(b"%PDF")
    assert "Siti" not in paper.headers["Content-Disposition"]
    assert (machine["person"]["nik"], machine["relatives"]) == (NIK, [{"relation": "spouse", "name": "Slamet"}])
    assert [line["deed"] for line in machine["trail"]][-1] == "person.added"
    assert machine["opened"] == [{"on": person.village.today.isoformat(), "by": world.officer().full_name}]
    assert "Zubtetangga" not in json.dumps(machine)
    officer.do(f"{asked}answer/", answer="Diserahkan kepada yang bersangkutan")
    refused = officer.do(f"{asked}refuse/", ground="danger", answer="x")
    assert refused.status_code == 409


def test_without_a_request_there_is_no_file(world, officer):
    from desbumi.people import actions

    person = world.resident()
    asked = actions.ask_right(by=world.officer(), person=person, kind="correction", asked_on=person.village.today)

    assert officer.get(reverse("desk_file", args=[asked.pk])).status_code == 404
    assert officer.get(reverse("desk_file", args=[uuid4()])).status_code == 404


def test_a_breach_is_reported_with_its_clock(world, officer):
    done = officer.do("/people/requests/breach/", territory=KEDUNGASRI, words="HP kader hilang", noticed_on=world.place(KEDUNGASRI).today.isoformat())

    assert "Beri tahu setiap orang" in text(officer.get(done.headers["Location"]))
    assert "kebocoran" in text(officer.get("/people/requests/")).lower()


def test_two_entries_are_laid_side_by_side_and_decided(world, officer):
    one, other = world.resident("Siti Aminah", born="1984", hamlet="Krajan"), world.resident("St. Aminah", born="1984", hamlet="Sumberagung", nik=NIK)
    at = f"/people/persons/{one.pk}/same/"
    assert "St. Aminah" in text(officer.get(at))
    assert "St. Aminah" in text(officer.part(at, text="aminah"))

    done = officer.do(at, other=other.pk)
    pair = done.headers["Location"]
    page = text(officer.get(pair))
    assert "Krajan" in page
    assert "Sumberagung" in page
    assert "3510 04•• •••• 0007" in page
    assert "Siti Aminah" in text(officer.get("/people/pairs/"))
    officer.do(f"{pair}later/")
    done = officer.do(pair, keep="first", taken=["hamlet"])
    stays = done.headers["Location"]
    assert "disatukan" in text(officer.get(stays)).lower() or "satu orang" in text(officer.get(stays)).lower()
    officer.do(f"{stays.replace('/desk/', '/people/')}part-again/")
    assert "2 orang" in text(officer.get("/people/persons/"))


def test_visit_sheets_are_printed_blank_and_prefilled(world, officer):
    person = world.resident("Siti Aminah", nik=NIK, called="Mak Yah", relatives={"spouse": "Slamet"})

    blank, filled = officer.get("/desk/persons/visit/"), officer.get(f"/desk/persons/{person.pk}/visit/")

    assert blank.content.startswith(b"%PDF")
    assert filled.content.startswith(b"%PDF")
    assert "Siti" not in filled.headers["Content-Disposition"]


def test_a_robot_that_searches_for_every_name_is_held(world, browser_of, monkeypatch):
    from desbumi.access import reading

    monkeypatch.setattr(reading, "SEARCHES", 5)
    cadre = browser_of(world.person("cadre", KEDUNGASRI))
    world.resident("Siti")

    answers = [cadre.part("/people/persons/", text=f"nama{at}").status_code for at in range(7)]

    assert answers == [200] * 5 + [403] * 2
    assert "account/confirm/" in text(cadre.get("/people/persons/"))


def test_an_announced_work_day_raises_the_budget_where_it_was_announced(world, browser_of, monkeypatch):
    from desbumi.access import reading

    monkeypatch.setattr(reading, "DAILY", 2)
    people = [world.resident(f"Orang {name}") for name in ("Satu", "Dua", "Tiga", "Empat")]
    browser_of(world.leader).do(
        "/desk/workdays/", territory=KEDUNGASRI, on=world.place(KEDUNGASRI).today.isoformat(), persons="1", reason="Hari pendataan"
    )  # fmt: skip
    cadre = browser_of(world.person("cadre", KEDUNGASRI))

    assert [cadre.get(each.get_absolute_url()).status_code for each in people] == [200, 200, 200, 403]
