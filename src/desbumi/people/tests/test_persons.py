"""Persons, households, relatives, numbers, consent: what is kept, what is refused, what is only worth a look."""

from datetime import date, timedelta

import pytest
from django.db import connection

from desbumi.access.policy import NotAllowed
from desbumi.book.models import Entry
from desbumi.book.queries import differing
from desbumi.papers.cell import Opened
from desbumi.people import actions
from desbumi.people.models import Household, Person
from desbumi.people.queries import persons, rights
from desbumi.people.queries.persons import doubts
from desbumi.refusals import AlreadyMoved

KEDUNGASRI, KENDALREJO = "35.10.04.2003", "35.10.04.2002"
NIK = "3510044502840007"  # of a woman born on 5 February 1984


def test_one_word_is_a_full_name_and_everything_else_may_wait(world):
    person = world.resident("Suparti")

    assert (person.name, person.sex, person.born_year, person.nik, person.household, person.has_disability) == ("Suparti", "", None, "", None, None)
    assert Entry.objects.get(record=person.pk.hex).subject == person.pk.hex
    assert differing() == []


@pytest.mark.parametrize("name", ["", "   ", "...", "\u200b\u202e", "-", "'"])
def test_a_name_without_a_letter_is_none(world, name):
    with pytest.raises(actions.NameMissing):
        world.resident(name)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("x")', "<script>alert(1)</script>", "صفية", "🌺 Melati", "Æther Ñandú", "a" * 120, "O'Brien", "Robert'); DROP TABLE people_person;--"]
)
def test_strange_names_are_kept_as_they_are_and_found(world, name):
    person = world.resident(name)

    assert person.name == name
    assert [each.person.pk for each in persons_found(world, name)] == [person.pk]


def persons_found(world, text):
    from desbumi.people.queries.finding import find

    return find(world.officer(), text)


@pytest.mark.parametrize(("born", "on", "year"), [("12-7-1987", date(1987, 7, 12), 1987), ("1987", None, 1987), ("", None, None)])
def test_a_birth_is_a_day_a_year_or_not_known(world, born, on, year):
    person = world.resident(born=born)

    assert (person.born_on, person.born_year) == (on, year)


def test_a_birth_to_come_and_one_long_ago_are_refused_on_their_field(world):
    for born in ("1-1-2090", "2090", "1850"):
        with pytest.raises(actions.BornLater) as refused:
            world.resident(born=born)
        assert refused.value.field == "born"
    with pytest.raises(actions.NotABirth):
        world.resident(born="entah")


def test_numbers_lie_sealed_and_only_a_mark_of_them_is_in_the_clear(world):
    person = world.resident(nik=NIK, phone="081233447788")
    actions.set_up_household(by=world.officer(), person=person, card="3510040101990001")

    with connection.cursor() as cursor:
        cursor.execute("SELECT nik, phone, nik_index, phone_index FROM people_person")
        raw = b"".join(bytes(value) if not isinstance(value, str) else value.encode() for value in cursor.fetchone())
        cursor.execute("SELECT card, card_index FROM people_household")
        raw += b"".join(bytes(value) if not isinstance(value, str) else value.encode() for value in cursor.fetchone())
    assert all(number.encode() not in raw for number in (NIK, "81233447788", "3510040101990001"))
    assert (person.nik, person.nik_masked, person.phone_masked) == (NIK, "3510 04•• •••• 0007", "0812 •••• 7788")


@pytest.mark.parametrize("nik", ["123", "35100445028400071", "35100445O2840007", "abc"])
def test_what_has_not_sixteen_digits_is_no_nik(world, nik):
    with pytest.raises(actions.NotANumber) as refused:
        world.resident(nik=nik)
    assert refused.value.field == "nik"


@pytest.mark.parametrize(
    ("nik", "known", "codes"),
    [
        (NIK, {"sex": "female", "born": "5-2-1984"}, []),
        ("3510040502840007", {"sex": "female", "born": "5-2-1984"}, ["nik_sex"]),
        (NIK, {"sex": "female", "born": "6-2-1984"}, ["nik_birth"]),
        (NIK, {"born": "1985"}, ["nik_birth"]),
        ("9999994502840007", {}, ["nik_region"]),
        ("3510049902840007", {}, ["nik_day"]),
        ("3510044502840000", {}, ["nik_serial"]),
        ("3510041203150004", {"sex": "female", "born": "5-2-1984"}, ["nik_perhaps_card"]),
    ],
)
def test_a_nik_that_disagrees_is_kept_and_worth_a_look(world, nik, known, codes):
    person = world.resident(nik=nik, **known)

    assert person.nik == nik
    assert [each.code for each in doubts(world.officer(), person)] == codes


def test_the_family_card_number_as_nik_is_told(world):
    person = world.resident(nik="3510041203150004")
    actions.set_up_household(by=world.officer(), person=person, card="3510041203150004")

    assert [each.code for each in doubts(world.officer(), person.refreshed())] == ["nik_is_card"]


def test_the_nik_of_another_is_told_to_whom_may_see_that_one_alone(world):
    mine = world.resident("Siti", nik=NIK)
    other = world.resident("Sity", nik=NIK)
    world.resident("Orang Kendalrejo", village=KENDALREJO, nik=NIK)

    assert [(each.code, each.others) for each in doubts(world.officer(), mine)] == [("nik_twice", (other,))]
    assert len(doubts(world.leader, mine)[0].others) == 2


def test_a_household_has_one_head_and_a_card(world):
    by = world.officer()
    mother, father, child = world.resident("Siti"), world.resident("Slamet"), world.resident("Budi")
    household = actions.set_up_household(by=by, person=father, card="3510 0401 0199 0001")
    actions.join_household(by=by, person=mother, of=father, relation="spouse")
    actions.join_household(by=by, person=child, of=mother, relation="child")

    with pytest.raises(actions.TwoHeads):
        actions.change_household(by=by, person=mother, relation="head")
    assert set(household.members.all()) == {mother, father, child}
    assert household.refreshed().card_masked == "3510 04•• •••• 0001"
    actions.leave_household(by=by, person=father)
    actions.change_household(by=by, person=mother, relation="head", card="")
    assert (mother.refreshed().relation, household.refreshed().card) == ("head", "3510040101990001")


def test_whom_one_joins_needs_no_household_before(world):
    wife, husband = world.resident("Siti"), world.resident("Slamet")

    actions.join_household(by=world.officer(), person=wife, of=husband, relation="spouse")

    assert (wife.refreshed().household, husband.refreshed().relation) == (Household.objects.get(), "head")


def test_nobody_is_her_own_mother_or_her_mothers_mother(world):
    by = world.officer()
    mother, child = world.resident("Painah"), world.resident("Maryati")

    with pytest.raises(actions.OwnRelative):
        actions.add_relative(by=by, person=child, relation="mother", registered=child)
    actions.add_relative(by=by, person=child, relation="mother", registered=mother)
    with pytest.raises(actions.ParentOfOwnParent):
        actions.add_relative(by=by, person=mother, relation="mother", registered=child)
    with pytest.raises(actions.ParentTwice):
        actions.add_relative(by=by, person=child, relation="mother", name="Orang Lain")
    with pytest.raises(actions.OwnRelative):
        actions.join_household(by=by, person=child, of=child, relation="child")


def test_a_relative_of_the_register_is_not_copied_by_name(world):
    mother, child = world.resident("Painah"), world.resident("Maryati")

    relative = actions.add_relative(by=world.officer(), person=child, relation="mother", name="Ditulis juga", registered=mother)

    assert (relative.name, relative.shown_name) == ("", "Painah")


def test_two_who_change_different_fields_both_keep_theirs_and_the_same_field_becomes_a_conflict(world):
    by = world.officer()
    person = world.resident("Siti", hamlet="Krajan")
    seen = person.version
    actions.change_life(by=by, person=person, education="junior", seen=seen)
    actions.change_address(by=by, person=person.refreshed(), hamlet="Sumberagung", seen=seen)
    actions.change_address(by=by, person=person.refreshed(), hamlet="Pandanarum", seen=seen)

    stored = person.refreshed()
    assert (stored.education, stored.hamlet) == ("junior", "Sumberagung")
    from desbumi.book.models import Conflict

    assert Conflict.objects.get().field == "hamlet"


def test_abilities_are_asked_or_unknown_and_never_guessed(world):
    by = world.officer()
    person = world.resident()

    assert actions.change_abilities(by=by, person=person, seeing=1, hearing=2).has_disability is False
    assert actions.change_abilities(by=by, person=person, walking=3).has_disability is True
    assert actions.change_abilities(by=by, person=person).has_disability is None


def test_the_neighbour_may_neither_see_nor_change(world):
    person = world.resident()
    stranger = world.person("cadre", KENDALREJO)

    for deed in (
        lambda: actions.change_life(by=stranger, person=person),
        lambda: actions.unmask(by=stranger, person=person, number="nik", reason="letter"),
        lambda: actions.add_relative(by=stranger, person=person, relation="mother", name="X"),
        lambda: actions.add_person(by=stranger, village=world.place(KEDUNGASRI), name="X"),
        lambda: actions.record_consent(by=stranger, person=person, purpose="share", answer="yes", given_on=date(2026, 1, 1)),
        lambda: actions.ask_right(by=stranger, person=person, kind="file", asked_on=date(2026, 1, 1)),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_look_at_a_number_stands_in_the_history_and_shows_it_for_minutes(world):
    import time_machine
    from django.utils import timezone

    by = world.officer()
    person = world.resident(nik=NIK)

    actions.unmask(by=by, person=person, number="nik", reason="letter")

    assert Entry.objects.filter(deed="number.unmasked", subject=person.pk.hex).count() == 1
    assert persons.whole(by, persons.around(person).looks) == {"nik"}
    assert persons.whole(world.person("cadre", KEDUNGASRI), persons.around(person).looks) == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert persons.whole(by, persons.around(person).looks) == set()


# Consent


def consent(world, person, answer="yes", purpose="share", **told):
    day = told.pop("given_on", person.village.today)
    return actions.record_consent(by=world.officer(), person=person, purpose=purpose, answer=answer, given_on=day, **{"manner": "signature", **told})


def test_until_asked_it_is_neither_yes_nor_no_and_the_newest_answer_holds(world):
    person = world.resident()
    told = lambda: {each.code: each.answer for each in persons.purposes(persons.consents_of([person.pk]))}  # noqa: E731 -- asked four times

    assert told() == {"share": "", "photo": "", "referral": ""}
    first = consent(world, person)
    assert told()["share"] == "yes"
    actions.withdraw_consent(by=world.officer(), consent=first, withdrawn_on=person.village.today)
    assert told()["share"] == "withdrawn"
    consent(world, person, "no", "photo")
    assert told() == {"share": "withdrawn", "photo": "no", "referral": ""}


def test_what_is_spoken_needs_a_witness_and_who_speaks_for_another_a_name(world):
    person = world.resident()

    with pytest.raises(actions.WitnessMissing):
        consent(world, person, manner="spoken")
    with pytest.raises(actions.GiverUnnamed):
        consent(world, person, giver="guardian")
    with pytest.raises(actions.GivenLater):
        consent(world, person, given_on=person.village.today + timedelta(2))
    assert consent(world, person, manner="spoken", witness="Bu RT").witness == "Bu RT"


def test_a_child_answers_through_the_guardian(world):
    child = world.resident("Budi", born="2015")

    with pytest.raises(actions.ChildNeedsGuardian):
        consent(world, child)
    assert consent(world, child, giver="guardian", giver_name="Painah").giver == "guardian"


def test_a_consent_is_withdrawn_once(world):
    given = consent(world, world.resident())
    actions.withdraw_consent(by=world.officer(), consent=given, withdrawn_on=given.given_on)

    with pytest.raises(actions.NotWithdrawn):
        actions.withdraw_consent(by=world.officer(), consent=given, withdrawn_on=given.given_on)


def test_lists_that_leave_hold_whom_nobody_asked_and_leave_out_who_said_no(world):
    unasked, allowed, denied, withdrawn = (world.resident(name) for name in ("Ani", "Budi", "Citra", "Dewi"))
    consent(world, allowed)
    consent(world, denied, "no")
    taken_back = consent(world, withdrawn)
    made = actions.export(by=world.leader, territory=world.place(KEDUNGASRI), purpose="duty", receiver="Disnaker")
    assert [each.name for each in rights.rows_of(world.leader, made)] == ["Ani", "Budi", "Dewi"]

    actions.withdraw_consent(by=world.officer(), consent=taken_back, withdrawn_on=taken_back.given_on)

    assert [each.name for each in rights.rows_of(world.leader, made)] == ["Ani", "Budi"]
    again = actions.export(by=world.leader, territory=world.place(KEDUNGASRI), purpose="duty", receiver="Disnaker")
    assert (again.count, again.left_out) == (2, 2)
    report = actions.export(by=world.leader, territory=world.place(KEDUNGASRI), purpose="report", receiver="Donor")
    assert [each.name for each in rights.rows_of(world.leader, report)] == ["Budi"]
    assert [each.pk for each in rights.exports_of(unasked)] == [again.pk, made.pk]


def test_a_list_of_nobody_is_refused_and_village_roles_take_none_out(world):
    with pytest.raises(actions.NobodyToExport):
        actions.export(by=world.leader, territory=world.place(KEDUNGASRI), purpose="report", receiver="Donor")
    with pytest.raises(NotAllowed):
        actions.export(by=world.officer(), territory=world.place(KEDUNGASRI), purpose="duty", receiver="Donor")


# Rights


def test_a_request_has_three_days_and_is_answered_once(world):
    person = world.resident()
    asked = actions.ask_right(by=world.officer(), person=person, kind="file", asked_on=person.village.today)

    assert asked.due_at - asked.asked_at == timedelta(hours=72)
    assert asked.may_make_file
    answered = actions.answer_right(by=world.officer(), request=asked, answer="Diserahkan")
    assert (answered.status, answered.may_make_file) == ("answered", True)
    with pytest.raises(actions.RequestOver):
        actions.refuse_right(by=world.officer(), request=answered, ground="danger", answer="x")


def test_a_husband_who_asks_for_his_wifes_file_is_refused_with_the_ground(world):
    person = world.resident()
    with pytest.raises(actions.AskerUnnamed):
        actions.ask_right(by=world.officer(), person=person, kind="file", asker="agent", asked_on=person.village.today)
    asked = actions.ask_right(by=world.officer(), person=person, kind="file", asker="agent", asker_name="Slamet", asked_on=person.village.today)

    refused = actions.refuse_right(by=world.officer(), request=asked, ground="not_entitled", answer="Tidak ada kuasa")

    assert (refused.status, refused.ground, refused.may_make_file) == ("refused", "not_entitled", False)


def test_the_clock_of_a_request_of_yesterday_runs_from_its_morning(world):
    person = world.resident()
    asked = actions.ask_right(by=world.officer(), person=person, kind="stop", asked_on=person.village.today - timedelta(1))

    assert asked.due_at - asked.created_at < timedelta(hours=72)
    with pytest.raises(actions.AskedLater):
        actions.ask_right(by=world.officer(), person=person, kind="stop", asked_on=person.village.today + timedelta(1))


def test_open_requests_and_breaches_stand_on_today_with_their_clock(world):
    from desbumi.people.due import due, worded

    person = world.resident()
    actions.ask_right(by=world.officer(), person=person, kind="file", asked_on=person.village.today - timedelta(5))
    actions.report_breach(by=world.officer(), territory=person.village, noticed_on=person.village.today, words="HP kader hilang")

    found = due(world.officer(), person.village.today)
    assert sorted((each.kind, each.state) for each in found) == [("request_breach", "watch"), ("request_file", "stop")]
    assert all("Siti" not in str(each) for each in worded(world.officer(), person.village.today, found))
    assert due(world.person("cadre", KEDUNGASRI), person.village.today) == []


# Two are one


def test_a_merge_keeps_what_both_know_and_can_be_undone(world):
    by = world.officer()
    first = world.resident("Siti Aminah", born="1984", hamlet="Krajan")
    second = world.resident("St. Aminah", nik=NIK, phone="081233447788", hamlet="Sumberagung", relatives={"spouse": "Slamet"})
    before = {each.pk: (each.name, each.other_names, each.nik, each.hamlet, each.born_year) for each in (first, second)}
    pair = actions.pair_up(by=by, person=first, other=second)

    stays = actions.merge(by=by, pair=pair, keep="first" if pair.first_id == first.pk else "second", taken=["hamlet"])

    assert (stays.pk, stays.nik, stays.phone, stays.hamlet, stays.born_year) == (first.pk, NIK, "+6281233447788", "Sumberagung", 1984)
    assert stays.spellings == ["St. Aminah"]
    assert [each.pk for each in Person.objects.all()] == [first.pk]
    assert [each.person.pk for each in persons_found(world, "st aminah")] == [first.pk]
    assert [each.shown_name for each in persons.relatives(persons.all_of(first))] == ["Slamet"]
    with pytest.raises(actions.PersonLocked):
        actions.change_life(by=by, person=second, education="junior")

    actions.change_life(by=by, person=first.refreshed(), education="junior")
    actions.part_again(by=by, person=second.refreshed())

    again = {each.pk: (each.name, each.other_names, each.nik, each.hamlet, each.born_year) for each in Person.objects.all()}
    assert again == before
    assert first.refreshed().education == "junior"
    assert pair.refreshed().status == "two"
    assert differing() == []


def test_of_three_merged_at_once_by_two_one_merge_is_refused(world):
    by = world.officer()
    one, two, three = (world.resident(name) for name in ("Siti", "Sity", "St"))
    first, second = actions.pair_up(by=by, person=one, other=two), actions.pair_up(by=by, person=two, other=three)
    actions.merge(by=by, pair=first, keep="first" if first.first_id == one.pk else "second")

    with pytest.raises(actions.PairDecided):
        actions.merge(by=world.leader, pair=second)
    with pytest.raises(actions.PairDecided):
        actions.merge(by=world.leader, pair=first)


def test_two_people_stay_two_and_are_not_asked_about_again(world):
    by = world.officer()
    pair = actions.pair_up(by=by, person=world.resident("Siti Aminah", born="1984"), other=world.resident("St. Aminah", born="1984"))
    actions.postpone(by=by, pair=pair)
    actions.part(by=by, pair=pair)

    with pytest.raises(actions.PairDecided):
        actions.part(by=by, pair=pair)
    world.settle()
    assert pair.refreshed().status == "two"


def test_who_was_registered_twice_is_found_by_itself_and_waits_for_a_person(world):
    from desbumi.people.models import Pair
    from desbumi.people.queries.pairs import waiting

    world.resident("Siti Aminah", born="5-2-1984", sex="female", hamlet="Krajan")
    world.resident("Bambang Sutrisno", born="1970", sex="male")
    world.resident("St. Aminah", born="5-2-1984", sex="female", hamlet="Krajan")
    world.settle()

    assert [sorted((each.first.name, each.second.name)) for each in Pair.objects.all()] == [["Siti Aminah", "St. Aminah"]]
    assert [each.status for each in waiting(world.officer())] == ["open"]
    assert list(waiting(world.officer(KENDALREJO))) == []


def test_a_contact_is_joined_to_the_person_it_is(world):
    contact, person = world.contact("Lilik Indrawati"), world.resident("Lilik Indrawati")

    joined = actions.join_contact(by=world.leader, contact=contact, person=person)

    assert (joined.person, joined.subject_id == person.subject_id) == (person, False)


def test_who_changes_something_that_is_gone_is_told(world):
    person = world.resident()
    relative = actions.add_relative(by=world.officer(), person=person, relation="mother", name="Painah")
    actions.remove_relative(by=world.officer(), relative=relative)

    with pytest.raises(AlreadyMoved):
        actions.remove_relative(by=world.officer(), relative=relative)


def test_a_name_of_five_hundred_letters_is_refused_in_words(world):
    with pytest.raises(actions.NameTooLong) as refused:
        world.resident("a" * 500)
    assert "120" in str(refused.value)


def test_a_photo_needs_a_yes_and_goes_when_that_is_taken_back(world):
    person, picture = world.resident(), Opened("foto.png", "image/png", b"\x89PNG", width=1, height=1)
    with pytest.raises(actions.PhotoNotAllowed):
        actions.set_photo(by=world.officer(), person=person, scans=[picture])
    given = consent(world, person, purpose="photo")
    with pytest.raises(actions.NotAPhoto):
        actions.set_photo(by=world.officer(), person=person, scans=[Opened("surat.pdf", "application/pdf", b"%PDF", pages=1)])
    assert actions.set_photo(by=world.officer(), person=person, scans=[picture]).photo is not None

    actions.withdraw_consent(by=world.officer(), consent=given, withdrawn_on=given.given_on)

    assert person.refreshed().photo is None
    assert differing() == []


def test_a_withdrawal_outweighs_a_yes_that_was_given_before_it_and_typed_in_later(world):
    person = world.resident()
    days = [person.village.today - timedelta(each) for each in (20, 15, 10)]
    first = consent(world, person, given_on=days[0])
    actions.withdraw_consent(by=world.officer(), consent=first, withdrawn_on=days[2])
    consent(world, person, given_on=days[1])

    assert {each.code: each.answer for each in persons.purposes(persons.consents_of([person.pk]))}["share"] == "withdrawn"
    assert rights.standing(person.village) == {person.pk: "withdrawn"}


def test_a_no_follows_whoever_gave_it_through_two_merges_and_over_villages(world):
    leader = world.leader
    one, two, three = world.resident("Siti", village=KENDALREJO), world.resident("Sity"), world.resident("Siti A")
    actions.record_consent(by=leader, person=one, purpose="share", answer="no", manner="thumb", given_on=one.village.today)
    for goes, stays in ((one, two), (two, three)):
        pair = actions.pair_up(by=leader, person=goes.refreshed(), other=stays.refreshed())
        actions.merge(by=leader, pair=pair, keep="first" if pair.first_id == stays.pk else "second")

    assert rights.standing(three.village) == {three.pk: "no"}


def test_a_head_who_was_merged_and_parted_is_head_again(world):
    by = world.officer()
    stays, goes = world.resident("Siti"), world.resident("Sity")
    household = actions.set_up_household(by=by, person=goes)
    pair = actions.pair_up(by=by, person=stays, other=goes.refreshed())
    actions.merge(by=by, pair=pair, keep="first" if pair.first_id == stays.pk else "second")
    assert stays.refreshed().household == household

    actions.part_again(by=by, person=goes.refreshed())

    assert (stays.refreshed().household, goes.refreshed().household, goes.refreshed().relation) == (None, household, "head")


def test_what_belongs_together_goes_back_together_when_a_merge_is_undone(world):
    by = world.officer()
    stays, goes = world.resident("Siti"), world.resident("Sity", born="5-2-1984")
    pair = actions.pair_up(by=by, person=stays, other=goes)
    actions.merge(by=by, pair=pair, keep="first" if pair.first_id == stays.pk else "second")
    actions.change_names(by=by, person=stays.refreshed(), name="Siti", born="6-2-1984")

    actions.part_again(by=by, person=goes.refreshed())

    assert stays.refreshed().born == "1984-02-06"


def test_whoever_is_locked_is_on_no_page_with_all_that_hangs_on_her(world, browser_of):
    by = world.officer()
    person, twin, friend = world.resident("Siti"), world.resident("Sity"), world.resident("Painah")
    relative = actions.add_relative(by=by, person=person, relation="spouse", name="Slamet")
    actions.add_relative(by=by, person=friend, relation="sibling", registered=twin)
    pair = actions.pair_up(by=by, person=person, other=twin)
    actions.merge(by=by, pair=pair, keep="first" if pair.first_id == person.pk else "second")
    asked = actions.ask_right(by=by, person=person, kind="file", asked_on=person.village.today)
    contact = actions.join_contact(by=world.leader, contact=world.contact("Siti"), person=person)

    erasure = actions.ask_to_forget(by=by, person=person.refreshed(), reason="Ia meminta")

    officer = browser_of(by)
    assert [officer.get(at).status_code for at in (f"/people/relatives/{relative.pk}/", asked.get_absolute_url(), f"/desk/files/{asked.pk}/")] == [404] * 3
    assert "Sity" not in officer.get(friend.get_absolute_url()).content.decode()
    assert persons_found(world, "sity") == []
    assert contact.refreshed().is_locked
    actions.stop_erasure(by=world.leader, erasure=erasure)
    assert not contact.refreshed().is_locked
    assert "Sity" in officer.get(friend.get_absolute_url()).content.decode()


def test_a_file_that_is_saved_counts_as_opened(world, browser_of):
    from desbumi.access.models import Reading

    person = world.resident()
    browser_of(world.officer()).get(f"/desk/persons/{person.pk}/visit/")

    assert Reading.objects.get(deed="person.opened").record == person.pk.hex


def test_who_leaves_a_household_that_moved_meanwhile_is_told_and_nothing_breaks(world):
    by = world.officer()
    person = world.resident()
    actions.set_up_household(by=by, person=person)
    seen = person.refreshed().version
    actions.change_household(by=by, person=person.refreshed(), relation="other")

    with pytest.raises(AlreadyMoved):
        actions.leave_household(by=by, person=person.refreshed(), seen=seen)
    assert person.refreshed().relation == "other"


def test_a_merge_of_what_has_changed_since_it_was_looked_at_is_told(world):
    by = world.officer()
    one, other = world.resident("Siti"), world.resident("Sity")
    pair = actions.pair_up(by=by, person=one, other=other)
    seen = pair.first.version
    actions.change_life(by=by, person=pair.first.refreshed(), education="junior")

    with pytest.raises(AlreadyMoved):
        actions.merge(by=by, pair=pair, first_seen=seen)


def test_a_name_that_somebody_decided_upon_is_what_the_person_is_found_by(world):
    from desbumi.book.models import Conflict
    from desbumi.desk.actions import decide

    by = world.officer()
    person = world.resident("Siti")
    seen = person.version
    for name in ("Sumarni", "Rumiyati"):
        actions.change_names(by=by, person=person.refreshed(), name=name, seen=seen)
    decide(by=world.leader, conflict=Conflict.objects.get(field="name"), choice="offered")
    world.settle()

    assert [each.person.name for each in persons_found(world, "rumiyati")] == ["Rumiyati"]
    assert persons_found(world, "sumarni") == []
