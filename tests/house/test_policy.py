"""`can`, `require` and `visible` come from one reach and agree on everything."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desbumi.access import actions
from desbumi.access.models import Assignment
from desbumi.access.policy import NotAllowed, SecondFactorMissing, can, countable, require, visible
from desbumi.access.roles import ROLES, Reach
from desbumi.access.sessions import Session
from desbumi.book.actors import Visitor
from desbumi.book.writing import writing
from desbumi.people.models import Contact, Erasure
from desbumi.programme.models import Agreement, Organisation, Place, Programme
from desbumi.territory.models import Territory

PLACES = ("00", "35.10", "33.07", "35.10.04", "35.10.04.2003", "35.10.04.2002", "35.10.22.2002")
numbers = count()
SEEN = (Place, Organisation, Programme, Agreement, Assignment, Territory, Contact, Erasure)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    held=st.lists(st.tuples(st.sampled_from(sorted(ROLES)), st.sampled_from(PLACES)), max_size=3, unique=True),
    days=st.integers(-2, 2),
    length=st.none() | st.integers(0, 3),
)
def test_can_see_and_visible_are_equal_for_any_roles_anywhere_on_any_day(world, held, days, length):
    account = world.person("observer", "33.05", name=f"p-{next(numbers)}")
    for role, code in held:
        if world.place(code).level not in ROLES[role].levels:
            continue
        given = actions.assign(by=world.system, account=account, role=role, territory=world.place(code), from_on=timezone.localdate() + timedelta(days))
        if length is not None:
            with writing(given.territory, by=world.system, deed="assignment.ended") as book:
                book.change(given, until_on=given.from_on + timedelta(length))

    for model in SEEN:
        deed = f"{model.SENSITIVITY}.see"
        rows = list(model._default_manager.order_by("pk")[:40])
        seen = set(visible(account, model).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
        assert seen == {row.pk for row in rows if can(account, deed, row)}
        for row in rows[:5]:
            if row.pk in seen:
                require(account, deed, row)
            else:
                with pytest.raises(NotAllowed):
                    require(account, deed, row)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_of_the_design_is_told_in_prose_and_grants_only_known_reaches(role):
    told = ROLES[role]

    assert told.__doc__
    assert told.grants
    assert all(isinstance(reach, Reach) and "." in deed for deed, reach in told.grants.items())


def test_who_needs_no_second_factor():
    assert {code for code, role in ROLES.items() if not role.needs_second_factor} == {"cadre", "desbumi_board", "village_council"}


def test_a_veto_beats_every_grant(world):
    leader = world.leader
    leader.session = Session(has_second_factor=False)

    assert not can(leader, "place.add", world.place("35.10"))
    assert not visible(leader, Place).exists()
    assert not countable(leader, "counts.see", Place.objects.all()).exists()
    with pytest.raises(SecondFactorMissing):
        require(leader, "place.add", world.place("35.10"))


def test_a_cadre_works_without_a_second_factor(world):
    cadre = world.person("cadre", "35.10.04.2003")
    cadre.session = Session(has_second_factor=False)

    assert visible(cadre, Place).count() == 1


def test_an_observer_counts_and_sees_nothing(world):
    observer = world.person("observer", "00")

    assert can(observer, "counts.see")
    assert countable(observer, "counts.see", Place.objects.all()).count() == 8
    assert not any(visible(observer, model).exists() for model in SEEN)


def test_an_ended_role_and_a_closed_account_grant_nothing(world):
    person = world.person("facilitator", "35.10")
    assignment = Assignment.objects.get(account=person)
    assert visible(person, Place).count() == 8

    actions.end(by=world.system, assignment=assignment, last_day=timezone.localdate())
    assert visible(person, Place).count() == 8  # the last day counts
    person.closed_at = timezone.now()
    person.save()

    assert not visible(person, Place).exists()


def test_a_visitor_and_someone_without_a_role_may_nothing(world):
    assert not can(Visitor(), "open.see")
    assert not visible(Visitor(), Programme).exists()


def test_the_command_line_may_only_what_its_list_says(world):
    assert can(world.system, "programme.load", world.place("00"))
    assert not can(world.system, "place.pause", world.place("35.10.04.2003"))
