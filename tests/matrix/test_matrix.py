"""Every address × role × place × method, as `routes.txt` says; forbidden equals absent in status and bytes.

On the way every page is looked at: manners, and canaries of what its reader may not see, in bodies, titles, headers, logs.
"""

import re

import pytest
from django.db import connection
from django.urls import reverse
from uuid_utils.compat import uuid7

from desbumi.access.roles import ROLES
from desbumi.testing.client import check_page
from tests.matrix.table import ANYWHERE, PUBLIC, SELF, Route, lines, routes, stale, unlisted
from tests.matrix.things import HOMES, Things, Walker, level_of
from tests.matrix.walk import SHARED, addresses, is_page, text_of, told_by

LINES = lines()
ROUTES = {route.name: route for route in routes()}
VARIANTS = {"GET": ("GET", "HEAD", "part", "OPTIONS"), "POST": ("POST", "part of POST", "OPTIONS")}


PARTS = {"GET": "part", "POST": "part of POST"}

# Of everyone's own: what would end the session of the walk itself.
ENDS_A_SESSION = ("end_session",)


@pytest.fixture
def things(world):
    return Things(world)


def shown(response):
    """Status, bytes and headers that tell something, without what is drawn anew each time."""
    text = re.sub(r'"(?:csrfmiddlewaretoken|op)" value="[^"]+"|Dicetak \d.+?WIB', "", text_of(response))
    return response.status_code, text, {name: value for name, value in response.headers.items() if name not in ("Content-Length", "Set-Cookie")}


def is_in(response):
    return response.status_code != 404 and not response.headers.get("Location", "").startswith("/sign-in/")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_what_the_table_says_and_nothing_else_exists(things, role, caplog):
    caplog.set_level("DEBUG")
    reader = things.world.person(role, HOMES[level_of(role)], name="siapa")
    walker, wrong, leaked = Walker(reader), [], set()
    absent = {variant: shown(walker.send(variant, f"/desk/people/{uuid7()}/")) for variant in {*VARIANTS["GET"], *VARIANTS["POST"]}}
    for line, column, path in addresses(things, role):
        variants = VARIANTS[line.method] if column == next(iter(line.roles)) else (line.method, PARTS[line.method])  # HEAD and OPTIONS once a line
        for variant in variants if connection.vendor == "sqlite" else (line.method,):
            response = walker.send(variant, path)
            may = role in line.roles[column] and variant != "OPTIONS"
            if is_in(response) != may or (role not in line.roles[column] and shown(response) != absent[variant]):
                wrong.append((line.name, variant, column, response.status_code))
            if may:
                leaked |= things.canaries.leaked(reader, told_by(response))
                if variant == "GET" and is_page(response):
                    check_page(response)

    assert wrong == []
    assert leaked <= set(SHARED)
    assert things.canaries.fields_in(caplog.text) == set()


def test_signed_out_every_address_leads_to_the_door_or_is_public(things):
    walker, wrong = Walker(), []
    for line, column, path in addresses(things, "coordinator"):
        for variant in VARIANTS[line.method]:
            response, never = walker.send(variant, path), walker.send(variant, f"{path}never/")
            if response.status_code not in (302, 204) or response.status_code != never.status_code or things.canaries.fields_in(told_by(response)):
                wrong.append((line.name, variant, column, response.status_code))
    assert wrong == []


def is_the_door(response):
    return (response.headers.get("Location") or response.headers.get("HX-Redirect") or "").startswith("/sign-in/")


@pytest.mark.once
@pytest.mark.parametrize("role", ["cadre", "coordinator", "observer"])
def test_what_is_everyones_own_opens_for_everyone_and_for_nobody_signed_out(things, role):
    reader = things.world.person(role, HOMES[level_of(role)], name="siapa")
    signed_in, signed_out = Walker(reader), Walker()
    for line in [line for line in LINES if line.kind == SELF and line.name not in ENDS_A_SESSION]:
        path = reverse(line.name, kwargs=dict.fromkeys(ROUTES[line.name].parameters, 999))
        for variant in VARIANTS[line.method]:
            assert is_the_door(signed_out.send(variant, path)), (line.name, variant)
            response = signed_in.send(variant, path)
            assert variant == "OPTIONS" or not is_the_door(response), (line.name, variant)
            assert things.canaries.leaked(reader, told_by(response)) == set(), line.name


def test_public_pages_show_nothing_of_anyone(things):
    walker = Walker()
    for line in LINES:
        if line.kind == PUBLIC:
            response = walker.send(line.method, reverse(line.name, kwargs=dict.fromkeys(ROUTES[line.name].parameters, "x")))
            assert things.canaries.fields_in(told_by(response)) == set(), line.name


def test_titles_and_addresses_carry_no_words_but_names(things):
    manager = things.world.person("programme_manager", "00", name="manajer")
    for who in (Walker(things.asker), Walker(manager)):
        for line, column, path in addresses(things, "programme_manager"):
            if line.method == "GET":
                title = re.search(r"<title>(.*?)</title>", text_of(who.send("GET", path)), re.DOTALL)
                assert things.canaries.fields_in(title.group(1) if title else "") <= {
                    "access.account.full_name",
                    "programme.programme.name",
                    "programme.organisation.name",
                    "programme.event.title",
                    "programme.indicator.target_id",
                }, (
                    line.name,
                    column,
                )
                assert things.canaries.fields_in(path) == set()


def test_what_is_shared_beyond_its_record_is_still_shown_somewhere(things):
    leaked = set()
    reader = things.world.person("observer", HOMES["nation"], name="siapa")
    for line, column, path in addresses(things, "observer"):
        if line.method == "GET" and "observer" in line.roles[column]:
            leaked |= things.canaries.leaked(reader, told_by(Walker(reader).send("GET", path)))
    assert leaked == set(SHARED)


def test_every_address_stands_on_the_list_and_the_list_names_nothing_else():
    found = list(ROUTES.values())

    assert unlisted(found, LINES) == []
    assert stale(found, LINES) == []
    assert {ANYWHERE, SELF, PUBLIC, "placed"} == {line.kind for line in LINES}


def test_a_route_without_a_line_and_a_line_without_a_route_are_found():
    found = list(ROUTES.values())

    assert unlisted([*found, Route("new_page", (), ("GET",))], LINES) == ["new_page GET", "new_page"]
    assert unlisted([*found, Route("library_page", (), ())], LINES) == ["library_page"]
    assert stale([route for route in found if route.name != "desk_people"], LINES) == ["desk_people GET"]
    assert stale(found, [*LINES, LINES[0]]) == [f"{LINES[0].name} {LINES[0].method}"]


def test_a_forbidden_page_that_answers_otherwise_is_found(things, monkeypatch):
    """The planted sin: a 403 where an absent page belongs."""
    from desbumi.access.policy import NotAllowed

    reader = things.world.person("cadre", HOMES["village"], name="siapa")
    path = reverse("desk_person", kwargs={"assignment": things.parameters(ROUTES["desk_person"], "cadre", "near")["assignment"]})
    absent = shown(Walker(reader).send("GET", "/nothing/"))
    assert shown(Walker(reader).send("GET", path)) == absent

    monkeypatch.setattr(NotAllowed, "status", 403)
    monkeypatch.setattr("desbumi.pages.answers.isinstance", lambda thing, kind: kind is not NotAllowed and isinstance(thing, kind), raising=False)

    assert shown(Walker(reader).send("GET", path)) != absent


def test_what_happens_next_door_changes_no_page(things):
    """The same walk in two worlds that differ by what happens in another regency: every byte and count is the same."""
    reader = things.world.person("coordinator", "35.10", name="siapa")
    walker = Walker(reader)

    def walked():
        return {path: shown(walker.send("GET", path)) for line, _column, path in addresses(things, "coordinator") if line.method == "GET"}

    before = [walked() for _ in range(2)][1]
    for at in range(3):
        someone = things.world.person("facilitator", "33.07", name=f"jauh-{at}")
        things.world.step(things.world.village(things.elsewhere), ("assessed", "workshop", "signed")[at], by=someone)

    assert walked() == before
