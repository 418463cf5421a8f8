"""What others see: an officer his village, an observer counts alone; no page offends axe, in light or dark."""

from pathlib import Path
from urllib.parse import urlsplit

from django.urls import resolve, reverse
from playwright.sync_api import expect

from tests.jobs import things
from tests.matrix.table import lines, routes

AXE = (Path(__file__).parents[1] / "vendor/axe-4.14.1.min.js").read_text()
# Pages that the walk does not come to, each with its reason; one that it comes to must not stand here.
NOT_MET = {
    "first_run": "only an empty installation has it: test_letting_in looks at it",
    "link": "only someone who is invited has it: test_letting_in looks at it",
    "mfa_login_webauthn": "answers the script of the door; opened as a page it leads there",
    "mfa_reauthenticate_webauthn": "only who has a passkey has it: test_letting_in looks at it",
    "mfa_remove_webauthn": "only who has a passkey has it: test_letting_in looks at it",
    "mfa_download_recovery_codes": "a file, no page",
    "mfa_activate_totp": "only who has no code app has it: test_letting_in looks at it",
    "account_set_password": "only who has no password has it; the same form as for changing it",
    "programme_set_back": "only a village that was moved on has it: the form of letting rest, with one choice more",
    "desk_village_sheet": "a sheet of paper, no page",
    "programme_scan": "a file, no page",
    "programme_evidence": "a file, no page",
    "programme_example_file": "a file, no page",
    "programme_page": "a file, no page",
    "programme_bundle": "a file, no page",
    "programme_paper_sheet": "a file, no page",
    "programme_understanding_sheet": "a file, no page",
    "programme_decree": "a file, no page",
    "programme_report_file": "a file, no page",
    "programme_target_evidence": "a file, no page",
    "home": "leads to the first page of each role",
}


NO_PAGE = ", no page"  # what a browser saves


def test_the_officer_of_kendalrejo_sees_his_village_and_nothing_of_kedungasri(person):
    page = person().sign_in("bambang")

    expect(page.get_by_role("heading", level=1)).to_have_text("Hari ini")
    expect(page.locator("body")).not_to_contain_text("Kedungasri")
    page.get_by_role("link", name="Rumah desa kita").first.click()
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


def test_no_page_offends_axe_in_light_or_dark(person, running):
    """The programme manager follows every link once; each page is looked at twice."""
    someone = person()
    someone.page.goto("/sign-in/")
    found = both(someone.page, "account_login")
    page = someone.sign_in("dewi", look=lambda page: found.extend(both(page, "mfa_authenticate")))
    page.goto("/nothing/")
    found += both(page, "absent")
    wanted = {
        line.name
        for line in lines()
        if line.method == "GET" and (line.kind in ("self", "public") or any("programme_manager" in roles for roles in line.roles.values()))
    }
    waiting = [urlsplit(each).path for each in made_by(person().sign_in("lilik"))] + ["/desk/people/?text=bambang"]  # someone whose roles are in her hand
    waiting += running.program("tests.jobs.eventful").split()
    met = {"account_login", "mfa_authenticate"}
    waiting += [reverse(route.name) for route in routes() if route.name in wanted and not route.parameters and route.name != "mfa_download_recovery_codes"]
    while waiting:
        path = waiting.pop(0)
        name = resolve(path.partition("?")[0]).url_name
        if name in met or name not in wanted or NOT_MET.get(name, "").endswith(NO_PAGE):
            continue
        page.goto(path)
        if "reauthenticate" not in name and page.locator("h1", has_text="Ini benar Anda?").count():
            prove(page, path)
        if resolve(urlsplit(page.url).path).url_name == name:
            met.add(name)
            found += both(page, name)
        waiting += page.locator("main a[href^='/']").evaluate_all("all => all.map((each) => each.getAttribute('href'))")

    assert found == []
    assert wanted - met == set(NOT_MET)


def made_by(page):
    """Addresses of what a demo does not have: evidence, an erasure, a contact, and a conflict about that contact."""
    yield things.evidence(page, "35.10.22.2002")
    yield things.erasure(page, "Orang yang minta dihapus")
    contact = things.contact(page, "Pak Yanto")
    yield contact
    yield things.conflict(page, contact, "Yanto Prasetyo", "Yanto Prasetya")


def prove(page, path):
    """Show once more who it is, by password, as pages about locks ask; then go on."""
    page.goto(f"/account/confirm/?next={path}")
    page.get_by_label("Kata sandi", exact=True).fill("desa-peduli-2026")
    with page.expect_navigation():
        page.get_by_role("button", name="Lanjut").click()


def both(page, name):
    """What axe says of a page, in light and dark."""
    found = offences(page, f"{name}, light")
    page.emulate_media(color_scheme="dark")
    found += offences(page, f"{name}, dark", colours_alone=True)
    page.emulate_media(color_scheme="light")
    return found


def offences(page, path, *, colours_alone=False):
    """What axe says of a page; in the dark nothing but the colours is another."""
    if not colours_alone:
        page.evaluate(AXE)
    rules = ["color-contrast"] if colours_alone else ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    told = page.evaluate("(wanted) => axe.run({runOnly: wanted})", rules)
    return [(path, each["id"], [node["target"] for node in each["nodes"]][:3]) for each in told["violations"]]
