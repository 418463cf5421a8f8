"""A walk through every page of every role: none writes, all have manners, nothing leaks, three rows ask no more than one."""

from collections import defaultdict

import pytest
from django.db import connection
from django.urls import clear_url_caches, path

from desbumi import urls
from desbumi.desk.queries import people
from desbumi.desk.views import people as views
from tests.matrix.things import HOMES, Things, level_of
from tests.matrix.walk import GUARDS, walk

ROLES = ("coordinator", "programme_manager", "service_officer")


@pytest.fixture
def twice(world):
    """A walk with one more of everything, then with three: `twice(role)`; `begins` narrows it to some pages."""

    def walked(role, begins=""):
        things, reader = Things(world), world.person(role, HOMES[level_of(role)], name="siapa")
        found = []
        for many in (1, 3):
            things.grow(many)
            found.append(walk(things, reader, role, begins))
        return found

    return walked


def found_by(one, three):
    """Guard → what it found, of those that found something."""
    return {name: told for name, guard in GUARDS.items() if (told := guard(one, three))}


@pytest.mark.parametrize("role", ROLES)
def test_on_no_page_a_guard_finds_anything(twice, role):
    assert found_by(*twice(role)) == {}


def a_page_that_writes(monkeypatch):
    def sin(*_args):
        connection.cursor().execute("DELETE FROM book_outcome")

    monkeypatch.setattr("desbumi.desk.queries.places.regency", sin)


def a_leaked_canary(monkeypatch):
    monkeypatch.setattr("desbumi.desk.queries.people.visible", lambda _user, model: model._default_manager.all())


def a_query_per_row(monkeypatch):
    asked = people.roster
    monkeypatch.setattr(people, "roster", lambda *args, **kwargs: asked(*args, **kwargs).select_related(None))


def a_route_without_a_line(monkeypatch):
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("desk/people/new/", views.roster, name="desk_people_new")])


def a_person_opened_in_silence(monkeypatch):
    monkeypatch.setattr(views.person, "trace", "")


def bad_manners(monkeypatch):
    monkeypatch.setattr("desbumi.ui.templatetags.ui._icons", lambda: defaultdict(lambda: '<script>alert("1")</script>'))


SINS = {
    a_page_that_writes: "pages_do_not_write",
    a_leaked_canary: "nothing_leaks",
    a_query_per_row: "three_rows_ask_no_more_than_one",
    a_route_without_a_line: "routes_are_listed",
    a_person_opened_in_silence: "pages_of_persons_leave_a_row",
    bad_manners: "pages_have_manners",
}


@pytest.fixture
def fresh_addresses():
    clear_url_caches()
    yield clear_url_caches
    clear_url_caches()


@pytest.mark.once
@pytest.mark.parametrize("sin", SINS, ids=lambda sin: sin.__name__)
def test_a_planted_sin_is_found_by_its_guard_and_by_no_other(twice, monkeypatch, fresh_addresses, sin):
    sin(monkeypatch)
    fresh_addresses()

    # the sins are on pages of the desk
    assert set(found_by(*twice("coordinator", "desk_"))) == {SINS[sin]}


def test_every_guard_of_the_walk_has_a_sin_to_prove_itself_on():
    assert set(SINS.values()) == set(GUARDS)
