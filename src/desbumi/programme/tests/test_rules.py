"""The way of a village, without a database."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desbumi.programme.rules.way import (
    ENTERED_AT,
    KINDS,
    STAGES,
    STEPS,
    WAY,
    before_the_book,
    has_reached,
    is_stalled,
    left_behind,
    open_steps,
    openers_after,
    steps_since,
)
from desbumi.refusals import NotNow

stages = st.sampled_from(STAGES)
done = st.sets(st.sampled_from(sorted(KINDS)))


def test_the_steps_are_those_of_the_founding_order():
    assert [(kind.key, kind.stage, kind.opens) for kind in STEPS] == [
        ("assessed", "candidate", None), ("invited", "candidate", None), ("workshop", "candidate", None), ("signed", "candidate", "agreement"),
        ("outreach_held", "agreement", "outreach"), ("decree", "outreach", "assistance"), ("baseline", "assistance", None),
        ("service_place", "assistance", None), ("regulation", "assistance", None), ("budget_line", "assistance", None),
        ("handed_over", "assistance", "independent"),
    ]  # fmt: skip


@given(stage=stages, done=done)
def test_what_is_open_is_undone_and_of_the_present_stage(stage, done):
    assert all(kind.key not in done and kind.stage == stage for kind in open_steps(stage, done))


@given(entered=stages, stage=stages, done=done)
def test_before_open_left_and_later_never_overlap(entered, stage, done):
    if not has_reached(stage, entered):
        return
    before, left, opened = ({kind.key for kind in kinds} for kinds in (before_the_book(entered), left_behind(stage, entered, done), open_steps(stage, done)))
    assert not before & left
    assert not left & opened
    assert not before & opened
    assert before | {kind.key for kind in steps_since(entered)} == set(KINDS)


def test_an_existing_village_misses_nothing_that_lies_before_its_entry():
    assert {kind.key for kind in before_the_book(ENTERED_AT["existing"])} == {"assessed", "invited", "workshop", "signed", "outreach_held", "decree"}
    assert left_behind("assistance", "assistance", set()) == ()


@given(stage=stages)
def test_setting_back_undoes_exactly_the_openers_of_later_stages(stage):
    undone = openers_after(stage)

    assert all(not has_reached(stage, KINDS[key].opens) for key in undone)
    assert len(undone) == len(STAGES) - STAGES.index(stage) - 1


@given(stage=stages, to=stages)
def test_a_village_is_set_back_only_to_an_earlier_stage(stage, to):
    if STAGES.index(to) < STAGES.index(stage):
        assert WAY.after("set_back", stage, to=to) == to
    else:
        with pytest.raises(NotNow):
            WAY.after("set_back", stage, to=to)


@given(minutes=st.integers(0, 400 * 24 * 60), paused=st.booleans(), stage=stages)
def test_a_village_stalls_after_sixty_days_awake_and_on_its_way(minutes, paused, stage):
    now = datetime(2026, 11, 24, 9, tzinfo=UTC)

    stalled = is_stalled(stage=stage, is_paused=paused, moved_at=now - timedelta(minutes=minutes), now=now)

    assert stalled == (minutes > 60 * 24 * 60 and not paused and stage != "independent")
