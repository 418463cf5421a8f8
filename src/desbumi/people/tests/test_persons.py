"""Persons, households, relatives, numbers, consent: what is kept, what is refused, what is only worth a look."""

from datetime import date, timedelta

import pytest
from django.db import connection

from desbumi.access.policy import NotAllowed
from desbumi.book.models import Entry
from desbumi.book.queries import differing
from desbumi.people import actions
from desbumi.people.models import Household
from desbumi.people.queries import persons
from desbumi.people.queries.persons import doubts

KEDUNGASRI, KENDALREJO = "35.10.04.2003", "35.10.04.2002"
NIK = "3510044502840007"  # of a woman born on 5 February 1984


def test_one_word_is_a_full_name_and_everything_else_may_wait(world):
    person = world.resident("Suparti")

    assert (person.name, person.sex, person.born_year, person.nik, person.household, person.has_disability) == ("Suparti", "", None, "", None, None)
    assert Entry.objects.get(record=person.pk.hex).subject == person.pk.hex
    assert differing() == []


@pytest.mark.parametrize("name", ["", "   ", "...", "\u200b\u202e", "-", "'"])
def test_a_name_without_a_letter_is_none(world, name):
    with pytest.raises(actions.NameMissing):
        world.resident(name)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("x")', "<script>alert(1)</script>", "صفية", "🌺 Melati", "Æther Ñandú", "a" * 120, "O'Brien", "Robert'); DROP TABLE people_person;--"]
)
def test_strange_names_are_kept_as_they_are_and_found(world, name):
    person = world.resident(name)

    assert person.name == name
    assert [each.person.pk for each in persons_found(world, name)] == [person.pk]


def persons_found(world, text):
    from desbumi.people.queries.finding import find

    return find(world.officer(), text)


@pytest.mark.parametrize(("born", "on", "year"), [("12-7-1987", date(1987, 7, 12), 1987), ("1987", None, 1987), ("", None, None)])
def test_a_birth_is_a_day_a_year_or_not_known(world, born, on, year):
    person = world.resident(born=born)

    assert (person.born_on, person.born_year) == (on, year)


def test_a_birth_to_come_and_one_long_ago_are_refused_on_their_field(world):
    for born in ("1-1-2090", "2090", "1850"):
        with pytest.raises(actions.BornLater) as refused:
            world.resident(born=born)
        assert refused.value.field == "born"
    with pytest.raises(actions.NotABirth):
        world.resident(born="entah")


def test_numbers_lie_sealed_and_only_a_mark_of_them_is_in_the_clear(world):
    person = world.resident(nik=NIK, phone="081233447788")
    actions.set_up_household(by=world.officer(), person=person, card="3510040101990001")

    with connection.cursor() as cursor:
        cursor.execute("SELECT nik, phone, nik_index, phone_index FROM people_person")
        raw = b"".join(bytes(value) if not isinstance(value, str) else value.encode() for value in cursor.fetchone())
        cursor.execute("SELECT card, card_index FROM people_household")
        raw += b"".join(bytes(value) if not isinstance(value, str) else value.encode() for value in cursor.fetchone())
    assert all(number.encode() not in raw for number in (NIK, "81233447788", "3510040101990001"))
    assert (person.nik, person.nik_masked, person.phone_masked) == (NIK, "3510 04•• •••• 0007", "0812 •••• 7788")


@pytest.mark.parametrize("nik", ["123", "35100445028400071", "35100445O2840007", "abc"])
def test_what_has_not_sixteen_digits_is_no_nik(world, nik):
    with pytest.raises(actions.NotANumber) as refused:
        world.resident(nik=nik)
    assert refused.value.field == "nik"


@pytest.mark.parametrize(
    ("nik", "known", "codes"),
    [
        (NIK, {"sex": "female", "born": "5-2-1984"}, []),
        ("3510040502840007", {"sex": "female", "born": "5-2-1984"}, ["nik_sex"]),
        (NIK, {"sex": "female", "born": "6-2-1984"}, ["nik_birth"]),
        (NIK, {"born": "1985"}, ["nik_birth"]),
        ("9999994502840007", {}, ["nik_region"]),
        ("3510049902840007", {}, ["nik_day"]),
        ("3510044502840000", {}, ["nik_serial"]),
        ("3510041203150004", {"sex": "female", "born": "5-2-1984"}, ["nik_perhaps_card"]),
    ],
)
def test_a_nik_that_disagrees_is_kept_and_worth_a_look(world, nik, known, codes):
    person = world.resident(nik=nik, **known)

    assert person.nik == nik
    assert [each.code for each in doubts(world.officer(), person)] == codes


def test_the_family_card_number_as_nik_is_told(world):
    person = world.resident(nik="3510041203150004")
    actions.set_up_household(by=world.officer(), person=person, card="3510041203150004")

    assert [each.code for each in doubts(world.officer(), person.refreshed())] == ["nik_is_card"]


def test_the_nik_of_another_is_told_to_whom_may_see_that_one_alone(world):
    mine = world.resident("Siti", nik=NIK)
    other = world.resident("Sity", nik=NIK)
    world.resident("Orang Kendalrejo", village=KENDALREJO, nik=NIK)

    assert [(each.code, each.others) for each in doubts(world.officer(), mine)] == [("nik_twice", (other,))]
    assert len(doubts(world.leader, mine)[0].others) == 2


def test_a_household_has_one_head_and_a_card(world):
    by = world.officer()
    mother, father, child = world.resident("Siti"), world.resident("Slamet"), world.resident("Budi")
    household = actions.set_up_household(by=by, person=father, card="3510 0401 0199 0001")
    actions.join_household(by=by, person=mother, of=father, relation="spouse")
    actions.join_household(by=by, person=child, of=mother, relation="child")

    with pytest.raises(actions.TwoHeads):
        actions.change_household(by=by, person=mother, relation="head")
    assert set(household.members.all()) == {mother, father, child}
    assert household.refreshed().card_masked == "3510 04•• •••• 0001"
    actions.leave_household(by=by, person=father)
    actions.change_household(by=by, person=mother, relation="head", card="")
    assert (mother.refreshed().relation, household.refreshed().card) == ("head", "3510040101990001")


def test_whom_one_joins_needs_no_household_before(world):
    wife, husband = world.resident("Siti"), world.resident("Slamet")

    actions.join_household(by=world.officer(), person=wife, of=husband, relation="spouse")

    assert (wife.refreshed().household, husband.refreshed().relation) == (Household.objects.get(), "head")


def test_nobody_is_her_own_mother_or_her_mothers_mother(world):
    by = world.officer()
    mother, child = world.resident("Painah"), world.resident("Maryati")

    with pytest.raises(actions.OwnRelative):
        actions.add_relative(by=by, person=child, relation="mother", registered=child)
    actions.add_relative(by=by, person=child, relation="mother", registered=mother)
    with pytest.raises(actions.ParentOfOwnParent):
        actions.add_relative(by=by, person=mother, relation="mother", registered=child)
    with pytest.raises(actions.ParentTwice):
        actions.add_relative(by=by, person=child, relation="mother", name="Orang Lain")
    with pytest.raises(actions.OwnRelative):
        actions.join_household(by=by, person=child, of=child, relation="child")


def test_a_relative_of_the_register_is_not_copied_by_name(world):
    mother, child = world.resident("Painah"), world.resident("Maryati")

    relative = actions.add_relative(by=world.officer(), person=child, relation="mother", name="Ditulis juga", registered=mother)

    assert (relative.name, relative.shown_name) == ("", "Painah")


def test_two_who_change_different_fields_both_keep_theirs_and_the_same_field_becomes_a_conflict(world):
    by = world.officer()
    person = world.resident("Siti", hamlet="Krajan")
    seen = person.version
    actions.change_life(by=by, person=person, education="junior", seen=seen)
    actions.change_address(by=by, person=person.refreshed(), hamlet="Sumberagung", seen=seen)
    actions.change_address(by=by, person=person.refreshed(), hamlet="Pandanarum", seen=seen)

    stored = person.refreshed()
    assert (stored.education, stored.hamlet) == ("junior", "Sumberagung")
    from desbumi.book.models import Conflict

    assert Conflict.objects.get().field == "hamlet"


def test_abilities_are_asked_or_unknown_and_never_guessed(world):
    by = world.officer()
    person = world.resident()

    assert actions.change_abilities(by=by, person=person, seeing=1, hearing=2).has_disability is False
    assert actions.change_abilities(by=by, person=person, walking=3).has_disability is True
    assert actions.change_abilities(by=by, person=person).has_disability is None


def test_the_neighbour_may_neither_see_nor_change(world):
    person = world.resident()
    stranger = world.person("cadre", KENDALREJO)

    for deed in (
        lambda: actions.change_life(by=stranger, person=person),
        lambda: actions.unmask(by=stranger, person=person, number="nik", reason="letter"),
        lambda: actions.add_relative(by=stranger, person=person, relation="mother", name="X"),
        lambda: actions.add_person(by=stranger, village=world.place(KEDUNGASRI), name="X"),
        lambda: actions.record_consent(by=stranger, person=person, purpose="share", answer="yes", given_on=date(2026, 1, 1)),
        lambda: actions.ask_right(by=stranger, person=person, kind="file", asked_on=date(2026, 1, 1)),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_look_at_a_number_stands_in_the_history_and_shows_it_for_minutes(world):
    import time_machine
    from django.utils import timezone

    by = world.officer()
    person = world.resident(nik=NIK)

    actions.unmask(by=by, person=person, number="nik", reason="letter")

    assert Entry.objects.filter(deed="number.unmasked", subject=person.pk.hex).count() == 1
    assert persons.whole(by, persons.around(person).looks) == {"nik"}
    assert persons.whole(world.person("cadre", KEDUNGASRI), persons.around(person).looks) == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert persons.whole(by, persons.around(person).looks) == set()
