"""Both languages are complete: no page says in one what the catalogue knows in the other."""

import html5lib
import pytest
from django.urls import reverse

from desbumi.testing.languages import foreign_words
from tests.matrix.table import lines, routes
from tests.matrix.things import Things, Walker
from tests.matrix.walk import addresses

pytestmark = pytest.mark.once

ROUTES = {route.name: route for route in routes()}


def parsed(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_page_speaks_the_language_that_was_chosen(world, language):
    things = Things(world)
    walker, found = Walker(world.person("programme_manager", "00", name="qwerty")), {}
    walker.cookies["desbumi_language"] = language
    own = [
        reverse(line.name)
        for line in lines()
        if line.method == "GET" and line.kind == "self" and line.name != "end_session" and not ROUTES[line.name].parameters
    ]
    placed = [path for line, _column, path in addresses(things, "programme_manager") if line.method == "GET"]
    for path in [*own, *placed, *(f"{path}?q=xyz&text=xyz" for path in placed), "/nothing/"]:
        response = walker.send("GET", path)
        if response.get("Content-Type", "").startswith("text/html") and response.content:
            found[path] = foreign_words(parsed(response), language)
            assert response["Content-Language"] == language

    assert {path: words for path, words in found.items() if words} == {}
    assert len(found) > 40


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_door_speaks_the_language_that_was_chosen(world, browser_of, language):
    browser = browser_of()
    browser.cookies["desbumi_language"] = language

    assert foreign_words(parsed(browser.get("/sign-in/?expired=1")), language) == []


def test_a_page_in_the_other_language_would_be_found(world, browser_of):
    browser = browser_of(world.leader)

    found = foreign_words(parsed(browser.get("/programme/board/")), "en")

    assert "Papan desa" in found


def test_a_sentence_with_a_name_in_it_would_be_found_too():
    page = html5lib.parse("<p>Tautan untuk Siti Aminah</p><p>Link for Siti Aminah</p>", namespaceHTMLElements=False)

    assert foreign_words(page, "en") == ["Tautan untuk Siti Aminah"]
    assert foreign_words(page, "id") == ["Link for Siti Aminah"]


def test_a_refused_deed_is_told_in_english_too(world, browser_of):
    place, browser = world.village(), browser_of(world.leader)
    browser.cookies["desbumi_language"] = "en"

    response = browser.do(f"/programme/places/{place.pk}/steps/assessed/", done_on="nonsense", done_by="")

    assert response.status_code == 422
    assert foreign_words(parsed(response), "en") == []
