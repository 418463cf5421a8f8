"""Reactions: once, in order, one book's failure is no other's; a day's work by a clock that may be wrong."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from desbumi.book import daily, following, keys, pace, reactions
from desbumi.book.erasing import StillRead
from desbumi.book.keys.refusals import CopyDiffers
from desbumi.book.models import Beginning, DataKey, Head, Position
from desbumi.book.reactions import Daily, Reaction
from desbumi.refusals import NotNow
from desbumi.territory.models import Territory

HERE, THERE = "35.10.04.2003", "35.10.04.2002"


@pytest.fixture
def heard(world, monkeypatch):
    """What a planted reaction heard: (village, seq); `heard.fails` is what it raises."""

    class Ears(list):
        fails = None

        def act(self, entry, *, op):
            if self.fails and entry.territory_code == HERE:
                raise self.fails
            self.append((entry.territory_code, entry.entry.seq, op))

    ears = Ears()
    monkeypatch.setattr(following, "REACTIONS", {"planted": Reaction("planted", frozenset({"place.set_back"}), ears.act)})
    monkeypatch.setattr(following, "gather", lambda: None)
    following.begin()
    return ears


def note(world, code, text="x"):
    world.step_note(world.village(code), text)


def test_each_entry_is_heard_once_and_in_order(world, heard):
    for text in ("a", "b", "c"):
        note(world, HERE, text)

    world.settle()
    world.settle()

    assert [seq for _code, seq, _op in heard] == sorted({seq for _code, seq, _op in heard})
    assert len(heard) == 3
    assert following.books_with_news() == []


def test_what_follows_from_an_entry_has_one_op_however_often_it_is_heard(world, heard):
    for text in ("a", "b"):
        note(world, HERE, text)
    world.settle()
    Position.objects.update(seq=0)
    Head.objects.update(told=0)

    world.settle()

    assert len(heard) == 4
    assert len({op for _code, _seq, op in heard}) == 2


def test_a_new_reaction_begins_with_what_comes(world, monkeypatch, heard):
    note(world, HERE, "before")
    late = []
    monkeypatch.setattr(following, "REACTIONS", {"late": Reaction("late", frozenset({"place.set_back"}), lambda entry, *, op: late.append((entry, op)))})
    following.begin()

    note(world, HERE, "after")
    world.settle()

    assert [entry.payload["set_back_because"][1] for entry, _op in late] == ["after"]


def test_a_failure_stops_one_reaction_in_one_book(world, heard):
    heard.fails = NotNow()
    note(world, HERE)
    note(world, THERE)

    failed = world.settle(bears_failure=True)

    stuck = Position.objects.get(reaction="planted", book=f"{HERE}/main")
    assert failed == ["planted: not_now"]
    assert [code for code, _seq, _op in heard] == [THERE]
    assert (stuck.failed_count, following.books_with_news()) == (1, [])


def test_what_failed_is_tried_again_later_and_then_goes_on(world, heard):
    heard.fails = ZeroDivisionError("Siti")
    note(world, HERE, "a")
    world.settle(bears_failure=True)
    note(world, HERE, "b")
    assert following.work() == 1

    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        assert following.work() == 1
        heard.fails = None
        assert following.work() == 0
    assert Position.objects.get(failed_count=2).failed_because == "ZeroDivisionError"
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=10)):
        following.work()

    assert len(heard) == 2
    assert not Position.objects.filter(failed_count__gt=0).exists()


def test_a_failure_by_a_clock_ten_years_ahead_is_tried_again_today(world, heard):
    heard.fails = NotNow()
    note(world, HERE)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=3652)):
        world.settle(bears_failure=True)
    heard.fails = None

    following.work()

    assert len(heard) == 1


def test_what_a_closed_key_store_stops_is_no_failure(world, heard):
    heard.fails = keys.KeyStoreMissing()
    note(world, HERE)

    with pytest.raises(keys.KeyStoreMissing):
        following.work()

    assert not Position.objects.filter(failed_count__gt=0).exists()
    assert following.books_with_news() != []


def test_an_entry_whose_subject_was_forgotten_opens_to_nothing(world, heard, monkeypatch):
    note(world, HERE)
    told = []
    monkeypatch.setattr(
        following, "REACTIONS", {"planted": Reaction("planted", frozenset({"place.set_back"}), lambda entry, *, op: told.append((entry.payload, op)))}
    )
    DataKey.objects.using("keys").filter(pk=Head.objects.get(pk=f"{HERE}/main").subject).update(wrapped=None)
    keys.forget_held()

    following.work()

    assert [payload for payload, _op in told] == [None]


def test_what_is_recorded_while_the_worker_reads_is_news_again(world, heard, monkeypatch):
    def act(entry, *, op):
        heard.append((entry.territory_code, entry.entry.seq, op))
        if len(heard) == 1:
            note(world, HERE, "b")

    world.settle()
    monkeypatch.setattr(following, "REACTIONS", {"planted": Reaction("planted", frozenset({"place.set_back"}), act)})
    heard.clear()
    note(world, HERE, "a")
    following.offer(f"{HERE}/main")
    assert following.books_with_news() == [f"{HERE}/main"]

    world.settle()

    assert len(heard) == 2


@pytest.mark.parametrize("rows", [1, 3])
def test_asking_for_news_is_two_questions(world, heard, django_assert_num_queries, rows):
    for code in (HERE, THERE, "35.10.04.2007")[:rows]:
        note(world, code)
    world.settle()

    with django_assert_num_queries(2):
        assert following.work() == 0


@pytest.fixture
def days(places, monkeypatch):
    """The days on which a planted daily work was done; `days.fails` is what it raises."""

    class Days(list):
        fails = None

        def act(self, day, *, op):
            assert op.version == 5
            if self.fails:
                raise self.fails
            self.append(day)

    done = Days()
    monkeypatch.setattr(daily, "DAILY", {"planted": Daily("planted", 2, done.act)})
    Beginning.objects.create(reaction="planted")
    return done


NOON = datetime(2026, 11, 26, 5, tzinfo=UTC)  # 12.00 in Jakarta
YEAR = timedelta(days=365)


def test_daily_work_is_done_once_a_day(days):
    for hours in (0, 1, 2, 11, 13, 23, 24, 25):
        daily.work(NOON + timedelta(hours=hours))

    assert days == [date(2026, 11, 26), date(2026, 11, 27)]


def test_daily_work_that_failed_is_tried_again_the_same_day(days):
    days.fails = NotNow()
    daily.work(NOON)
    assert Beginning.objects.get(pk="planted").failed_because == "not_now"
    days.fails = None

    daily.work(NOON + timedelta(seconds=30))
    assert days == []
    daily.work(NOON + timedelta(minutes=1))

    assert days == [date(2026, 11, 26)]
    assert Beginning.objects.get(pk="planted").failed_count == 0


@pytest.mark.parametrize("why", [CopyDiffers(), StillRead()], ids=["507", "503"])
def test_a_stick_without_room_stops_no_other_work_of_the_day(days, monkeypatch, why):
    def full(_day, *, op):
        raise why

    monkeypatch.setitem(daily.DAILY, "a backup", Daily("a backup", 1, full))
    Beginning.objects.create(reaction="a backup")

    daily.work(NOON)

    assert days == [date(2026, 11, 26)]
    assert Beginning.objects.get(pk="a backup").failed_because == why.code


def test_a_locked_ring_stops_all_work_until_it_is_open(days):
    days.fails = keys.KeysLocked()

    with pytest.raises(keys.KeysLocked):
        daily.work(NOON)

    assert Beginning.objects.get(pk="planted").failed_count == 0


@pytest.mark.parametrize("wrong", [-2 * YEAR, 10 * YEAR])
def test_a_wrong_clock_neither_doubles_nor_stops_the_daily_work(days, wrong):
    daily.work(NOON)
    for hours in range(6):
        daily.work(NOON + wrong + timedelta(hours=hours))
    doubled = [day for day in days if day == date(2026, 11, 26)]
    for hours in range(6, 80):
        daily.work(NOON + timedelta(hours=hours))

    assert len(doubled) == 1
    assert days.count(date(2026, 11, 26)) == 1
    assert days[-2:] == [date(2026, 11, 28), date(2026, 11, 29)]


def test_a_clock_that_stays_wrong_has_its_daily_work(days):
    daily.work(NOON)
    for hours in range(96):
        daily.work(NOON - 2 * YEAR + timedelta(hours=hours))

    assert len(days) == len(set(days)) == 5


@given(failed=st.integers(1, 10_000))
def test_the_next_attempt_comes_within_a_minute_and_six_hours(failed):
    assert timedelta(minutes=1) <= pace.later(failed) <= pace.later(failed + 1) <= timedelta(hours=6)


@given(done_on=st.dates(date(2000, 1, 2), date(2060, 1, 1)), hours=st.integers(0, 24 * 365))
def test_no_day_is_done_twice(done_on, hours):
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)

    assert not (pace.today(now) == done_on and pace.is_work_due(done_on, None, 2, now))


def test_all_rooms_are_heard(places):
    reactions.gather()

    assert "programme.sign_step" in reactions.REACTIONS
    assert Territory.objects.exists()
