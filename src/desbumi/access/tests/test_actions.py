"""Deeds about accounts and assignments."""

import pytest

from desbumi.access import actions
from desbumi.access.models import Assignment
from desbumi.access.policy import NotAllowed
from desbumi.book.models import Entry


def test_an_invitation_makes_account_and_assignment_sealed_with_the_accounts_own_key(world):
    account = world.person("service_officer", "35.10.04.2002", name="bambang")

    entry = Entry.objects.filter(model="access.assignment").latest("id")
    assert (entry.deed, entry.book_id, entry.subject) == ("assignment.given", "35.10.04.2002/main", account.id.hex)


def test_an_unknown_role_names_those_that_there_are(world):
    with pytest.raises(actions.UnknownRole) as refused:
        world.person("kades")

    assert "village_head" in refused.value.way


def test_a_name_is_taken_in_any_case(world):
    world.person("cadre", "35.10.04.2003", name="siti")

    with pytest.raises(actions.NameTaken):
        world.person("cadre", "35.10.04.2002", name="SITI")


def test_the_same_role_twice_on_a_day_is_refused_by_the_database(world):
    account = world.person("cadre", "35.10.04.2003")

    with pytest.raises(actions.AlreadyAssigned):
        actions.assign(by=world.system, account=account, role="cadre", territory=world.place("35.10.04.2003"))

    assert Assignment.objects.filter(account=account).count() == 1


def test_a_service_officer_gives_no_roles(world):
    officer = world.person("service_officer", "35.10.04.2003")

    with pytest.raises(NotAllowed):
        actions.assign(by=officer, account=officer, role="village_head", territory=world.place("35.10.04.2003"))


def test_a_role_is_held_where_it_belongs(world):
    with pytest.raises(actions.WrongLevel):
        world.person("service_officer", "35.10")
    with pytest.raises(actions.WrongLevel):
        world.person("coordinator", "35.10.04.2003")


def test_nobody_gives_a_role_to_oneself_or_above_the_own_hand(world):
    leader, admin, other = world.leader, world.person("administrator", "00"), world.person("cadre", "35.10.04.2003")
    actions.assign(by=leader, account=other, role="facilitator", territory=world.place("35.10"))

    for by, account, role, code in ((leader, other, "auditor", "35.10"), (leader, leader, "facilitator", "35.10"), (admin, admin, "programme_manager", "00")):
        with pytest.raises(actions.NotYoursToGive):
            actions.assign(by=by, account=account, role=role, territory=world.place(code))


def test_an_ended_role_is_not_ended_again(world):
    assignment = Assignment.objects.get(account=world.person("cadre", "35.10.04.2003"))
    actions.end(by=world.system, assignment=assignment)

    with pytest.raises(actions.AlreadyEnded):
        actions.end(by=world.system, assignment=assignment)


@pytest.mark.parametrize("name", ["a", "a/b c", "1abc", "x" * 41, "siti aminah", "<b>", "ünal"])
def test_a_name_that_cannot_be_typed_is_refused(world, name):
    with pytest.raises(actions.BadName):
        actions.invite(by=world.system, name=name, full_name="x", role="cadre", territory=world.place("35.10.04.2003"))
