"""Rules of events: what a file lacks, who is in the room, who is alike_pairs, of whom nothing is told, what results say, how targets stand."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desbumi.people.rules import names
from desbumi.programme.models import Indicator, Target
from desbumi.programme.rules.attendance import FEWEST, alike_pairs, bare, is_in_the_room, same_name, withheld
from desbumi.programme.rules.events import KINDS, PAPERS, WANTED, days, lacking, waits
from desbumi.programme.rules.pages import PageCode, read_code
from desbumi.programme.rules.promises import has_left
from desbumi.programme.rules.promises import waits as promise_waits
from desbumi.programme.rules.results import by_question, judged_understanding, right, state_of, understands
from desbumi.programme.rules.targets import FRESH, Aim, asks_little, is_backwards, is_reached, months_between, share, state

DAY = date(2026, 10, 14)
counts = st.dictionaries(st.text("abcdefg", min_size=1, max_size=2), st.integers(0, 40), max_size=8)


@given(counts)
def test_of_fewer_than_five_nothing_is_told_nor_can_be_subtracted(many):
    hidden = withheld(many)

    assert all(many[group] >= FEWEST or not many[group] for group in many if group not in hidden)
    rest = sum(many[group] for group in hidden)
    assert rest == 0 or rest >= FEWEST or all(group in hidden for group in many if many[group])


@given(counts)
def test_no_more_is_withheld_than_it_takes(many):
    hidden = withheld(many)
    told_away = [group for group in hidden if many[group] >= FEWEST]

    assert len(told_away) <= 1
    assert all(
        many[group] <= min(many[other] for other in many if other not in hidden and many[other])
        for group in told_away
        if set(many) - hidden - {g for g in many if not many[g]}
    )


def test_a_name_in_capitals_with_titles_is_the_same_name():
    assert same_name("HJ. SITI AMINAH, S.Pd", "Siti Aminah")
    assert same_name("Bpk. Slamet", "slamet")
    assert not same_name("Siti Aminah", "Siti Maimunah")
    assert not same_name("", "")
    assert bare("DR. H. Moh. Ali, M.Si.") == "moh ali"


def test_old_spelling_is_alike_and_not_the_same():
    assert list(alike_pairs(["Soemiyati", "Sumiyati"])) == [(0, 1)]
    assert not same_name("Soemiyati", "Sumiyati")
    assert not list(alike_pairs(["", "Sumiyati", "", "Paijan"]))


def test_who_is_perhaps_the_same_is_found_as_if_each_was_compared_with_each():
    told = ["Siti Aminah", "Siti", "Slamet", "Aminah Siti", "SITI AMINAH", "Wiwik", "", "Slamet Riyadi"]
    heard = [set(names.sounds(bare(each))) for each in told]
    each_with_each = {
        (one, other) for one in range(len(told)) for other in range(one + 1, len(told))
        if heard[one] and heard[other] and (heard[one] <= heard[other] or heard[other] <= heard[one])
    }  # fmt: skip

    found = list(alike_pairs(told))

    assert set(found) == each_with_each
    assert len(found) == len(each_with_each)


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_is_compared_without_falling_over(one, other):
    assert list(alike_pairs([one, other])) == list(alike_pairs([other, one]))
    assert same_name(one, other) == same_name(other, one)


def at(hour, day=DAY):
    return datetime.combine(day, time(hour), UTC)


@pytest.mark.parametrize(
    ("now", "knows", "is_there"),
    [
        (at(9), True, True),
        (at(9), False, False),
        (at(7), True, True),
        (at(6), True, False),
        (at(18), True, False),
        (at(9, DAY + timedelta(days=1)), True, False),
    ],
)
def test_who_is_in_the_room_knows_its_word_on_the_day_at_the_hour(now, knows, is_there):
    assert is_in_the_room(now, DAY, time(8), time(16), knows_the_word=knows) is is_there


def test_without_hours_the_day_is_enough():
    assert is_in_the_room(at(23), DAY, None, None, knows_the_word=True)


def test_a_file_lacks_what_its_kind_wants_and_a_signed_sheet_for_each_day():
    told = lacking("workshop", DAY, DAY + timedelta(days=1), written={"terms"}, scanned=[("attendance", DAY), ("photo", None)], waived={"assignment"})

    assert [(each.kind.key, each.day) for each in told] == [("invitation", None), ("attendance", DAY + timedelta(days=1)), ("minutes", None)]
    assert all(each.kind.owner for each in told)


def test_transport_and_receipts_are_wanted_where_money_went():
    told = lacking(
        "workshop",
        DAY,
        DAY,
        written=PAPERS and {"terms", "invitation", "assignment", "minutes"},
        scanned=[("attendance", DAY), ("photo", DAY)],
        waived=(),
        unreceipted=["Konsumsi"],
        is_paying_transport=True,
    )

    assert [(each.kind.key, each.about) for each in told] == [("transport", ""), ("receipt", "Konsumsi")]


@given(st.sampled_from([code for code, _name in KINDS]), st.sets(st.sampled_from([each.key for each in PAPERS])))
def test_what_was_waived_is_never_missing_and_what_is_missing_is_wanted(kind, waived):
    told = lacking(kind, DAY, DAY, written=(), scanned=(), waived=waived)

    assert not {each.kind.key for each in told} & waived
    assert {each.kind.key for each in told} <= set(WANTED[kind])


def test_an_event_is_told_before_watched_after_and_late_a_week_later():
    assert waits("planned", DAY, DAY, DAY - timedelta(days=15)) is None
    assert waits("planned", DAY, DAY, DAY - timedelta(days=14)) == ("good", DAY)
    assert waits("in_progress", DAY, DAY, DAY + timedelta(days=1)) == ("watch", DAY)
    assert waits("stalled", DAY, DAY, DAY + timedelta(days=8)) == ("stop", DAY)
    assert waits("complete", DAY, DAY, DAY + timedelta(days=8)) is None
    assert days(DAY, DAY + timedelta(days=2)) == (DAY, DAY + timedelta(days=1), DAY + timedelta(days=2))


@given(st.uuids(), st.sampled_from([each.key for each in PAPERS]), st.integers(0, 14), st.integers(1, 400))
def test_a_page_code_is_read_as_it_was_printed(event, kind, day, page):
    code = PageCode(event.hex, kind, day, page)

    assert read_code(code.text) == code


@given(st.text())
def test_whatever_a_camera_reads_is_a_code_of_ours_or_none(text):
    code = read_code(text)

    assert code is None or code.text == text


def test_seven_of_ten_right_is_understanding():
    key = "ABCABCABCA"

    assert understands("ABCABCA---", key)
    assert not understands("ABCABC----", key)
    assert not understands("", key)
    assert not understands("A", "")
    assert right("ABX", "ABC") == 2


def test_questions_count_slips_and_cards_together_and_leave_out_who_gave_no_answer():
    told = by_question(["Apa?"], "B", before=["A", "B", "-", ""], after=["B"], cards={(1, "after"): (3, 4)})

    assert (told[0].before, told[0].before_of, told[0].after, told[0].after_of) == (1, 2, 4, 5)
    assert not told[0].is_unclear


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        ((0, 0), (0, 0), "nothing"),
        ((2, 9), (0, 0), "not_yet"),
        ((2, 9), (8, 9), "reached"),
        ((8, 9), (7, 9), "partly"),
        ((9, 9), (9, 9), "reached"),
        ((0, 9), (0, 9), "not_yet"),
    ],
)
def test_understanding_is_reached_when_most_understand_and_more_than_before(before, after, result):
    assert judged_understanding(*before, *after) == result


def test_a_result_is_reached_when_all_is_done():
    assert [state_of(*each) for each in ((0, 0), (0, 3), (1, 3), (3, 3))] == ["nothing", "not_yet", "partly", "reached"]


values = st.decimals(0, 10_000, places=1)


@given(st.none() | values, values, st.none() | values, st.booleans(), st.integers(-900, 900), st.integers(1, 900))
def test_how_a_target_stands_is_always_one_of_four_and_its_share_within_the_whole(baseline, value, latest, is_falling, passed, whole):
    aim = Aim(baseline, DAY, value, DAY + timedelta(days=whole), is_falling)
    day = DAY + timedelta(days=passed)

    assert state(aim, latest, DAY if latest is not None else None, day) in ("reached", "on_track", "behind", "no_news")
    done = share(aim, latest)
    assert done is None or 0 <= done <= 1
    assert (state(aim, latest, DAY, day) == "reached") == is_reached(aim, latest)


def test_what_is_counted_every_night_is_news_though_it_never_changes():
    told = {
        "baseline_value": Decimal(0),
        "baseline_on": DAY,
        "value": Decimal(9),
        "due_on": DAY + timedelta(days=900),
        "latest_value": Decimal(5),
        "latest_on": DAY,
    }
    late = DAY + FRESH + timedelta(days=9)

    assert Target(indicator=Indicator(counted_by="visits_made"), **told).state(late) == "on_track"
    assert Target(indicator=Indicator(), **told).state(late) == "no_news"


def test_a_target_is_behind_when_less_came_than_the_time_that_has_passed():
    aim = Aim(Decimal(0), DAY, Decimal(100), DAY + timedelta(days=100))
    half = DAY + timedelta(days=50)

    assert state(aim, Decimal(45), half, half) == "on_track"
    assert state(aim, Decimal(39), half, half) == "behind"
    assert state(aim, None, None, half) == "on_track"
    assert state(aim, Decimal(45), DAY, DAY + FRESH + timedelta(days=1)) == "no_news"
    assert state(aim, Decimal(45), DAY + timedelta(days=99), DAY + timedelta(days=101)) == "behind"


def test_less_is_better_where_the_indicator_falls():
    aim = Aim(Decimal(10), DAY, Decimal(4), DAY + timedelta(days=100), is_falling=True)

    assert is_reached(aim, Decimal(4))
    assert not is_reached(aim, Decimal(5))
    assert share(aim, Decimal(7)) == Decimal("0.5")
    assert is_backwards(Decimal(4), Decimal(10), is_falling=True)
    assert not is_backwards(None, Decimal(10), is_falling=True)


def test_a_target_near_its_baseline_asks_little():
    def aim(baseline, value):
        return Aim(baseline, DAY, value, DAY)

    assert asks_little(aim(Decimal(95), Decimal(100)))
    assert not asks_little(aim(Decimal(50), Decimal(100)))
    assert not asks_little(aim(None, Decimal(100)))
    assert asks_little(aim(Decimal(0), Decimal(0)))


def test_months_are_whole_and_never_before_the_beginning():
    assert months_between(date(2026, 1, 31), date(2026, 3, 30)) == 1
    assert months_between(date(2026, 1, 15), date(2027, 1, 15)) == 12
    assert months_between(DAY, DAY - timedelta(days=40)) == 0


def test_a_promise_waits_good_then_watched_then_late():
    assert [promise_waits(DAY, DAY + timedelta(days=each)) for each in (-8, -7, 0, 1)] == ["good", "watch", "watch", "stop"]
    assert has_left(DAY, None, DAY)
    assert has_left(None, DAY, DAY + timedelta(days=1))
    assert not has_left(None, None, DAY)


def test_every_kind_of_event_wants_papers_that_there_are():
    known = {each.key for each in PAPERS}

    assert set(chain.from_iterable(WANTED.values())) <= known
    assert set(WANTED) == {code for code, _name in KINDS}
    assert all(one != other for one, other in combinations([each.key for each in PAPERS], 2))
