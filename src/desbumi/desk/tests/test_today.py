"""What waits today: whose turn, since when; a village sees its own, the nation counts by area first."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from desbumi.desk.queries import today as queries
from desbumi.programme import actions
from desbumi.programme.due import due
from desbumi.programme.models import Organisation, Programme

NOW = datetime.now(UTC)


def agreed(world, code="35.10.04.2003", **more):
    partner = Organisation.objects.filter(kind="ngo").order_by("id").first()
    told = {"kind": "working_agreement", "status": "signed"} | more
    return actions.record_agreement(by=world.leader, programme=Programme.objects.get(), territory=world.place(code), organisation=partner, **told)


def states(user, kind, days):
    with time_machine.travel(NOW + timedelta(days=days)):
        return {each.place: each.state for each in due(user, timezone.localdate()) if each.kind == kind}


def test_a_village_without_a_step_is_reminded_of_and_stalls(world):
    at = "35.10.04.2003"

    found = [states(world.leader, "step", days)[at] for days in (0, 30, 32, 59, 62)]

    assert found == ["good", "good", "watch", "watch", "stop"]


def test_a_village_that_rests_waits_for_nothing(world):
    actions.pause(by=world.leader, place=world.village(), reason="Panen")

    assert "35.10.04.2003" not in states(world.leader, "step", 90)


def test_agreements_are_told_before_and_after_their_end(world):
    today = timezone.localdate()
    agreed(world, signed_on=today - timedelta(days=2), until_on=today + timedelta(days=100))
    ends, ended = ({each.kind for each in due(world.leader, today + timedelta(days=days))} - {"step"} for days in (20, 101))

    assert {each.kind for each in due(world.leader, today)} == {"step"}
    assert (ends, ended) == ({"agreement_ends"}, {"agreement_ended"})


def test_an_agreement_without_a_day_and_one_that_stays_a_draft_are_told(world):
    agreed(world)
    agreed(world, status="drafted")

    assert set(states(world.leader, "agreement_undated", 0).values()) == {"watch"}
    assert states(world.leader, "agreement_drafted", 20) == {}
    assert set(states(world.leader, "agreement_drafted", 62).values()) == {"stop"}


def test_the_worst_and_oldest_comes_first_in_words(world, browser_of):
    agreed(world)

    page = browser_of(world.leader).get("/desk/today/").content.decode()

    rows = page.split('<li class="has-date">')[1:]
    assert "tanggal penandatanganannya belum diketahui" in rows[0]
    assert any("Penjajakan desa" in row and "Kerjakan" in row for row in rows)
    assert "Papan desa" in page


def test_a_village_sees_its_own_alone(world, browser_of):
    agreed(world, "35.10.04.2002")

    page = browser_of(world.person("cadre", "35.10.04.2003")).get("/desk/today/").content.decode()

    assert "Kedungasri" in page
    assert "Kendalrejo" not in page


def test_where_nothing_waits_it_says_so_kindly(world, browser_of):
    actions.pause(by=world.leader, place=world.village(), reason="Panen")

    page = browser_of(world.person("cadre", "35.10.04.2003")).get("/desk/today/").content.decode()

    assert "Tidak ada yang menunggu hari ini." in page


def test_the_way_in_leads_to_today(world, browser_of):
    assert browser_of(world.leader).get("/")["Location"] == "/desk/today/"
    assert browser_of(world.person("observer", "00")).get("/")["Location"] == "/programme/"


def test_where_much_waits_areas_are_counted_first_and_narrow_the_list(world, browser_of, monkeypatch):
    agreed(world)
    monkeypatch.setattr(queries, "COUNTED_FROM", 2)
    manager = world.person("programme_manager", "00")
    actions.add_place(by=manager, programme=Programme.objects.get(), village=world.place("33.07.01.2001"), cohort="expansion")
    browser = browser_of(manager)

    page, part = browser.get("/desk/today/").content.decode(), browser.get("/desk/today/?area=33.07").content.decode()

    assert "Di mana menunggu" in page
    assert (part.count('class="has-date"'), page.count('class="has-date"')) == (1, 11)


@pytest.mark.parametrize("area", ["x", "35.10'", "99", "\0"])
def test_an_area_that_is_none_shows_no_mistake(world, browser_of, area):
    assert browser_of(world.leader).get("/desk/today/", {"area": area}).status_code == 200
