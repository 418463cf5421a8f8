"""A clock that is wrong. Order comes from the book; people work and sign in, and what is odd is told."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from desbumi.book import heads
from desbumi.book.queries import differing, history
from desbumi.book.verifying import verify
from desbumi.cli.findings import database
from desbumi.testing.world import PASSWORD

BACK, AHEAD, NEXT_HALF, LAST = timedelta(days=-730), timedelta(days=3653), datetime(2039, 1, 1, tzinfo=UTC), datetime(2107, 1, 1, tzinfo=UTC)


def wrong(clock):
    return clock if isinstance(clock, datetime) else datetime.now(UTC) + clock


def clock_findings():
    return [each.state for each in database.findings() if each.name == "clock"]


@pytest.mark.parametrize("clock", [BACK, AHEAD, NEXT_HALF, LAST], ids=["two years back", "ten years ahead", "2039", "2107"])
def test_whatever_the_clock_says_the_book_is_in_order(world, browser_of, clock):
    place, reader = world.village(), browser_of(world.leader)
    world.step_note(place, "sebelum")
    with time_machine.travel(wrong(clock)):
        told = [reader.get(path).status_code for path in ("/desk/today/", "/desk/villages/35.10.04.2003/")]
        world.step_note(place, "selagi jam salah")
        world.settle()
        signed = heads.signed("35.10.04.2003")["heads"]
    world.step_note(place, "sesudah")

    told.append(reader.get("/desk/today/").status_code)
    assert max(told) < 500  # a session may have ended, a role may not have begun; nobody meets a mistake of ours
    told_of = history([place])[:3]
    assert [line.changes[0].after for line in told_of] == ["sesudah", "selagi jam salah", "sebelum"]
    assert abs(told_of[1].at - wrong(clock)) < timedelta(hours=1)
    assert (verify()["broken"], differing()) == ([], [])
    assert [head["book"] for head in signed] == ["35.10.04.2003/main"]


def test_who_signs_in_by_a_wrong_clock_is_in(world, browser_of):
    for days in (-730, 3653):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days)):
            person, browser = world.person("cadre", "35.10.04.2003", name=f"kader{days}", locked=True), browser_of()
            browser.post("/sign-in/", {"login": person.name, "password": PASSWORD})
            assert browser.get("/account/").status_code == 200
        assert browser.get("/account/").status_code in (200, 302)


def test_an_entry_from_the_future_is_told_by_the_doctor(world):
    assert clock_findings() == []
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6)):
        world.step_note(world.village(), "jam komputer ini terlalu cepat")
        assert clock_findings() == []

    assert clock_findings() == ["watch"]
