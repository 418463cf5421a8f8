"""Two people at the same record: different fields merge, the same field is decided by a person."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desbumi.book import conflicts
from desbumi.book.models import Conflict
from desbumi.book.queries import differing, last_change
from desbumi.book.verifying import verify
from desbumi.book.writing import writing
from desbumi.desk import actions
from desbumi.people import actions as people
from desbumi.people.queries.finding import find
from desbumi.programme import actions as programme
from desbumi.programme.models import Organisation
from desbumi.programme.queries import first_programme
from desbumi.refusals import AlreadyMoved

ONE, TWO, THREE, LATER = date(2025, 3, 1), date(2025, 3, 2), date(2025, 3, 3), date(2027, 3, 1)


@pytest.fixture
def agreement(world):
    return programme.record_agreement(
        by=world.leader, programme=first_programme(), territory=world.place("35.10"), organisation=Organisation.objects.order_by("id")[0],
        kind="agreement", status="signed",
    )  # fmt: skip


def edit(world, agreement, seen, **fields):
    """As a form does it: all fields, those that were not touched as they were seen."""
    return programme.edit_agreement(by=world.leader, agreement=agreement, seen=seen, **({"kind": "agreement", "signed_on": None, "until_on": None} | fields))


def offer_of(conflict):
    return conflicts.offered(conflict, conflict.subject or conflict.book.subject)


def test_different_fields_of_one_record_merge(world, agreement):
    seen = agreement.version

    edit(world, agreement, seen, signed_on=ONE)
    merged = edit(world, agreement, seen, until_on=LATER)

    assert (merged.signed_on, merged.until_on) == (ONE, LATER)
    assert not Conflict.objects.exists()


def test_the_same_field_becomes_a_conflict_and_nothing_is_overwritten(world, agreement):
    seen = agreement.version

    edit(world, agreement, seen, signed_on=ONE)
    edit(world, agreement, seen, signed_on=TWO, until_on=LATER)

    stands, conflict = agreement.refreshed(), Conflict.objects.get()
    assert (stands.signed_on, stands.until_on) == (ONE, LATER)
    assert (offer_of(conflict), conflict.offered_by, conflict.field) == ("2025-03-02", world.leader.id.hex, "signed_on")
    assert b"2025-03-02" not in bytes(conflict.offered)
    assert verify()["broken"] == [] == differing()


def test_the_same_offer_twice_is_one_conflict_and_the_same_value_is_none(world, agreement):
    seen = agreement.version
    edit(world, agreement, seen, signed_on=ONE)

    for _ in range(2):
        edit(world, agreement, seen, signed_on=TWO)
        edit(world, agreement, seen, signed_on=ONE)

    assert Conflict.objects.count() == 1


def test_a_version_that_never_was_is_told(world, agreement):
    for seen in (0, agreement.version - 1, agreement.version + 1, 10**15):
        with pytest.raises(AlreadyMoved):
            edit(world, agreement, seen, signed_on=ONE)


def test_a_stage_that_moved_refuses_and_a_record_that_nobody_could_decide_about_too(world):
    place = world.village()
    seen = place.version
    world.steps(place, ["assessed", "invited", "workshop", "signed"])
    with pytest.raises(AlreadyMoved):
        programme.record_step(by=world.leader, place=place, kind="outreach_held", done_on=ONE, done_by="Agus", seen=seen)

    rested = programme.pause(by=world.leader, place=place, reason="panen")
    programme.resume(by=world.leader, place=place)
    programme.pause(by=world.leader, place=place, reason="pemilihan")
    programme.resume(by=world.leader, place=place)
    with pytest.raises(AlreadyMoved):
        programme.pause(by=world.leader, place=place, reason="puasa", seen=rested.version - 1)


@pytest.mark.parametrize(("choice", "day"), [("stored", ONE), ("offered", TWO)])
def test_a_person_decides_and_it_is_decided_once(world, agreement, choice, day):
    seen = agreement.version
    edit(world, agreement, seen, signed_on=ONE)
    edit(world, agreement, seen, signed_on=TWO)
    conflict = Conflict.objects.get()

    actions.decide(by=world.leader, conflict=conflict, choice=choice)

    assert agreement.refreshed().signed_on == day
    with pytest.raises(actions.AlreadyDecided):
        actions.decide(by=world.leader, conflict=conflict, choice="offered")


def test_two_tabs_see_both_values_and_one_decides(world, agreement, browser_of):
    first, second = browser_of(world.leader), browser_of(world.person("programme_manager", "00", full_name="Dewi"))
    address, seen = f"/programme/agreements/{agreement.pk}/edit/", agreement.version

    first.do(address, kind="agreement", signed_on="2025-03-01", seen=seen)
    answer = second.do(address, kind="agreement", signed_on="2025-03-02", seen=seen)
    page = second.get(answer["Location"]).content.decode()

    assert "1 Maret 2025" in page
    assert "2 Maret 2025" in page
    assert "Dewi" in page
    assert answer["Location"] in first.get("/desk/conflicts/").content.decode()
    assert first.do(answer["Location"], choice="offered")["Location"] == agreement.get_absolute_url()
    assert agreement.refreshed().signed_on == TWO
    assert second.do(answer["Location"], choice="stored").status_code == 409


def test_whoever_offers_again_is_led_to_the_same_conflict(world, agreement, browser_of):
    tab, address, seen = browser_of(world.leader), f"/programme/agreements/{agreement.pk}/edit/", agreement.version
    tab.do(address, kind="agreement", signed_on="2025-03-01", seen=seen)

    first, again = (tab.do(address, kind="agreement", signed_on="2025-03-02", seen=seen)["Location"] for _ in range(2))

    assert first == again == Conflict.objects.get().get_absolute_url()


@pytest.mark.parametrize("choice", ["stored", "offered"])
def test_what_moved_after_the_page_was_opened_is_shown_before_it_is_decided(world, agreement, browser_of, choice):
    seen = agreement.version
    edit(world, agreement, seen, signed_on=ONE)
    edit(world, agreement, seen, signed_on=TWO)
    conflict, tab = Conflict.objects.get(), browser_of(world.leader)
    shown = re.search(r'name="seen" value="(\d+)"', tab.get(conflict.get_absolute_url()).content.decode())[1]

    edit(world, agreement, agreement.refreshed().version, signed_on=THREE)
    answer = tab.do(conflict.get_absolute_url(), choice=choice, seen=shown)

    assert answer.status_code == 409
    assert "3 Maret 2025" in answer.content.decode()
    assert (agreement.refreshed().signed_on, conflict.refreshed().choice) == (THREE, "")


def test_a_conflict_about_what_is_gone_is_told_in_words(world, agreement, browser_of):
    seen = agreement.version
    edit(world, agreement, seen, signed_on=ONE)
    edit(world, agreement, seen, signed_on=TWO)
    address, tab = Conflict.objects.get().get_absolute_url(), browser_of(world.leader)

    with writing(agreement.territory, by=world.leader, deed="agreement.edited") as book:
        for each in (*agreement.parties.all(), *agreement.scope.all(), agreement):
            book.remove(each)

    assert tab.get(address).status_code == tab.do(address, choice="stored").status_code == 410


def test_days_that_are_right_alone_and_wrong_together_do_not_merge(world, agreement):
    seen = agreement.version
    edit(world, agreement, seen, until_on=ONE)

    with pytest.raises(programme.NotForward):
        edit(world, agreement, seen, signed_on=TWO)

    assert (agreement.refreshed().signed_on, agreement.refreshed().until_on) == (None, ONE)


def test_a_day_that_no_longer_fits_is_refused_when_it_is_decided(world, agreement):
    seen = agreement.version
    edit(world, agreement, seen, signed_on=ONE)
    edit(world, agreement, seen, signed_on=THREE)
    edit(world, agreement, agreement.refreshed().version, signed_on=ONE, until_on=TWO)

    with pytest.raises(programme.NotForward):
        actions.decide(by=world.leader, conflict=Conflict.objects.get(), choice="offered")

    assert agreement.refreshed().signed_on == ONE
    assert Conflict.objects.get().choice == ""


def test_of_two_extensions_from_one_page_the_second_is_refused_whole(world, agreement):
    edit(world, agreement, agreement.version, signed_on=ONE)
    seen = agreement.refreshed().version
    programme.extend(by=world.leader, agreement=agreement, signed_on=TWO, until_on=LATER, seen=seen)

    with pytest.raises(AlreadyMoved):
        programme.extend(by=world.leader, agreement=agreement, signed_on=TWO, until_on=LATER + timedelta(days=1), seen=seen)

    assert agreement.extensions.count() == 1
    assert not Conflict.objects.exists()


def test_a_day_of_signing_from_an_old_page_does_not_sign_without_a_day(world, agreement):
    seen = agreement.version
    edit(world, agreement, seen, signed_on=ONE)
    edit(world, agreement, agreement.refreshed().version)

    with pytest.raises(AlreadyMoved):
        programme.date_agreement(by=world.leader, agreement=agreement, signed_on=TWO, seen=seen)


def test_a_related_record_named_by_its_id_is_not_overwritten(world, agreement):
    """A deed may write `organisation_id` where the book says `organisation`."""
    party = agreement.parties.get(organisation__isnull=False)
    one, other = Organisation.objects.exclude(pk=party.organisation_id).order_by("id")[:2]
    seen = party.version
    with writing(agreement.territory, by=world.leader, deed="agreement.edited") as book:
        book.change(party, seen=seen, organisation_id=one.pk)

    with pytest.raises(AlreadyMoved), writing(agreement.territory, by=world.leader, deed="agreement.edited") as book:
        book.change(party.refreshed(), seen=seen, organisation_id=other.pk)

    assert party.refreshed().organisation_id == one.pk


def test_who_wrote_last_is_told_by_the_chain_and_not_by_the_clock(world, agreement):
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        edit(world, agreement, agreement.version, signed_on=ONE)
    edit(world, agreement, agreement.refreshed().version, signed_on=TWO)

    assert last_change(agreement, "signed_on").seq == agreement.refreshed().version


days = st.integers(0, 3).map(lambda many: ONE + timedelta(days=many)) | st.none()
edits = st.lists(
    st.tuples(st.integers(0, 3), st.fixed_dictionaries({}, optional={"signed_on": days, "kind": st.sampled_from(["agreement", "working_agreement"])})),
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=edits)
def test_whatever_editors_saw_no_value_is_lost_unseen(world, agreement, script):
    """Each offer is stored, stood there already, or waits in a conflict; what it saw and left alone it does not touch."""
    saw = [agreement.refreshed()] * 4
    for who, wish in script:
        seen = saw[who]
        offered = {"kind": seen.kind, "signed_on": seen.signed_on, "until_on": seen.until_on} | wish
        before = agreement.refreshed()
        after = programme.edit_agreement(by=world.leader, agreement=agreement.refreshed(), seen=seen.version, **offered)
        for name, value in offered.items():
            plain = value.isoformat() if isinstance(value, date) else value
            waits = any(each.field == name and offer_of(each) == plain for each in Conflict.objects.filter(record=agreement.pk, choice="").order_by("id"))
            is_untouched = value == getattr(seen, name)
            assert getattr(after, name) == value or waits or (is_untouched and getattr(after, name) == getattr(before, name))
            assert getattr(after, name) in (value, getattr(before, name))
        saw[who] = after
    assert verify("35.10")["broken"] == []


def test_a_name_that_somebody_decided_upon_is_what_the_person_is_found_by(world):
    by = world.officer()
    person = world.resident("Siti")
    seen = person.version
    for name in ("Sumarni", "Rumiyati"):
        people.change_names(by=by, person=person.refreshed(), name=name, seen=seen)
    actions.decide(by=world.leader, conflict=Conflict.objects.get(field="name"), choice="offered")
    world.settle()

    assert [each.person.name for each in find(world.officer(), "rumiyati")] == ["Rumiyati"]
    assert find(world.officer(), "sumarni") == []
