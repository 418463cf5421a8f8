"""What a stranger tries at the door: hosts, redirects, cookies, forms from elsewhere, pages of others; and what time tells."""

import random
import statistics
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings as frame
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from desbumi.access.models import Assignment
from desbumi.testing.world import PASSWORD
from tests.matrix.table import lines, routes
from tests.matrix.things import Things

EVIL = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example", "http:///evil.example", " //evil.example")


def is_ours(location):
    told = urlsplit(location)
    return not told.scheme and not told.netloc and not location.startswith(("/\\", "//"))


@pytest.mark.parametrize("to", EVIL)
def test_signing_in_leads_to_no_other_house(world, browser_of, to):
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)

    told = browser_of().post("/sign-in/", {"login": "sriwati", "password": PASSWORD, "next": to})

    assert told.status_code == 302
    assert is_ours(told["Location"])


@pytest.mark.parametrize("to", EVIL)
def test_no_form_or_switch_leads_to_another_house(world, browser_of, to):
    browser = browser_of(world.person("cadre", "35.10.04.2003", name="sriwati", locked=True))

    for told in (
        browser.post("/account/confirm/", {"password": PASSWORD, "next": to}),
        browser.post("/language/", {"language": "en"}, headers={"Referer": to}),
        browser.post("/sign-out/", {"next": to}),
        browser_of().get(f"/programme/board/?next={to}"),
    ):
        assert told.status_code == 302
        assert is_ours(told["Location"])


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:80@evil.example", "", "a b"])
def test_a_request_for_another_host_is_no_request(world, host):
    told = Client(raise_request_exception=False).get("/sign-in/", headers={"Host": host})

    assert told.status_code == 400
    assert not host or host not in told.content.decode()


def test_cookies_are_kept_from_scripts_and_other_sites(world, browser_of):
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    browser = browser_of()
    browser.get("/sign-in/")
    browser.post("/sign-in/", {"login": "sriwati", "password": PASSWORD})
    browser.get("/desk/", follow=True)

    assert {"desbumi_session", "desbumi_csrf", "desbumi_device"} <= set(browser.cookies)
    for name in ("desbumi_session", "desbumi_csrf", "desbumi_device"):
        assert browser.cookies[name]["httponly"], name
        assert browser.cookies[name]["samesite"] == "Lax", name


@pytest.mark.parametrize("name", ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"])
def test_over_https_nothing_goes_in_the_clear(name):
    assert getattr(frame, name) == frame.IS_HTTPS


def test_signing_out_ends_the_session_on_the_server(world, browser_of):
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    browser = browser_of()
    browser.post("/sign-in/", {"login": "sriwati", "password": PASSWORD})
    kept = browser.cookies["desbumi_session"].value

    browser.post("/sign-out/")
    browser.cookies["desbumi_session"] = kept

    assert browser.get("/account/").status_code == 302


def test_no_form_is_taken_from_another_site(world):
    things = Things(world)
    reader = world.person("programme_manager", "00", name="siapa")
    client = Client(enforce_csrf_checks=True)
    client.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["seen_at"], session["factor_added"] = int(time.time()), True
    session.pop("device", None)
    session.save()
    listed = [line for line in lines() if line.method == "POST"]
    by_name = {route.name: route for route in routes()}

    for line in listed:
        found = (
            things.parameters(by_name[line.name], "programme_manager", "inside") if line.kind == "placed" else dict.fromkeys(by_name[line.name].parameters, 1)
        )
        told = client.post(reverse(line.name, kwargs=found or {}), {"op": str(uuid7())})
        assert told.status_code == 403 or told["Location"].startswith("/sign-in/"), line.name
    assert len(listed) > 20


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/admin/login/",
        "/accounts/login/",
        "/signup/",
        "/sign-up/",
        "/password/reset/",
        "/__debug__/",
        "/static/../settings.py",
        "/.git/config",
        "/var/secret",
    ],
)
def test_what_strangers_look_for_is_not_there(world, browser_of, path):
    assert browser_of(world.person("administrator", "00")).get(path).status_code == 404
    assert browser_of().get(path).status_code in (302, 404)


def test_every_answer_carries_its_headers(world, browser_of):
    for response in (browser_of().get("/sign-in/"), browser_of(world.leader).get("/programme/board/"), browser_of(world.leader).get("/nothing/")):
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert response["Referrer-Policy"] == "same-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert not {"Server", "X-Powered-By"} & set(response.headers)


# What time tells: medians of two questions, asked in turn many times, must not differ by more than a millisecond or three
# in a hundred; what differs more is believed only when chance does not do it in a thousand draws of the same times.

ALLOWED_S, ALLOWED_SHARE, DRAWS = 0.001, 0.03, 1_000


OF_ONE_RECORD = ("desk_person", "desk_conflict", "people_contact", "people_erasure", "programme_agreement", "programme_scan")


def seconds(*asked, times):
    """The seconds of each question, asked in turn in a shuffled order, so that a noisy moment falls on all."""
    spent, dice = [[] for _ in asked], random.Random(20261125)
    for _ in range(times):
        for at in dice.sample(range(len(asked)), len(asked)):
            begun = time.perf_counter()
            asked[at]()
            spent[at].append(time.perf_counter() - begun)
    return spent


def tells(one, other):
    """Whether the two can be told apart by their times."""
    allowed = max(ALLOWED_S, ALLOWED_SHARE * statistics.median(one))
    dice = random.Random(20261125)
    drawn = sorted(statistics.median(dice.choices(one, k=len(one))) - statistics.median(dice.choices(other, k=len(other))) for _ in range(DRAWS))
    is_never_zero = drawn[0] > 0 or drawn[-1] < 0
    return is_never_zero and abs(statistics.median(one) - statistics.median(other)) > allowed


@pytest.mark.once
def test_time_does_not_tell_whether_an_account_is_there(world, browser_of, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    account = Assignment.objects.get(account__name="sriwati").account
    account.set_password(PASSWORD)
    account.save()
    world.person("cadre", "35.10.04.2003", name="diundang")
    browser = browser_of()
    browser.looks = False

    def wrong(name):
        return lambda: browser.post("/sign-in/", {"login": name, "password": "salah-sandi"})

    known, unknown, invited = seconds(wrong("sriwati"), wrong("tidakada"), wrong("diundang"), times=10)

    assert not tells(known, unknown)
    assert not tells(known, invited)


def compared(world, browser_of, times):
    """Route → seconds of what lies elsewhere, and of what never was, for a coordinator."""
    things, known = Things(world), {route.name: route for route in routes()}
    browser = browser_of(world.person("coordinator", "35.10", name="siapa"))
    browser.looks = False
    for name in OF_ONE_RECORD:
        forbidden = reverse(name, kwargs=things.elsewhere_of(known[name]))
        absent = reverse(name, kwargs=dict.fromkeys(known[name].parameters, uuid7()))
        yield name, seconds(lambda path=forbidden: browser.get(path), lambda path=absent: browser.get(path), times=times)


def test_time_does_not_tell_whether_a_record_is_there(world, browser_of):
    told = [name for name, arms in compared(world, browser_of, times=40) if tells(*arms)]

    assert told == []


@pytest.mark.torture
def test_time_tells_of_no_record_in_three_thousand_requests_each(world, browser_of, tell):
    for name, arms in compared(world, browser_of, times=3_000):
        forbidden, absent = (statistics.median(arm) * 1_000 for arm in arms)
        tell(route=name, requests=3_000, forbidden_ms=round(forbidden, 3), absent_ms=round(absent, 3), tells=tells(*arms))
        assert not tells(*arms)


def test_a_clock_that_tells_is_found():
    quick, slow = seconds(lambda: None, lambda: time.sleep(0.002), times=20)

    assert tells(quick, slow)
