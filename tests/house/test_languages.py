"""Both languages are complete: no page says in one what the catalogue knows in the other."""

import html5lib
import pytest

from desbumi.testing.languages import foreign_words

VILLAGE = "35.10.04.2003"
PAGES = (
    "/programme/", "/programme/board/", "/programme/board/?cohort=expansion", "/programme/villages/", "/programme/places/add/", "/programme/places/add/?q=nothing",
    f"/desk/villages/{VILLAGE}/", f"/desk/villages/{VILLAGE}/history/", "/desk/regencies/35.10/", "/account/sessions/", "/sign-out/", "/nothing/",
)  # fmt: skip


def parsed(response):
    return html5lib.parse(response.content.decode(), namespaceHTMLElements=False)


@pytest.mark.parametrize("language", ["id", "en"])
def test_each_page_speaks_the_language_that_was_chosen(world, browser_of, language):
    place = world.village()
    world.step(place, "assessed")
    browser, found = browser_of(world.leader), {}
    browser.cookies["desbumi_language"] = language
    deeds = [f"/programme/places/{place.pk}/{path}" for path in ("steps/invited/", "pause/", "set-back/")]
    for path in [*PAGES, *deeds]:
        response = browser.get(path)
        found[path] = foreign_words(parsed(response), language)
        assert response["Content-Language"] == language

    assert {path: words for path, words in found.items() if words} == {}


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_door_speaks_the_language_that_was_chosen(world, browser_of, language):
    browser = browser_of()
    browser.cookies["desbumi_language"] = language

    assert foreign_words(parsed(browser.get("/sign-in/?expired=1")), language) == []


def test_a_page_in_the_other_language_would_be_found(world, browser_of):
    browser = browser_of(world.leader)

    found = foreign_words(parsed(browser.get("/programme/board/")), "en")

    assert "Papan desa" in found


def test_a_refused_deed_is_told_in_english_too(world, browser_of):
    place, browser = world.village(), browser_of(world.leader)
    browser.cookies["desbumi_language"] = "en"

    response = browser.do(f"/programme/places/{place.pk}/steps/assessed/", done_on="nonsense", done_by="")

    assert response.status_code == 422
    assert foreign_words(parsed(response), "en") == []
