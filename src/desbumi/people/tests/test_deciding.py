"""Deciding about a person: what a merge takes along, what an erasure waits for, who was quicker, numbers where words belong."""

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desbumi.papers.cell import Opened
from desbumi.people import actions
from desbumi.people.actions import erasures
from desbumi.people.models import Erasure, Person
from desbumi.people.queries.erasures import those_who_are_locked
from desbumi.people.queries.finding import find
from desbumi.people.rules import numbers
from desbumi.refusals import AlreadyMoved

KEDUNGASRI = "35.10.04.2003"
NIK = "3510044502840007"
PICTURE = Opened("foto.png", "image/png", b"\x89PNG", width=1, height=1)


def merged(world, stays, goes):
    pair = actions.pair_up(by=world.officer(), person=stays, other=goes)
    return actions.merge(by=world.officer(), pair=pair.refreshed(), keep="first" if pair.first_id == stays.pk else "second")


def consent(world, person, purpose="photo"):
    return actions.record_consent(by=world.officer(), person=person, purpose=purpose, answer="yes", given_on=person.village.today)


def with_photo(world, person):
    consent(world, person)
    return actions.set_photo(by=world.officer(), person=person, scans=[PICTURE]).refreshed()


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_who_is_merged_while_an_erasure_is_asked_is_not_erased_alone(world, monkeypatch):
    stays, goes = world.resident("Raminten"), world.resident("Raminten", called="Mak Inten", nik=NIK)

    def slowly(whom):
        found = those_who_are_locked(whom)
        monkeypatch.setattr(erasures, "those_who_are_locked", those_who_are_locked)
        merged(world, stays, goes)
        return found

    monkeypatch.setattr(erasures, "those_who_are_locked", slowly)
    with pytest.raises(AlreadyMoved):
        actions.ask_to_forget(by=world.officer(), person=goes, reason="Ia meminta")

    assert not Erasure.objects.exists()
    assert not stays.refreshed().is_locked
    asked = actions.ask_to_forget(by=world.officer(), person=stays.refreshed(), reason="Ia meminta")
    assert all(Person._base_manager.filter(pk__in=[stays.pk, goes.pk]).values_list("is_locked", flat=True))
    with pytest.raises(AlreadyMoved):
        actions.ask_to_forget(by=world.officer(), person=goes.refreshed(), reason="Ia meminta")
    assert asked.subject == stays.pk


def test_what_was_asked_is_answered_before_someone_is_forgotten(world):
    person = world.resident()
    asked = actions.ask_right(by=world.officer(), person=person, kind="file", asked_on=person.village.today)
    with pytest.raises(actions.AnswerFirst):
        actions.ask_to_forget(by=world.officer(), person=person, reason="Ia meminta")

    actions.answer_right(by=world.officer(), request=asked, answer="Diserahkan")

    assert actions.ask_to_forget(by=world.officer(), person=person, reason="Ia meminta").status == "asked"


def test_the_officer_who_asked_sees_where_it_stands_and_stops_it(world, browser_of):
    person, officer = world.resident("Painah"), browser_of(world.officer())
    officer.do(f"/people/persons/{person.pk}/forget/", reason="Keliru")
    asked = Erasure.objects.get()

    page = officer.get(f"/people/erasures/{asked.pk}/")
    assert page.status_code == 200
    assert "Painah" not in text(page)  # whom it is about is told to those who decide
    other = browser_of(world.person("village_head", KEDUNGASRI, name="kades"))
    assert other.get(f"/people/erasures/{asked.pk}/").status_code == 200
    assert other.do(f"/people/erasures/{asked.pk}/stop/").status_code == 404  # who did not ask stops nothing
    assert asked.refreshed().status == "asked"
    officer.do(f"/people/erasures/{asked.pk}/stop/")

    assert asked.refreshed().status == "stopped"
    assert not person.refreshed().is_locked


def test_a_merge_takes_photo_and_source_along_and_its_undo_gives_them_back(world):
    stays, goes = world.resident("Siti"), world.resident("Sity", source="report", source_name="Bu RT")
    file = with_photo(world, goes).photo
    kept = merged(world, stays, goes.refreshed())
    assert (kept.refreshed().photo, kept.source, kept.source_name) == (file, "report", "Bu RT")

    actions.part_again(by=world.officer(), person=goes.refreshed())

    assert (stays.refreshed().photo, stays.refreshed().source_name) == (None, "")
    assert goes.refreshed().photo == file


def test_a_photo_that_was_taken_back_after_a_merge_does_not_come_back_with_its_undo(world):
    stays, goes = world.resident("Siti"), world.resident("Sity")
    given = consent(world, goes)
    actions.set_photo(by=world.officer(), person=goes, scans=[PICTURE])
    merged(world, stays, goes.refreshed())
    actions.withdraw_consent(by=world.officer(), consent=given, withdrawn_on=given.given_on)

    actions.part_again(by=world.officer(), person=goes.refreshed())

    assert (stays.refreshed().photo, goes.refreshed().photo) == (None, None)


@pytest.mark.parametrize("answer", ["withdrawn", "no"])
def test_no_photo_of_any_entry_is_left_when_the_yes_is_gone(world, answer):
    stays, goes = (with_photo(world, world.resident(name)) for name in ("Siti", "Sity"))
    merged(world, stays, goes)
    given = consent(world, stays.refreshed())

    if answer == "no":
        actions.record_consent(by=world.officer(), person=stays.refreshed(), purpose="photo", answer="no", given_on=stays.village.today)
    else:
        actions.withdraw_consent(by=world.officer(), consent=given, withdrawn_on=given.given_on)

    assert not Person._base_manager.filter(photo__isnull=False).exists()


def test_an_empty_form_takes_no_photo_out(world, browser_of):
    person, officer = with_photo(world, world.resident()), browser_of(world.officer())

    assert "Belum ada foto yang dipilih" in text(officer.do(f"/people/persons/{person.pk}/photo/"))
    assert person.refreshed().photo is not None
    officer.do(f"/people/persons/{person.pk}/photo/", drop="1")
    assert person.refreshed().photo is None


def test_of_two_sources_the_one_that_is_ticked_is_taken_whole(world):
    stays, goes = world.resident("Siti", source="report", source_name="Bu RT"), world.resident("Sity", source="report", source_name="Pak RT")
    pair = actions.pair_up(by=world.officer(), person=stays, other=goes)

    actions.merge(by=world.officer(), pair=pair.refreshed(), keep="first" if pair.first_id == stays.pk else "second", taken=["source"])

    assert stays.refreshed().source_name == "Pak RT"


def test_a_photo_of_another_village_stays_in_its_book(world):
    stays, goes = world.resident("Siti"), world.resident("Sity", village="35.10.04.2002")
    actions.record_consent(by=world.leader, person=goes, purpose="photo", answer="yes", given_on=goes.village.today)
    actions.set_photo(by=world.leader, person=goes, scans=[PICTURE])
    pair = actions.pair_up(by=world.leader, person=stays, other=goes.refreshed())

    actions.merge(by=world.leader, pair=pair.refreshed(), keep="first" if pair.first_id == stays.pk else "second")

    assert stays.refreshed().photo is None
    actions.part_again(by=world.leader, person=goes.refreshed())
    assert goes.refreshed().photo is not None


def test_a_photo_is_saved_under_nobodys_name(world):
    person = world.resident("Siti")
    consent(world, person)

    kept = actions.set_photo(by=world.officer(), person=person, scans=[replace(PICTURE, name="SitiAminah.jpg")])

    assert kept.refreshed().photo.name == "foto.png"


def test_two_that_are_perhaps_one_stand_on_today_without_a_name(world, browser_of):
    one, other = world.resident("Tumini"), world.resident("Tumini")
    actions.pair_up(by=world.officer(), person=one, other=other)
    told = "Dua catatan yang mungkin satu orang"

    today = text(browser_of(world.officer()).get("/desk/today/"))

    assert told in today
    assert "Tumini" not in today
    assert told not in text(browser_of(world.person("cadre", KEDUNGASRI, name="kader")).get("/desk/today/"))


def test_a_yes_that_was_given_under_a_merged_entry_is_taken_back_with_its_photo(world):
    stays, goes = world.resident("Siti"), world.resident("Sity")
    given = consent(world, goes)
    actions.set_photo(by=world.officer(), person=goes, scans=[PICTURE])
    merged(world, stays, goes.refreshed())
    assert stays.refreshed().photo is not None

    actions.withdraw_consent(by=world.officer(), consent=given, withdrawn_on=given.given_on)

    assert stays.refreshed().photo is None
    assert given.refreshed().status == "withdrawn"


def test_whoever_was_slower_is_told_that_it_was_decided(world, browser_of):
    one, other, third = (world.resident(name) for name in ("Tumini", "Tumini", "Tumini"))
    pairs = [actions.pair_up(by=world.officer(), person=first, other=second) for first, second in ((one, other), (other, third))]
    officer = browser_of(world.officer())
    merged(world, one, other)

    for at in (pairs[0].get_absolute_url(), pairs[1].get_absolute_url()):
        assert officer.get(at).status_code == 409
        assert "sudah diputuskan" in text(officer.do(at, keep="first"))
    assert browser_of(world.officer("35.10.04.2002")).get(pairs[0].get_absolute_url()).status_code == 404


def test_two_of_one_name_are_told_apart_by_when_they_were_recorded(world, browser_of):
    one, other = world.resident("Ngatiyem", hamlet="Krajan"), world.resident("Ngatiyem", hamlet="Krajan")
    pair = actions.pair_up(by=world.officer(), person=one, other=other)

    page = text(browser_of(world.officer()).get(pair.get_absolute_url()))

    assert page.count("dicatat") >= 2
    assert page.count("WIB") >= 4


@pytest.mark.parametrize(
    "words",
    [
        "08 12 3456 7890", "35 10 0441 0790 0007", "35-10-0441-0790-0007", "3510/0441/0790/0007", "3510_0441_0790_0007", "3510  0441  0790  0007",
        "3510\u00a00441\u00a00790\u00a00007", "0812 – 3456 – 7890", "+62 (812) 3456-7890", "812-3456-7890", "35100441079\u200b00007",
    ],
)  # fmt: skip
def test_a_long_number_is_seen_however_it_is_written(words):
    assert numbers.long_number(f"Siti {words} di rumah")


@given(st.text("0123456789", min_size=16, max_size=16), st.lists(st.sampled_from(["", " ", "-", ".", "  ", "–", "\u200b"]), min_size=15, max_size=15))
def test_sixteen_digits_are_seen_whatever_stands_between(digits, between):
    words = digits[0] + "".join(space + digit for space, digit in zip(between, digits[1:], strict=True))
    assume(not any(numbers.DATE.fullmatch(part) for part in words.replace("\u200b", "").split()))

    assert numbers.long_number(f"KTP {words}") == digits


@pytest.mark.parametrize(
    "words", ["Siti 3510044107900007", "3510 0412 3456 0007", "0812-3456-7890 Siti", "Siti ٣٥١٠٠٤٤١٠٧٩٠٠٠٠٧", "NIK.3510.0441.0790.0007", "+62 812 3456 7890"]
)
def test_a_long_number_has_no_place_among_words(world, words):
    person = world.resident("Siti")
    for deed in (
        lambda: world.resident(words),
        lambda: world.resident("Ani", called=words),
        lambda: actions.change_names(by=world.officer(), person=person, name="Siti", other_names=words),
        lambda: actions.add_relative(by=world.officer(), person=person, relation="spouse", name=words),
        lambda: actions.record_consent(
            by=world.officer(), person=person, purpose="share", answer="yes", manner="spoken", witness=words, given_on=person.village.today
        ),
        lambda: actions.ask_right(by=world.officer(), person=person, kind="correction", words=words, asked_on=person.village.today),
        lambda: actions.ask_to_forget(by=world.officer(), person=person, reason=words),
    ):
        with pytest.raises(actions.NumberInWords) as told:
            deed()
        assert "044107900" not in str(told.value)


@pytest.mark.parametrize("words", [
        "Sejak 12-07-1987 sampai 13-08-1990", "RT 2 RW 14 no. 123", "1987 1988 1989", "Siti 2", "", "1987-07-12 3 anak", "2024-01-05 2024-02-06",
        "Rp 150.000.000", "12/07/1987 13/08/1990",
    ],
)  # fmt: skip
def test_dates_and_small_numbers_may_stand_among_words(words):
    assert numbers.long_number(words) == ""


@pytest.mark.parametrize("rt", ["abc", "1.5.x", "1234"])
def test_a_neighbourhood_is_a_small_number(world, rt):
    with pytest.raises(actions.NotANeighbourhood):
        world.resident("Siti", rt=rt)
    assert world.resident("Siti", rt="٠٣").rt == "3"
    assert world.resident("Siti", rw="000").rw == "0"


def test_letters_are_no_digits_of_a_number(world):
    with pytest.raises(actions.NotANumber) as told:
        actions.change_numbers(by=world.officer(), person=world.resident(), nik="abcd12")
    assert "2" in str(told.value)


def test_the_history_tells_that_a_number_changed_and_not_what_it_is(world, browser_of):
    person = world.resident("Siti", nik=NIK)

    page = text(browser_of(world.officer()).get(person.get_absolute_url()))

    assert "Nik: ••••" in page or "NIK: ••••" in page
    assert NIK not in page


@pytest.mark.parametrize(
    ("purpose", "said", "done"),
    [
        ("share", "daftar yang keluar dari desa tidak memuat orang ini", "daftar yang keluar dari desa tidak memuat orang ini"),
        ("photo", "Foto yang disimpan di sini dihapus", "Tidak ada foto lagi yang disimpan"),
        ("referral", "data orang ini tidak diteruskan kepada pihak lain", "data orang ini tidak diteruskan kepada pihak lain"),
    ],
)
def test_what_follows_from_taking_a_consent_back_is_said_for_its_purpose(world, browser_of, purpose, said, done):
    person, officer = world.resident(), browser_of(world.officer())
    given = consent(world, person, purpose)
    assert said in text(officer.get(f"/people/consents/{given.pk}/withdraw/"))

    officer.do(f"/people/consents/{given.pk}/withdraw/", withdrawn_on=given.given_on.isoformat())

    assert done in text(officer.get(person.get_absolute_url()))


def test_a_list_tells_who_is_left_out_and_why_and_stays_to_be_found(world, browser_of):
    asked, _unasked = world.resident("Ani"), world.resident("Budi")
    consent(world, asked, "share")
    leader = browser_of(world.leader)
    done = leader.do("/people/exports/new/", territory=KEDUNGASRI, purpose="report", receiver="Donor")

    assert "1 tidak dimuat: menolak, atau belum ditanyakan" in text(leader.get(done.headers["Location"]))
    assert done.headers["Location"] in text(leader.get("/people/exports/new/"))


def test_a_hamlet_alone_finds_who_lives_there(world):
    world.resident("Siti", hamlet="Krajan", rt="2", called="Mak Yah", relatives={"spouse": "Slamet"})
    world.resident("Ani", hamlet="Pandanarum")

    for asked in ("krajan", "Dusun Krajan", "mak yah dusun krajan", "rt 2 mak yah", "mak yah istri slamet dusun krajan"):
        assert [each.person.name for each in find(world.officer(), asked)] == ["Siti"], asked


def test_how_someone_is_spoken_to_tells_namesakes_apart(world):
    for called in ("Pak Tari", "Mbak Tari", "Mak Tari", "Bu Tari"):
        world.resident("Lestari", called=called)

    for called in ("Mak Tari", "Pak Tari", "Bu Tari"):
        assert find(world.officer(), called)[0].person.called == called


@pytest.mark.parametrize(
    ("name", "asked"),
    [("Rina", "Ryna"), ("Agus", "Agsu"), ("Hadi Rusdi", "haid rusdi"), ("Hidayat Trianto", "hidayattrianto"), ("Suinah Faridah", "suinahfaridah")],
)
def test_a_short_name_with_a_slip_and_two_names_written_as_one_are_found(world, name, asked):
    world.resident(name)

    assert [each.person.name for each in find(world.officer(), asked)] == [name]
