"""Consent, rights, two who are one, and who is locked: what holds for a person as a whole."""

from datetime import timedelta

import pytest

from desbumi.access.policy import NotAllowed
from desbumi.book.queries import differing
from desbumi.papers.cell import Opened
from desbumi.people import actions
from desbumi.people.models import Person
from desbumi.people.queries import persons, rights
from desbumi.refusals import AlreadyMoved

KEDUNGASRI, KENDALREJO = "35.10.04.2003", "35.10.04.2002"
NIK = "3510044502840007"  # of a woman born on 5 February 1984


def persons_found(world, text):
    from desbumi.people.queries.finding import find

    return find(world.officer(), text)


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
    actions.answer_right(by=by, request=asked, answer="Diserahkan")
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
