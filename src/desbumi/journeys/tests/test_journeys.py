"""What is told of a journey: papers that run out, silence, promises; and that the village betrays nobody."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desbumi.access.policy import NotAllowed
from desbumi.book.queries import differing
from desbumi.journeys import actions, due
from desbumi.journeys.models import Confided, Contract, Document, DocumentScan, Journey
from desbumi.journeys.queries import journeys as queries
from desbumi.journeys.rules import hearing
from desbumi.journeys.tests.test_imports import HEADER, SITI, VILLAGE, import_
from desbumi.papers.cell import Opened
from desbumi.papers.tests import samples
from desbumi.people.models import Person

PAPER = Opened("halaman.pdf", "application/pdf", samples.pdf(), pages=1)


def waits(user, village):
    """What stands on Today of journeys: kind, state, title."""
    day = village.today
    rows = due.due(user, day)
    return [(each.kind, each.state, each.title, each.days) for each in due.worded(user, day, sorted(rows, key=lambda each: each.order))]


def journey_of(world, **told):
    """Somebody's journey."""
    return actions.add_journey(by=world.officer(), person=world.resident(), **{"stage": "working", "destination": "TWN", "departed": "2019", **told})


def test_a_journey_is_recorded_and_changed_and_its_history_tells_it(world):
    journey = journey_of(world, recruiter_told="PT Contoh", departed="3-5-2019")

    changed = actions.change_journey(
        by=world.officer(), journey=journey, stage="returned", destination="TWN", departed="3-5-2019", returned="2024", seen=journey.version
    )

    assert (changed.stage, changed.departed_on, changed.returned_year, changed.recruiter_told) == ("returned", date(2019, 5, 3), 2024, "")
    lines = queries.page_of(world.officer(), changed)["lines"]
    assert [change.field for change in lines[0].changes] == ["stage", "recruiter_told", "returned_year"]
    assert differing() == []


@pytest.mark.parametrize(
    ("told", "refusal"),
    [({"departed": "entah"}, actions.NotAWhen), ({"departed": "2020", "returned": "2019"}, actions.CameHomeBefore), ({"departed": "3-5-2020", "returned": "2-5-2020"}, actions.CameHomeBefore)],
)  # fmt: skip
def test_a_journey_that_makes_no_sense_is_refused_in_words(world, told, refusal):
    with pytest.raises(refusal) as refused:
        journey_of(world, **told)

    assert refused.value.way


def test_a_paper_that_runs_out_stands_on_today_three_months_before(world):
    village, journey = world.place(VILLAGE), journey_of(world)
    for kind, days in (("passport", 30), ("work_visa", -2), ("health_letter", 200)):
        actions.keep_document(by=world.officer(), journey=journey, kind=kind, until=village.today + timedelta(days=days), scans=[PAPER])

    assert waits(world.officer(), village) == [("journey_paper", "stop", "Siti Aminah", 2), ("journey_paper", "watch", "Siti Aminah", 30)]
    actions.keep_document(by=world.officer(), journey=journey, kind="work_visa", until=village.today + timedelta(days=400), scans=[PAPER])
    assert waits(world.officer(), village) == [("journey_paper", "watch", "Siti Aminah", 30)]
    assert DocumentScan.objects.count() == 4
    assert waits(world.officer("35.10.04.2002"), village) == []
    actions.change_journey(by=world.officer(), journey=journey, stage="returned")
    assert waits(world.officer(), village) == []


def test_a_contract_is_held_against_what_the_law_demands(world):
    journey = journey_of(world)

    actions.record_contract(
        by=world.officer(), journey=journey, contents={"employer": True, "worker": True, "job": True, "term": False}, until_on=date(2027, 1, 1), wage_amount=2_000_000, currency="TWD",
        scans=[PAPER],
    )  # fmt: skip

    page = queries.page_of(world.officer(), journey)
    assert page["missing"] == 4
    assert page["wage"] == "NT$20.000,00"
    assert Document.objects.get().until == date(2027, 1, 1)
    with pytest.raises(actions.EndsBefore):
        actions.record_contract(by=world.officer(), journey=journey, contents={}, from_on=date(2027, 1, 2), until_on=date(2027, 1, 1))
    actions.record_contract(by=world.officer(), journey=journey, contents={name: True for name, _label, _there in Contract().contents})
    assert queries.page_of(world.officer(), journey)["missing"] == 0


def test_silence_longer_than_usual_stands_on_today(world):
    village, journey = world.place(VILLAGE), journey_of(world)

    actions.hear(by=world.officer(), journey=journey, last_heard_on=village.today - timedelta(days=30), usual_days=30)
    assert waits(world.officer(), village) == []
    actions.hear(by=world.officer(), journey=journey, last_heard_on=village.today - timedelta(days=33), usual_days=30)

    assert waits(world.officer(), village) == [("journey_silent", "stop", "Siti Aminah", 3)]
    with pytest.raises(actions.HeardLater):
        actions.hear(by=world.officer(), journey=journey, last_heard_on=village.today + timedelta(days=1))


def test_a_family_gets_its_promised_day_and_promises_kept_are_counted(world):
    village, journey = world.place(VILLAGE), journey_of(world)
    promised = actions.promise(by=world.officer(), journey=journey, due_on=village.today, to_whom="Ibu Painem")
    assert waits(world.officer(), village) == [("journey_promise", "stop", "Siti Aminah", 0)]

    with pytest.raises(actions.PromiseOpen):
        actions.promise(by=world.officer(), journey=journey, due_on=village.today, to_whom="Ibu Painem")
    with pytest.raises(actions.PromisePast):
        actions.promise(by=world.officer(), journey=journey, due_on=village.today - timedelta(days=1), to_whom="Ibu Painem")
    actions.answer(by=world.officer(), promise=promised, answer="Belum ada kabar")

    assert queries.page_of(world.officer(), journey)["kept"] == (1, 1)
    assert waits(world.officer(), village) == []
    with pytest.raises(actions.PromiseAnswered):
        actions.answer(by=world.officer(), promise=promised, answer="Lagi")


def test_a_journey_is_told_by_who_knows_the_people_of_its_village(world):
    journey = journey_of(world)

    for by in (world.officer("35.10.04.2002"), world.person("village_council", VILLAGE), world.person("case_worker")):
        with pytest.raises(NotAllowed):
            actions.change_journey(by=by, journey=journey, stage="returned")
    assert actions.change_journey(by=world.person("cadre", VILLAGE), journey=journey, stage="returned").stage == "returned"


def test_no_page_of_the_village_betrays_a_lost_contact(world, browser_of):
    import_(world, SITI.replace("Masih di LN", "putus kontak") + ";bodong", header=f"{HEADER};Jalur")
    siti, journey = Person.objects.get(), Journey.objects.get()
    assert Confided.objects.count() == 2
    told = ("putus kontak", "Putus kontak", "lost_contact", "nonprosedural", "bodong", "irregular")

    for who in (world.officer(), world.person("cadre", VILLAGE), world.person("village_head", VILLAGE)):
        browser = browser_of(who)
        for path in (siti.get_absolute_url(), journey.get_absolute_url(), "/people/persons/", "/desk/today/", f"/desk/villages/{VILLAGE}/"):
            page = browser.get(path)
            assert page.status_code == 200
            assert not [each for each in told if each in page.content.decode()]
    regency = browser_of(world.person("facilitator")).get(journey.get_absolute_url()).content.decode()
    assert "Putus kontak" in regency
    assert "nonprosedural" in regency
    assert "bodong" not in regency


def test_a_cadre_tells_the_regency_and_the_village_reads_nothing_of_it(world, browser_of):
    journey = journey_of(world)
    cadre = browser_of(world.person("cadre", VILLAGE))

    answer = cadre.do(f"{journey.get_absolute_url()}confide/", kind="detained", told="Ditahan di imigrasi")
    assert answer.status_code == 302
    cadre.do(f"{journey.get_absolute_url()}confide/", kind="detained", told="Sudah ada pendamping hukum")

    assert Confided.objects.get().told == "Sudah ada pendamping hukum"
    for who in (cadre, browser_of(world.officer())):
        for path in (journey.get_absolute_url(), journey.person.get_absolute_url(), "/desk/today/"):
            page = who.get(path).content.decode()
            assert "Ditahan" not in page
            assert "pendamping hukum" not in page
    regency = browser_of(world.person("case_worker")).get(journey.get_absolute_url()).content.decode()
    assert "pendamping hukum" in regency
    with pytest.raises(NotAllowed):
        actions.confide(by=world.person("mel_officer"), journey=journey, kind="detained")


def test_the_pages_of_a_journey_do_what_they_say(world, browser_of):
    siti, officer = world.resident(), browser_of(world.officer())
    day = world.place(VILLAGE).today

    made = officer.do(f"/journeys/of/{siti.pk}/new/", stage="working", destination="TWN", occupation="caregiver", departed="2019").headers["Location"]
    journey = Journey.objects.get()
    assert "Taiwan" in officer.get(siti.get_absolute_url()).content.decode()
    assert officer.do(f"/journeys/of/{siti.pk}/new/", departed="entah").status_code == 422
    officer.do(f"{made}change/", stage="working", destination="TWN", occupation="caregiver", departed="2019", employer="Tuan Lin", seen=journey.version)
    officer.do(f"{made}paper/", kind="passport", until=(day + timedelta(days=40)).isoformat())
    officer.do(f"{made}contract/", contents=["employer", "job"], wage_amount="20000", currency="TWD", until_on="2027-01-01")
    assert officer.do(f"{made}contract/", wage_amount="20000").status_code == 422
    officer.do(f"{made}heard/", last_heard_on=(day - timedelta(days=60)).isoformat(), usual_days="14", seen=journey.refreshed().version)
    officer.do(f"{made}promise/", to_whom="Ibu Painem", due_on=day.isoformat())
    page = officer.get(made).content.decode()
    for words in ("Tuan Lin", "NT$20.000", "Lebih lama tanpa kabar", "Ibu Painem"):
        assert words in page
    board = officer.get("/desk/today/").content.decode()
    assert "Paspor" in board
    assert "Hubungi keluarganya" in board

    promise = journey.promises.get()
    officer.do(f"/journeys/promises/{promise.pk}/answer/", answer="Belum ada kabar")
    assert "1 dari 1" in officer.get(made).content.decode()


@given(heard=st.dates(date(2000, 1, 1), date(2026, 1, 1)), usual=st.integers(1, hearing.MOST_DAYS), after=st.integers(0, 9_000))
def test_silence_begins_the_day_after_what_is_usual(heard, usual, after):
    assert (hearing.silent_since(heard, usual, heard + timedelta(days=after)) is not None) == (after > usual)
