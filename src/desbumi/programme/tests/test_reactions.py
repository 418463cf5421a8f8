"""A shared understanding that is signed moves its village; a step by hand brings the understanding; neither does it twice."""

from datetime import date

from desbumi.book.models import Entry, Position
from desbumi.programme import actions
from desbumi.programme.models import Agreement, Organisation, Programme

SIGNED = date(2026, 3, 3)


def recorded(world, code="35.10.04.2003", **more):
    partner = Organisation.objects.filter(kind="ngo").order_by("id").first()
    told = {"kind": "agreement", "status": "signed", "signed_on": SIGNED} | more
    return actions.record_agreement(by=world.leader, programme=Programme.objects.get(), territory=world.place(code), organisation=partner, **told)


def test_a_signed_understanding_moves_the_village(world):
    place = world.village()
    recorded(world)
    assert place.refreshed().stage == "candidate"

    world.settle()

    step = place.steps.get(kind="signed")
    moved = Entry.objects.filter(record=place.pk.hex).order_by("-seq").first()
    assert (place.refreshed().stage, step.done_on) == ("agreement", SIGNED)
    assert (moved.deed, moved.actor, moved.device) == ("place.moved", "system", "")
    assert Agreement.objects.filter(territory=place.village).count() == 1


def test_what_was_followed_is_not_followed_again(world):
    place = world.village()
    recorded(world)
    world.settle()
    before = Entry.objects.count()

    Position.objects.update(seq=0)
    recorded(world, "35.10.04.2002", kind="working_agreement")
    world.settle()

    assert place.steps.filter(kind="signed").count() == 1
    assert Entry.objects.count() == before + 4


def test_a_position_older_than_its_effect_does_nothing_twice(world):
    place = world.village()
    recorded(world)
    world.settle()
    actions.set_back(by=world.leader, place=place.refreshed(), to="candidate", reason="Tanda tangan tertukar")
    Agreement.objects.get(territory=place.village)

    Position.objects.update(seq=0)
    world.settle()

    assert place.refreshed().stage == "candidate"


def test_a_step_by_hand_still_brings_the_understanding_once(world):
    place = world.step(world.village(), "signed")

    world.settle()

    assert (place.refreshed().stage, place.steps.filter(kind="signed").count()) == ("agreement", 1)
    assert Agreement.objects.get(territory=place.village).signed_on == date(2026, 1, 15)


def test_a_step_by_hand_takes_the_understanding_that_is_there(world):
    agreement = recorded(world, status="drafted", signed_on=None)

    place = world.step(world.village(), "signed")
    world.settle()

    assert (agreement.refreshed().status, agreement.refreshed().signed_on) == ("signed", date(2026, 1, 15))
    assert (place.refreshed().stage, Agreement.objects.filter(territory=place.village).count()) == ("agreement", 1)


def test_a_step_by_hand_before_the_worker_came_makes_no_second_understanding(world):
    recorded(world)

    place = world.step(world.village(), "signed")
    world.settle()

    assert Agreement.objects.filter(territory=place.village).count() == 1
    assert place.steps.filter(kind="signed").count() == 1


def test_without_a_day_the_village_waits_until_it_is_told(world):
    agreement, place = recorded(world, signed_on=None), world.village()
    world.settle()
    assert place.refreshed().stage == "candidate"

    actions.date_agreement(by=world.leader, agreement=agreement, signed_on=SIGNED)
    world.settle()

    assert (place.refreshed().stage, place.steps.get(kind="signed").done_on) == ("agreement", SIGNED)


def test_a_village_that_was_set_back_is_not_moved_again(world):
    recorded(world)
    world.settle()
    place = world.village()

    actions.set_back(by=world.leader, place=place, to="candidate", reason="Tanda tangan tertukar")
    world.settle()

    assert (place.refreshed().stage, Agreement.objects.get(territory=place.village).status) == ("candidate", "ended")


def test_a_village_that_is_further_stays_where_it_is(world):
    recorded(world, "35.10.01.2002")

    world.settle()

    assert world.village("35.10.01.2002").stage == "assistance"
