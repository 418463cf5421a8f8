"""Change targets: set, told, corrected, dropped; indicators that fill themselves; the house; who is further."""

from datetime import timedelta
from decimal import Decimal

import pytest

from desbumi.book.reactions import DAILY
from desbumi.papers.cell import Opened
from desbumi.papers.tests import samples
from desbumi.programme import actions, indicators, queries
from desbumi.programme.models import Achievement, Indicator, Place, Target
from desbumi.programme.queries import first_programme
from desbumi.programme.queries import targets as asked
from desbumi.programme.reactions import count_targets
from desbumi.programme.rules.way import PILLARS

PAGE = Opened("surat.pdf", "application/pdf", samples.pdf(), pages=1)
HOME, OLD = "35.10.04.2003", "35.10.04.2007"


def indicator(code="requests_in_time"):
    return Indicator.objects.get(code=code)


def target(world, village=HOME, code="requests_in_time", *, value=80, baseline=None, **more):
    place = world.village(village)
    return actions.set_target(
        by=world.leader, place=place, indicator=indicator(code), value=Decimal(value), baseline_value=None if baseline is None else Decimal(baseline),
        due_on=place.village.today + timedelta(days=200), answers_for_it="Sekdes", **more,
    )  # fmt: skip


def tell(world, of, value, **more):
    return actions.tell_achievement(by=world.leader, target=of, value=Decimal(value), on=more.pop("on", of.place.village.today), **more)


def test_the_catalogue_comes_with_the_programme_and_is_loaded_once(world):
    many = Indicator.objects.count()
    assert many == 24
    assert {each.pillar for each in Indicator.objects.all()} == {"social", "economic", "political"}

    world.founded()

    assert Indicator.objects.count() == many


def test_a_team_adds_an_indicator_for_its_regency(world):
    told = {
        "programme": first_programme(),
        "pillar": "economic",
        "outcome": "usaha",
        "target_id": "Usaha buka tiap hari",
        "measures": "usaha yang buka",
        "unit": "usaha",
    }

    added = actions.write_indicator(by=world.leader, territory=world.place("35.10"), **told)
    again = actions.write_indicator(by=world.leader, territory=world.place("35.10"), **told)

    assert added.code != again.code
    assert added in asked.indicators_for(world.officer(), world.village())
    assert added not in asked.indicators_for(
        world.leader, actions.add_place(by=world.system, programme=first_programme(), village=world.place("33.07.01.2001"), cohort="expansion")
    )


def test_a_target_below_its_baseline_is_refused_and_one_that_falls_is_not(world):
    with pytest.raises(actions.TargetBackwards):
        target(world, value=20, baseline=30)
    assert target(world, code="cost_months", value=4, baseline=10).value == 4
    with pytest.raises(actions.TargetTwice):
        target(world, code="cost_months", value=3, baseline=10)


def test_a_target_is_not_set_for_yesterday(world):
    place = world.village()

    with pytest.raises(actions.DueBefore):
        actions.set_target(by=world.leader, place=place, indicator=indicator(), value=Decimal(1), due_on=place.village.today, answers_for_it="x")


def test_the_newest_value_counts_and_a_correction_keeps_the_old_one(world):
    of = target(world, baseline=10)
    tell(world, of, 40, on=of.place.village.today - timedelta(days=9))
    wrong = tell(world, of, 90)
    assert of.refreshed().is_reached

    right = actions.correct_achievement(by=world.leader, achievement=wrong, value=Decimal("50.5"), on=wrong.on)

    now = of.refreshed()
    assert (now.latest_value, now.is_reached) == (Decimal("50.5"), False)
    assert right.corrects == wrong
    assert Achievement.objects.count() == 3
    with pytest.raises(actions.AlreadyCorrected):
        actions.correct_achievement(by=world.leader, achievement=wrong, value=Decimal(1), on=wrong.on)


def test_an_older_value_that_is_told_later_is_not_the_newest(world):
    of = target(world)
    tell(world, of, 30)
    tell(world, of, 20, on=of.place.village.today - timedelta(days=5))

    assert of.refreshed().latest_value == 30


def test_a_dropped_target_counts_no_more_and_can_be_set_anew(world):
    of = target(world)
    actions.drop_target(by=world.leader, target=of, reason="Keliru")

    assert list(asked.targets(world.leader, of.place)) == []
    assert target(world).pk != of.pk
    assert Target.objects.count() == 2


def test_the_house_fills_from_targets_reached_of_those_set(world, browser_of):
    for code, value in (("requests_in_time", 90), ("desk_open", 1)):
        tell(world, target(world, code=code), value)

    shown = browser_of(world.officer()).get(f"/desk/villages/{HOME}/").content.decode()

    assert queries.reached_by_pillar([world.village().pk]) == {world.village().pk: {"social": (1, 2)}}
    assert "sosial 1 dari 2" in shown.lower()
    assert "1 dari 2 target tercapai" in shown


def test_the_house_of_a_regency_and_of_the_nation_sums_its_villages(world, browser_of):
    reached = target(world)
    tell(world, reached, 90)
    target(world, "35.10.22.2002")

    there = queries.area_house(Place.objects.all())
    roof = Place.objects.filter(stage__in=("assistance", "independent")).count()

    assert there["roof"] == (roof, Place.objects.count())
    assert sum(there[pillar][0] for pillar in PILLARS if there[pillar]) == 1
    assert sum(there[pillar][1] for pillar in PILLARS if there[pillar]) == 2
    for path in ("/programme/", "/desk/regencies/35.10/"):
        assert 'class="house m"' in browser_of(world.leader).get(path).content.decode()


def test_indicators_of_the_programme_fill_themselves_and_say_the_same_only_once(world):
    event = world.came(world.event("meeting"), ("Siti", "cadre", HOME), ("Paijan", "cadre", HOME))
    for kind in ("invitation", "minutes", "attendance"):
        actions.waive_paper(by=world.leader, event=event, kind=kind, reason="x")
    actions.turn(by=world.leader, event=event, change="complete")
    world.resident("Siti Aminah")
    village = world.place(HOME)
    actions.tell_visit(by=world.leader, village=village, visited_on=village.today, met="x")
    told = {name: count(village, village.today) for name, count in indicators.offered().items()}
    assert told == {"events_held": 1, "people_reached": 2, "people_registered": 1, "visits_made": 1, "stage_reached": 1}

    of = target(world, code="people_reached", value=2)
    from uuid import uuid4

    for _each in range(2):
        count_targets(village.today, op=uuid4())

    assert of.refreshed().is_reached
    assert Achievement.objects.get().way == "counted"
    assert "programme.count_targets" in DAILY


def test_a_village_that_is_further_shows_what_it_agreed_to_share_and_whom_to_ask(world, browser_of):
    officer = world.person("service_officer", OLD, full_name="Sumarni Contoh")
    ahead, mine = target(world, OLD), target(world)
    tell(world, ahead, 60, evidence="Papan di loket", files=[PAGE], is_shared=True)
    tell(world, ahead, 50, evidence="Tidak untuk orang lain", on=ahead.place.village.today - timedelta(days=3))
    tell(world, mine, 20)

    shown = browser_of(world.leader).get(mine.get_absolute_url()).content.decode()

    assert "Kedunggebang" in shown
    assert "Papan di loket" in shown
    assert "Tidak untuk orang lain" not in shown
    assert officer.full_name in shown
    assert asked.further(world.leader, ahead) == []


def test_villages_stand_beside_each_other_at_the_same_months_since_joining(world):
    place, old = world.village(), world.village(OLD)
    with_days = {place: 60, old: 400}
    from desbumi.book.writing import writing

    for each, days in with_days.items():
        with writing(each.village, by=world.system, deed="place.added") as book:
            book.change(each, joined_on=each.village.today - timedelta(days=days))
    of = target(world, OLD)
    tell(world, of, 90, on=old.village.today - timedelta(days=395))
    target(world, OLD, "desk_open", value=1, baseline=1)

    rows = {each.place.village.name: each for each in asked.beside(world.leader, world.village(), old.village.today)}

    assert rows["Kedunggebang"].at_same == (1, 1)  # the second one was set today
    assert (rows["Kedunggebang"].reached, rows["Kedunggebang"].total, rows["Kedunggebang"].easy) == (1, 2, 1)
    assert rows["Kedungasri"].at_same is None
    assert rows["Kedungasri"].months in (1, 2)


def test_a_figure_is_typed_with_a_comma(world, browser_of):
    place = world.village()
    sent = {
        "indicator": str(indicator("cost_months").pk),
        "baseline_value": "10,5",
        "value": "4",
        "due_on": (place.village.today + timedelta(days=99)).isoformat(),
        "answers_for_it": "Sekdes",
    }

    response = browser_of(world.officer()).do(f"/programme/places/{place.pk}/targets/set/", **sent)

    assert response.status_code == 302
    assert Target.objects.get().baseline_value == Decimal("10.5")
    assert "10,5" in browser_of(world.officer()).get(Target.objects.get().get_absolute_url()).content.decode()


def test_of_a_hundred_there_is_no_more_than_a_hundred(world):
    with pytest.raises(actions.AboveAll):
        target(world, value=150)
    with pytest.raises(actions.AboveAll):
        tell(world, target(world), 101)
