"""Events: planned, changed, moved, turned from state to state, visits told; what their pages say to whom."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from desbumi.access.policy import NotAllowed
from desbumi.papers.cell import Opened
from desbumi.papers.tests import samples
from desbumi.programme import actions
from desbumi.programme.due import due, worded
from desbumi.programme.models import Event, EventFile, Invitation
from desbumi.programme.queries import events as queries
from desbumi.refusals import NotNow

PAGE = Opened("surat.pdf", "application/pdf", samples.pdf(), pages=1)


def test_a_workshop_is_planned_with_the_seven_roles_invited(world):
    event = world.event()

    assert event.organiser.name == "Migrant CARE Banyuwangi"
    assert Invitation.objects.filter(event=event, each_village=1).count() == 7
    assert [each.name for each in queries.villages_of(event)] == ["Kedungasri", "Kendalrejo", "Siliragung"]
    assert event.status == "planned"


def test_an_hour_of_the_end_before_that_of_the_beginning_is_refused(world):
    event = world.event(begins_at=time(9), ends_at=time(12))

    for begins_at, ends_at in ((time(9), time(8)), (time(9), time(9))):
        with pytest.raises(actions.HoursBackwards):
            world.event(begins_at=begins_at, ends_at=ends_at)
        with pytest.raises(actions.HoursBackwards):
            actions.change_event(by=world.leader, event=event, title=event.title, begins_at=begins_at, ends_at=ends_at)
    assert event.refreshed().ends_at == time(12)


def test_a_village_that_an_event_does_not_concern_finds_it_by_no_address(world, browser_of):
    event = world.event(villages=["35.10.04.2003"])

    for village, status in (("35.10.04.2003", 200), ("35.10.04.2002", 404)):
        officer = browser_of(world.officer(village))
        for part in ("", "test/", "acceptance/", "agreed/", "participants/", "report/"):
            assert officer.get(f"/programme/events/{event.pk}/{part}").status_code in (status, 404)
        assert officer.get(f"/programme/events/{event.pk}/").status_code == status


def test_days_in_the_wrong_order_and_too_many_are_refused(world):
    today = world.place("35.10").today

    with pytest.raises(actions.EndsBefore):
        world.event(ends_on=today - timedelta(days=1))
    with pytest.raises(actions.TooManyDays):
        world.event(ends_on=today + timedelta(days=14))


def test_a_village_holds_its_own_event_and_not_its_neighbours(world):
    officer = world.officer()

    held = world.event("outreach", villages=["35.10.04.2003"], territory="35.10.04.2003", by=officer)

    assert held.organiser is None
    with pytest.raises(NotAllowed):
        world.event("outreach", villages=["35.10.04.2002"], territory="35.10.04.2002", by=officer)
    with pytest.raises(NotAllowed):
        world.event(by=officer)


def test_a_moved_event_says_whom_to_tell_and_moves_no_more_once_someone_came(world, browser_of):
    event = world.event(on=world.place("35.10").today + timedelta(days=3))
    first = event.starts_on
    actions.take_down(by=world.leader, event=event, rows=world.typed(("Siti Aminah", "village_head", "35.10.04.2003")))

    moved = actions.move_event(by=world.leader, event=event, starts_on=world.place("35.10").today, reason="Balai dipakai")

    assert moved.moved_from == first
    assert queries.to_tell(moved) == ["Siti Aminah"]
    shown = browser_of(world.leader).get(moved.get_absolute_url()).content.decode()
    assert "siapa yang perlu diberi tahu" in shown
    assert "Siti Aminah" in shown
    assert "dipindahkan dari" in shown
    world.came(moved, ("Paijan", "cadre", "35.10.04.2003"))
    with pytest.raises(NotNow):
        actions.move_event(by=world.leader, event=moved, starts_on=first)


def test_an_event_is_complete_only_when_nothing_is_missing(world):
    event = world.event("meeting")

    with pytest.raises(actions.NotComplete) as refused:
        actions.turn(by=world.leader, event=event, change="complete")
    assert "daftar hadir bertanda tangan" in refused.value.missing
    assert "(pendamping)" in refused.value.missing
    for kind in ("invitation", "minutes"):
        actions.write_paper(by=world.leader, event=event, kind=kind, body="Isi")
    with pytest.raises(actions.ReasonMissing):
        actions.waive_paper(by=world.leader, event=event, kind="attendance", reason=" ")
    actions.add_pages(by=world.leader, event=event, files=[PAGE], kind="attendance")

    assert actions.turn(by=world.leader, event=event, change="complete").status == "complete"
    with pytest.raises(actions.EventOver):
        actions.change_event(by=world.leader, event=event, title="Lain")
    with pytest.raises(actions.ReasonMissing):
        actions.turn(by=world.leader, event=event, change="reopen")
    assert actions.turn(by=world.leader, event=event, change="reopen", reason="Ada kuitansi susulan").status == "in_progress"


def test_an_event_stalls_goes_on_and_is_cancelled_with_a_reason(world):
    event = world.event()

    assert actions.turn(by=world.leader, event=event, change="stall", reason="Pilkades").status == "stalled"
    assert actions.turn(by=world.leader, event=event, change="go_on").status == "planned"
    assert actions.turn(by=world.leader, event=event, change="cancel", reason="Tidak jadi").status == "cancelled"
    with pytest.raises(NotNow):
        actions.turn(by=world.leader, event=event, change="begin")


def test_a_visit_is_told_in_one_form_with_its_photo(world, browser_of):
    facilitator = world.person("facilitator")
    today = world.place("35.10").today

    sent = {
        "village": "35.10.04.2003",
        "visited_on": today.isoformat(),
        "met": "Bu Rukmini",
        "agreed": "Daftar hadir dirapikan",
        "next_on": (today + timedelta(days=20)).isoformat(),
        "is_agreed": "on",
    }
    where = browser_of(facilitator).do("/programme/visits/tell/", **sent, photos=SimpleUploadedFile("foto.jpg", samples.photo())).headers["Location"]

    visit = Event.objects.get(kind="visit")
    assert where == visit.get_absolute_url()
    assert visit.territory_id == "35.10.04.2003"
    photo = EventFile.objects.get(event=visit)
    assert (photo.kind, photo.is_agreed, photo.taken_where) == ("photo", True, "-8.219, 114.367")
    shown = browser_of(world.officer()).get(where).content.decode()
    assert "Bu Rukmini" in shown
    assert browser_of(world.officer("35.10.04.2002")).get(where).status_code == 404


def test_a_visit_is_not_told_before_it_was_and_comes_again_afterwards(world):
    today, village = world.place("35.10").today, world.place("35.10.04.2003")

    with pytest.raises(actions.VisitToCome):
        actions.tell_visit(by=world.leader, village=village, visited_on=today + timedelta(days=1), met="x")
    with pytest.raises(actions.NextIsPast):
        actions.tell_visit(by=world.leader, village=village, visited_on=today, met="x", next_on=today)


def test_what_comes_near_and_what_is_not_complete_waits_on_today(world):
    today = world.place("35.10").today
    world.event(on=today + timedelta(days=5), title="Yang dekat")
    world.event(on=today - timedelta(days=9), title="Yang lewat")
    village = world.place("35.10.04.2003")
    actions.tell_visit(by=world.leader, village=village, visited_on=today - timedelta(days=9), met="x", next_on=today - timedelta(days=1))
    actions.commit(by=world.leader, territory=village, what="Siapkan balai", whose="Kades", due_on=today - timedelta(days=1))

    rows = due(world.leader, today)
    told = {each.kind: each for each in worded(world.leader, today, rows)}

    assert {"event_soon", "event_open", "visit_next", "commitment"} <= set(told)
    assert told["event_open"].state == "stop"
    assert told["commitment"].state == "stop"
    assert told["visit_next"].go == "/programme/visits/tell/?village=35.10.04.2003"
    actions.tell_visit(by=world.leader, village=village, visited_on=today, met="x")
    assert "visit_next" not in {each.kind for each in due(world.leader, today)}


def test_a_village_knows_of_events_that_concern_it_and_of_no_others(world, browser_of):
    world.event(title="Untuk Kedungasri", villages=["35.10.04.2003"])
    world.event(title="Untuk Kendalrejo", villages=["35.10.04.2002"])

    shown = browser_of(world.officer()).get("/programme/events/").content.decode()

    assert "Untuk Kedungasri" in shown
    assert "Untuk Kendalrejo" not in shown
    assert "Untuk Kendalrejo" in browser_of(world.leader).get("/programme/events/").content.decode()


def test_a_neighbouring_village_reads_no_name_and_no_villages_answer(world, browser_of):
    event = world.came(world.event(), ("Siti Aminah", "village_head", "35.10.04.2003"))
    kendalrejo = world.place("35.10.04.2002")
    actions.answer_for_village(
        by=world.leader, event=event, village=kendalrejo, answer="ask", reason="Menunggu BPD", decided_on=kendalrejo.today, signatories="Kades"
    )

    shown = browser_of(world.officer("35.10.22.2002")).get(event.get_absolute_url()).content.decode()

    assert "Siti Aminah" not in shown
    assert "Menunggu BPD" not in shown
    assert "Kendalrejo: ingin bertanya dulu" not in shown
    assert "Kendalrejo: ingin bertanya dulu" in browser_of(world.leader).get(event.get_absolute_url()).content.decode()


def test_a_form_that_is_sent_twice_plans_one_event(world, browser_of):
    browser, op = browser_of(world.leader), str(uuid4())
    sent = {"op": op, "kind": "meeting", "title": "Rapat", "territory": "35.10", "starts_on": world.place("35.10").today.isoformat()}

    first, second = (browser.post("/programme/events/plan/", sent) for _each in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Event.objects.filter(title="Rapat").count() == 1


def test_an_event_is_not_complete_before_its_last_day(world):
    event = world.event(on=world.place("35.10").today + timedelta(days=3))

    with pytest.raises(actions.StillToCome):
        actions.turn(by=world.leader, event=event, change="complete")
