"""What people do to a village's place."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.utils import timezone

from desbumi.access.policy import NotAllowed
from desbumi.book.models import Entry
from desbumi.book.queries import history
from desbumi.programme import actions
from desbumi.programme.models import Agreement, Implementer, Place, Step
from desbumi.programme.queries import board, first_programme, way_of
from desbumi.refusals import AlreadyMoved, NotNow


def add(world, code="35.10.04.2004", by=None, **kwargs):
    return actions.add_place(by=by or world.leader, programme=first_programme(), village=world.place(code), cohort=kwargs.pop("cohort", "expansion"), **kwargs)


def test_a_village_is_added_and_enters_by_its_cohort(world):
    assert add(world, expansion_round=2).stage == "candidate"
    existing = add(world, "35.10.08.2002", cohort="existing", expansion_round=2)

    assert (existing.stage, existing.entered_at, existing.expansion_round) == ("assistance", "assistance", None)
    assert world.place("35.10.08.2002").in_programme


def test_a_village_is_added_once(world):
    add(world)

    with pytest.raises(actions.AlreadyInProgramme):
        add(world)

    assert Place.objects.filter(village_id="35.10.04.2004").count() == 1


def test_a_district_has_no_place(world):
    with pytest.raises(actions.NotAVillage):
        add(world, "35.10.04")


def test_a_coordinator_adds_no_village_of_another_regency(world):
    village = world.place("33.07").children.order_by("code").first().children.order_by("code").first()

    with pytest.raises(NotAllowed):
        add(world, village.code)


def test_a_step_is_recorded_with_when_who_and_evidence(world):
    actions.record_step(by=world.leader, place=world.village(), kind="assessed", done_on=date(2026, 3, 2), done_by="Lilik", evidence="Lembar penjajakan")

    step = Step.objects.get()
    assert (step.kind, step.done_on, step.done_by, step.evidence) == ("assessed", date(2026, 3, 2), "Lilik", "Lembar penjajakan")


def test_a_step_is_recorded_once(world):
    place = world.step(world.village(), "assessed")

    with pytest.raises(actions.StepTwice):
        world.step(place, "assessed")


def test_nothing_is_done_tomorrow(world):
    with pytest.raises(actions.NotYetPast):
        world.step(world.village(), "assessed", on=timezone.localdate() + timedelta(1))


def test_a_step_of_a_later_stage_waits(world):
    with pytest.raises(actions.StageNotReached):
        world.step(world.village(), "decree")


def test_a_step_before_the_entry_is_not_recorded(world):
    with pytest.raises(actions.BeforeTheBook):
        world.step(world.village("35.10.04.2007"), "assessed")


def test_the_signing_opens_agreement_and_records_the_shared_understanding(world):
    place = world.step(world.village(), "signed", on=date(2026, 10, 14))

    agreement = Agreement.objects.get(territory="35.10.04.2003")
    assert (place.stage, agreement.signed_on) == ("agreement", date(2026, 10, 14))
    assert {str(party) for party in agreement.parties.all()} == {"Pemerintah Desa Kedungasri", "Migrant CARE Banyuwangi"}
    assert len({entry.op for entry in Entry.objects.order_by("-id")[:6]}) == 1


def test_a_village_goes_the_whole_way(world):
    place = world.steps(
        world.village(),
        ["assessed", "invited", "workshop", "signed", "outreach_held", "decree", "baseline", "service_place", "regulation", "budget_line", "handed_over"],
    )

    assert place.stage == "independent"


def test_setting_back_undoes_what_opened_the_later_stages_and_keeps_the_past(world):
    place = world.steps(world.village(), ["assessed", "signed", "outreach_held"])

    actions.set_back(by=world.leader, place=place, to="candidate", reason="Kades baru ingin membaca lagi")

    place = world.village()
    assert (place.stage, place.set_back_because) == ("candidate", "Kades baru ingin membaca lagi")
    assert [step.kind for step in place.steps.order_by("id")] == ["assessed"]
    assert Agreement.objects.get(territory="35.10.04.2003").status == "ended"
    assert world.step(place, "signed").stage == "agreement"


def test_no_one_is_set_back_without_a_reason_below_the_entry_or_forward(world):
    place, existing = world.step(world.village(), "signed"), world.village("35.10.04.2007")

    with pytest.raises(actions.ReasonMissing):
        actions.set_back(by=world.leader, place=place, to="candidate", reason="  ")
    with pytest.raises(actions.BeforeTheBook):
        actions.set_back(by=world.leader, place=existing, to="candidate", reason="x")
    with pytest.raises(NotNow):
        actions.set_back(by=world.leader, place=place, to="independent", reason="x")


def test_two_people_move_the_same_village_and_one_is_told(world):
    place = world.village()
    one, other = place.refreshed(), place.refreshed()
    actions.record_step(by=world.leader, place=one, kind="signed", done_on=date(2026, 1, 1), done_by="a", seen=one.version)

    with pytest.raises(actions.StepTwice):
        actions.record_step(by=world.leader, place=other, kind="signed", done_on=date(2026, 1, 2), done_by="b", seen=other.version)
    with pytest.raises(AlreadyMoved):
        actions.set_back(by=world.leader, place=other, to="candidate", reason="x", seen=other.version)

    assert world.village().stage == "agreement"


def test_a_resting_village_does_not_stall(world):
    place = world.village()
    actions.pause(by=world.leader, place=place, reason="Pilkades")

    assert world.village().paused_on == timezone.localdate()
    with pytest.raises(actions.AlreadyPaused):
        actions.pause(by=world.leader, place=world.village(), reason="panen")
    actions.resume(by=world.leader, place=world.village())
    with pytest.raises(actions.AlreadyPaused):
        actions.resume(by=world.leader, place=world.village())
    assert world.village().paused_on is None


def test_a_service_officer_records_at_home_only(world):
    officer = world.person("service_officer", "35.10.04.2002")

    world.step(world.village("35.10.04.2002"), "assessed", by=officer)
    with pytest.raises(NotAllowed):
        world.step(world.village("35.10.04.2003"), "assessed", by=officer)
    with pytest.raises(NotAllowed):
        actions.set_back(by=officer, place=world.village("35.10.04.2002"), to="candidate", reason="x")


def test_an_agreement_is_extended_forward(world):
    manager = world.person("programme_manager", "00")
    agreement = Agreement.objects.get(territory="00")

    actions.extend(by=manager, agreement=agreement, signed_on=date(2026, 1, 1), until_on=date(2029, 12, 31))

    assert agreement.refreshed().until_on == date(2029, 12, 31)
    assert agreement.extensions.count() == 1
    with pytest.raises(actions.NotForward):
        actions.extend(by=manager, agreement=agreement.refreshed(), signed_on=date(2026, 1, 1), until_on=date(2028, 1, 1))


def test_one_organisation_carries_out_in_several_regencies(world):
    manager, first = world.person("programme_manager", "00"), first_programme()
    organisation = first.implementers.get().organisation

    actions.add_implementer(by=manager, programme=first, organisation=organisation, territory=world.place("35.09"))

    assert organisation.implements.count() == 2
    with pytest.raises(actions.AlreadyImplements):
        actions.add_implementer(by=manager, programme=first, organisation=organisation, territory=world.place("35.09"))


def test_the_history_tells_who_did_what_from_what_to_what(world):
    place = world.step(world.village(), "signed")

    told = history([place])

    assert told[0].deed == "memindahkan desa ke tahap berikut"
    assert [(change.label, change.before, change.after) for change in told[0].changes] == [("Tahap", "Penjajakan", "Kesepahaman")]


def test_beside_an_open_step_stand_the_assisted_villages_and_whom_to_call(world):
    world.person("service_officer", "35.10.04.2007", full_name="Sumarni")
    world.step(world.village("35.10.04.2007"), "baseline")
    place = world.steps(world.village(), ["signed", "outreach_held", "decree"])

    baseline = next(each for each in way_of(world.leader, place) if each.kind.key == "baseline")
    peer = next(each for each in baseline.peers if each.place.village_id == "35.10.04.2007")

    assert peer.step.done_on == date(2026, 1, 15)
    assert [person.account.full_name for person in peer.people] == ["Sumarni"]
    assert len(baseline.peers) == 5


def test_an_officer_sees_no_other_village_beside_the_steps(world):
    officer = world.person("service_officer", "35.10.04.2002")

    assert all(not each.peers for each in way_of(officer, world.village("35.10.04.2002")))


def test_nothing_of_a_village_lies_in_anothers_book(world):
    world.step(world.village(), "signed")

    for entry in Entry.objects.exclude(book="00/main").exclude(model="access.assignment"):
        record = apps.get_model(entry.model)._base_manager.filter(pk=entry.record).first()
        assert record is None or record.book_id == entry.book_id == f"{record.belongs_to.code}/main"


def test_a_double_click_is_one_step(world, browser_of):
    place, op = world.village(), str(uuid4())
    browser = browser_of(world.leader)
    sent = {"op": op, "seen": place.version, "done_on": "2026-01-05", "done_by": "Lilik"}

    first = browser.post(f"/programme/places/{place.pk}/steps/assessed/", sent)
    second = browser.post(f"/programme/places/{place.pk}/steps/assessed/", sent)

    assert first["Location"] == second["Location"] == "/desk/villages/35.10.04.2003/"
    assert place.steps.count() == 1
    assert board(world.leader).total == 8


def test_only_a_signed_agreement_is_extended(world):
    place = world.step(world.village(), "signed")
    agreement = Agreement.objects.get(territory="35.10.04.2003")
    actions.set_back(by=world.leader, place=place, to="candidate", reason="x")

    with pytest.raises(NotNow):
        actions.extend(by=world.leader, agreement=agreement, signed_on=date(2026, 1, 1), until_on=date(2029, 1, 1))


def test_a_date_that_was_not_known_is_told_once(world):
    manager, agreement = world.person("programme_manager", "00"), Agreement.objects.get(territory="00")

    actions.date_agreement(by=manager, agreement=agreement, signed_on=date(2021, 5, 1))

    assert agreement.refreshed().signed_on == date(2021, 5, 1)
    with pytest.raises(NotNow):
        actions.date_agreement(by=manager, agreement=agreement.refreshed(), signed_on=date(2021, 5, 2))


def test_a_working_agreement_with_the_regency_is_recorded(world):
    first = first_programme()
    organisation = first.implementers.get().organisation
    told = {"programme": first, "territory": world.place("35.10"), "organisation": organisation, "kind": "working_agreement", "status": "signed"}

    agreement = actions.record_agreement(by=world.leader, **told, signed_on=date(2026, 2, 1), until_on=date(2027, 2, 1))

    assert agreement.book_id == "35.10/main"
    assert {str(party) for party in agreement.parties.all()} == {"Pemerintah Kabupaten Banyuwangi", "Migrant CARE Banyuwangi"}
    with pytest.raises(actions.NotForward):
        actions.record_agreement(by=world.leader, **told, signed_on=date(2026, 2, 1), until_on=date(2026, 1, 1))


def test_an_implementer_comes_back_for_another_period_and_former_ones_sign_nothing(world):
    manager, first = world.person("programme_manager", "00"), first_programme()
    organisation = first.implementers.get().organisation
    told = {"by": manager, "programme": first, "organisation": organisation, "territory": world.place("35.09")}
    actions.add_implementer(**told, from_on=date(2020, 1, 1), until_on=date(2021, 1, 1))
    actions.add_implementer(**told, from_on=date(2024, 1, 1))

    assert Implementer.objects.on(date(2022, 1, 1)).filter(territory="35.09").count() == 0
    assert Implementer.objects.on(date(2025, 1, 1)).filter(territory="35.09").count() == 1
    with pytest.raises(actions.PeriodBackwards):
        actions.add_implementer(**told, from_on=date(2030, 1, 1), until_on=date(2020, 1, 1))


def test_the_reason_of_a_rest_outlives_a_step(world):
    place = world.village()
    actions.pause(by=world.leader, place=place, reason="Pilkades")

    world.step(world.village(), "signed")

    assert world.village().paused_because == "Pilkades"
