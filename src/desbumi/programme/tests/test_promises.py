"""What is agreed: shared understandings signed on paper, outreach, decree and team move the village by themselves; commitments."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from pypdf import PdfReader

from desbumi.papers.cell import Opened
from desbumi.papers.tests import samples
from desbumi.programme import actions
from desbumi.programme.models import Agreement, AgreementText, Commitment, TeamMember
from desbumi.programme.queries import promises as queries
from desbumi.refusals import NotNow

PAGE = Opened("surat.pdf", "application/pdf", samples.pdf(), pages=1)
HOME = "35.10.04.2003"


def drafted(world, event=None, **told):
    place = world.village()
    actions.draft_understanding(
        by=world.leader, place=place, form="record", body="Kami bersepaham.", outreach_on=place.village.today + timedelta(days=9), event=event, **told
    )
    return place


def test_a_draft_is_printed_signed_on_paper_and_moves_the_village_to_its_next_stage(world, browser_of):
    event = world.event()
    place = drafted(world, event, for_village="Kepala Desa Kedungasri")

    printed = browser_of(world.leader).get(f"/programme/places/{place.pk}/understanding/sheet/")
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
    assert "Kami bersepaham." in words
    assert "Kepala Desa Kedungasri" in words
    with pytest.raises(actions.ScanMissing):
        actions.sign_understanding(by=world.leader, place=place, signed_on=place.village.today)
    actions.sign_understanding(by=world.leader, place=place, signed_on=place.village.today, files=[PAGE, PAGE])
    world.settle()

    assert place.refreshed().stage == "agreement"
    agreement = Agreement.objects.get(territory=HOME, kind="agreement")
    assert agreement.status == "signed"
    assert agreement.scans.count() == 2
    assert {str(each) for each in agreement.parties.all()} == {"Pemerintah Desa Kedungasri", "Migrant CARE Banyuwangi"}
    with pytest.raises(actions.AlreadySigned):
        drafted(world)


def test_what_was_drafted_on_the_day_is_signed_two_weeks_later_and_still_is_a_result_of_that_day(world):
    event = world.event()
    place = drafted(world, event)

    with time_machine.travel(timezone.now() + timedelta(days=14), tick=False):
        actions.sign_understanding(by=world.leader, place=place, signed_on=place.village.today, files=[PAGE])
        world.settle()

        (standing,) = (each for each in queries.understandings(world.leader, event, [place.village]))
        assert standing.agreement.signed_on == event.starts_on + timedelta(days=14)
    assert place.refreshed().stage == "agreement"


def test_there_is_nothing_to_sign_before_a_draft(world):
    place = world.village()

    with pytest.raises(actions.NotDrafted):
        actions.sign_understanding(by=world.leader, place=place, signed_on=place.village.today, files=[PAGE])


def test_a_draft_is_changed_and_stays_one(world):
    place = drafted(world)

    actions.draft_understanding(by=world.leader, place=place, form="mou", body="Lain")

    assert AgreementText.objects.get().form == "mou"
    assert Agreement.objects.filter(territory=HOME, kind="agreement").count() == 1


def test_a_draft_begins_with_what_is_known(world):
    told = queries.template_of(world.village(), world.event())

    assert "Migrant CARE Banyuwangi" in told["body"]
    assert "Balai Desa Kedungasri" in told["body"]


def complete(world, event):
    for kind in ("terms", "invitation", "minutes", "photo", "attendance", "assignment"):
        actions.waive_paper(by=world.leader, event=event, kind=kind, reason="Contoh")
    return actions.turn(by=world.leader, event=event, change="complete")


def signed(world):
    place = drafted(world)
    actions.sign_understanding(by=world.leader, place=place, signed_on=place.village.today, files=[PAGE])
    world.settle()
    return place


def test_an_outreach_that_was_held_and_a_decree_that_was_filed_move_the_village_to_assistance(world):
    place = signed(world)
    outreach = world.event("outreach", villages=[HOME], territory=HOME)
    complete(world, outreach)
    world.settle()
    assert place.refreshed().stage == "outreach"

    today = place.village.today
    team = actions.file_decree(by=world.officer(), place=place, decree_number="188/7/2026", decreed_on=today, from_on=today, files=[PAGE])
    world.settle()

    assert place.refreshed().stage == "assistance"
    assert place.steps.get(kind="decree").evidence == "188/7/2026"
    assert team.scan.name == "surat.pdf"


def test_an_outreach_before_the_understanding_moves_nobody(world):
    outreach = world.event("outreach", villages=[HOME], territory=HOME)
    complete(world, outreach)
    world.settle()

    assert world.village().stage == "candidate"


def test_villages_that_came_to_the_workshop_have_made_that_step(world):
    event = world.came(world.event(), ("Siti", "cadre", HOME))
    complete(world, event)
    world.settle()

    assert world.village().steps.filter(kind="workshop").exists()
    assert not world.village("35.10.04.2002").steps.filter(kind="workshop").exists()


@pytest.fixture
def team(world):
    place = world.village()
    today = place.village.today
    return actions.file_decree(by=world.leader, place=place, decree_number="1", decreed_on=today, from_on=today - timedelta(days=30), files=[PAGE])


def test_women_and_returnees_of_a_team_are_counted_and_the_known_are_persons(world, team):
    person = world.resident("Sulastri")
    actions.add_member(by=world.leader, team=team, name="SULASTRI", office="chair", sex="female", is_returnee=True)
    left = actions.add_member(by=world.leader, team=team, name="Paijan", office="treasurer", sex="male", is_returnee=False)
    actions.leave_team(by=world.leader, member=left, left_on=team.place.village.today)

    told = queries.members(world.leader, team)

    assert [each.name for each in told.now] == ["Sulastri"]
    assert [each.name for each in told.before] == ["Paijan"]
    assert (told.women, told.returnees) == (1, 1)
    assert TeamMember.objects.get(office="chair").person == person
    with pytest.raises(actions.NoMember):
        actions.add_member(by=world.leader, team=team, name=" . ", office="chair")


def test_a_commitment_by_one_who_left_office_is_handed_over(world, team, browser_of):
    village = team.place.village
    member = actions.add_member(by=world.leader, team=team, name="Paijan", office="treasurer")
    commitment = actions.commit(by=world.leader, territory=village, what="Buku kas", whose="Paijan", member=member, due_on=village.today + timedelta(days=3))
    actions.leave_team(by=world.leader, member=member, left_on=village.today)

    shown = browser_of(world.officer()).get(commitment.get_absolute_url()).content.decode()

    assert "Paijan tidak lagi menjabat" in shown
    assert "Alihkan" in shown
    with pytest.raises(actions.OutOfOffice):
        actions.commit(by=world.leader, territory=village, what="Lain", whose="Paijan", member=member, due_on=village.today)
    handed = actions.hand_over(by=world.leader, commitment=commitment, whose="Sumini", due_on=village.today + timedelta(days=9))
    assert queries.whose(handed) == ("Sumini", False)


def test_a_commitment_is_kept_or_not_and_says_what_became_of_it(world):
    village = world.place(HOME)
    commitment = actions.commit(by=world.officer(), territory=village, what="Sosialisasi", whose="Kades", due_on=village.today)

    assert actions.tell_commitment(by=world.officer(), commitment=commitment, change="break", told="Hujan").status == "not_kept"
    assert actions.tell_commitment(by=world.officer(), commitment=commitment, change="keep", told="Minggu depan").status == "kept"
    with pytest.raises(NotNow):
        actions.tell_commitment(by=world.officer(), commitment=commitment, change="drop")
    with pytest.raises(NotNow):
        actions.tell_commitment(by=world.officer(), commitment=commitment, change="nonsense")
    assert Commitment.objects.get().told == "Minggu depan"
    assert list(queries.commitments(world.officer("35.10.04.2002"))) == []


def test_a_decree_that_comes_before_the_outreach_counts_once_the_outreach_is_held(world):
    place = signed(world)
    today = place.village.today
    actions.file_decree(by=world.officer(), place=place, decree_number="188/7/2026", decreed_on=today, from_on=today, files=[PAGE])
    world.settle()
    assert place.refreshed().stage == "agreement"

    complete(world, world.event("outreach", villages=[HOME], territory=HOME))
    world.settle()

    assert place.refreshed().stage == "assistance"


def test_an_outreach_that_was_complete_before_the_signature_counts_after_it(world):
    complete(world, world.event("outreach", villages=[HOME], territory=HOME))
    world.settle()
    place = signed(world)
    world.settle()

    assert place.refreshed().stage == "outreach"


def test_who_sees_nobody_of_the_register_finds_nobody_there_by_writing_a_team(world, team):
    world.resident("Sulastri")
    with pytest.MonkeyPatch.context() as blind:
        blind.setattr("desbumi.programme.actions.promises.visible", lambda _user, model: model.objects.none())
        member = actions.add_member(by=world.leader, team=team, name="Sulastri", office="chair")

    assert member.person is None
    assert member.contact.name == "Sulastri"


def test_a_team_has_one_chair_and_nobody_twice(world, team):
    chair = actions.add_member(by=world.officer(), team=team, name="Sulastri", office="chair")

    with pytest.raises(actions.OfficeTaken):
        actions.add_member(by=world.officer(), team=team, name="Bu Lain", office="chair")
    with pytest.raises(actions.OfficeTaken):
        actions.add_member(by=world.officer(), team=team, name=chair.name.upper(), office="cases")
