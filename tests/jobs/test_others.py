"""What others see: an officer his village, an observer counts alone; no page offends axe, in light or dark."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

AXE = (Path(__file__).parents[1] / "vendor/axe-4.14.1.min.js").read_text()
PAGES = (
    "/sign-in/", "/programme/board/", "/desk/villages/35.10.04.2003/", "/desk/villages/35.10.04.2003/history/", "/desk/regencies/35.10/", "/programme/",
    "/programme/villages/", "/programme/places/add/?q=kedungasri", "/programme/places/add/?village=35.10.08.2004", "/account/", "/nothing/",
)  # fmt: skip


def test_the_officer_of_kendalrejo_sees_his_village_and_nothing_of_kedungasri(person):
    page = person().sign_in("bambang")

    expect(page.get_by_role("heading", level=1)).to_have_text("Desa Kendalrejo")
    expect(page.locator("body")).not_to_contain_text("Kedungasri")
    for path in ("/desk/villages/35.10.04.2003/", "/desk/villages/35.10.04.2999/", "/programme/board/"):
        assert page.request.get(path).status == 404


def test_an_observer_sees_counts_alone(person):
    page = person().sign_in("ratna")

    expect(page.get_by_role("heading", level=1)).to_have_text("Program INKLUSI")
    expect(page.get_by_role("row", name="Kabupaten Banyuwangi")).to_contain_text("5")
    for name in ("Kedungasri", "Kendalrejo", "Siliragung", "Lilik"):
        expect(page.locator("body")).not_to_contain_text(name)
    assert page.locator("main a[href^='/desk/']").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_offends_axe(person, theme, size):
    someone = person(color_scheme=theme)
    page = someone.sign_in({"light": "agus", "dark": "paijan"}[theme])
    found = []
    for path in PAGES:
        page.goto(path)
        found += offences(page, path)
    assert found == []


def offences(page, path):
    page.evaluate(AXE)
    told = page.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})")
    return [(path, each["id"], [node["target"] for node in each["nodes"]][:3]) for each in told["violations"]]
