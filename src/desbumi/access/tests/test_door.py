"""The door: sign-in with a second factor, signing out, links that open once, sessions that end."""

import json
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils import timezone

from desbumi.access import actions
from desbumi.access.demo import code
from desbumi.testing.world import PASSWORD, demo_people


@pytest.fixture
def locked(world):
    """The coordinator with password and second factor, and the secret of it."""
    account, secret = world.person("coordinator", name="lilik", locked=True), generate_totp_secret()
    TOTP.activate(account, secret)
    return account, secret


def sign_in(browser, name="lilik", **more):
    return browser.post("/sign-in/", {"login": name, "password": PASSWORD, **more})


def test_the_coordinator_signs_in_with_password_and_code(locked, browser_of):
    browser = browser_of()

    first = sign_in(browser)
    assert first["Location"].startswith("/sign-in/code/")
    assert browser.get("/programme/board/").status_code == 302
    second = browser.post("/sign-in/code/", {"code": code(locked[1])})

    assert second["Location"] == "/"
    assert browser.get("/programme/board/").status_code == 200


def test_name_in_any_case_and_e_mail_open_the_door(locked, browser_of):
    locked[0].email = "lilik@example.org"
    locked[0].save()

    assert sign_in(browser_of(), "LILIK").status_code == 302
    assert sign_in(browser_of(), "lilik@example.org").status_code == 302


@pytest.mark.parametrize(("name", "password"), [("lilik", "salah-sandi"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_or_password_stays_outside(locked, browser_of, name, password):
    response = browser_of().post("/sign-in/", {"login": name, "password": password})

    assert response.status_code == 200
    assert "Kesalahan" in response.content.decode()


def test_a_wrong_code_stays_outside(locked, browser_of):
    browser = browser_of()
    sign_in(browser)

    response = browser.post("/sign-in/code/", {"code": "000000"})

    assert browser.get("/programme/board/").status_code == 302
    assert response.status_code == 200


def test_the_session_id_changes_at_sign_in(world, browser_of):
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    browser = browser_of()
    session = browser.session
    session["seen_at"] = 0
    session.save()
    before = session.session_key
    browser.cookies["desbumi_session"] = before

    sign_in(browser, "sriwati")

    assert browser.cookies["desbumi_session"].value != before


def test_a_role_that_needs_a_second_lock_is_led_to_it(world, browser_of):
    browser = browser_of(world.leader, second_factor=False)

    response = browser.get("/programme/board/")

    assert response.status_code == 403
    assert reverse("mfa_index") in response.content.decode()


def test_the_secret_of_a_factor_lies_sealed_in_the_table(locked):
    stored = Authenticator.objects.get(user=locked[0], type="totp").data["secret"]

    assert locked[1] not in stored
    assert len(stored) > 60


def test_signing_out_everywhere_ends_every_session(world, browser_of):
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    one, other = browser_of(), browser_of()
    for browser in (one, other):
        sign_in(browser, "sriwati")
        assert browser.get("/account/").status_code == 200

    one.post("/sign-out/everywhere/")

    assert one.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 302


@pytest.mark.parametrize(("shared", "minutes"), [("on", 16), ("", 31)])
def test_an_idle_session_ends_sooner_on_a_shared_device(world, browser_of, shared, minutes):
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    browser = browser_of()
    with time_machine.travel("2026-11-24T08:00:00+07:00", tick=False) as clock:
        sign_in(browser, "sriwati", **({"shared": shared} if shared else {}))
        browser.get("/account/")
        clock.shift((minutes - 2) * 60)
        assert browser.get("/account/").status_code == 200
        clock.shift(minutes * 60)

        response = browser.get("/desk/villages/35.10.04.2003/")

    assert response.status_code == 302
    assert "next=%2Fdesk%2Fvillages%2F35.10.04.2003%2F" in response["Location"]
    assert "expired" in response["Location"]


def test_a_deed_sent_after_the_session_ended_leads_to_the_door_and_back(world, browser_of):
    browser, place = browser_of(world.leader), world.village()
    browser.session.flush()

    form = f"/programme/places/{place.pk}/steps/assessed/"
    response = browser.post(form, {"done_on": "2026-01-05", "done_by": "Lilik"}, headers={"Referer": f"http://testserver{form}?from=board"})

    assert response.status_code == 302
    assert "steps%2Fassessed%2F%3Ffrom%3Dboard" in response["Location"]
    assert "Anda sudah keluar" in browser.get(response["Location"]).content.decode()
    assert not place.steps.exists()


def test_a_one_time_link_opens_once(world, browser_of):
    account = world.person("cadre", "35.10.04.2003", name="baru")
    link = f"/sign-in/link/{actions.link_for(account)}/"
    browser = browser_of()

    assert browser.get(link).status_code == 200
    assert browser.post(link, {"password": "pendek"}).status_code == 422
    assert browser.post(link, {"password": "sawah hijau di pagi hari"}).status_code == 302
    assert browser.get("/account/").status_code == 200
    assert browser_of().get(link).status_code == 410


@pytest.mark.parametrize("days", [6, 8])
def test_a_link_lives_seven_days(world, browser_of, days):
    with time_machine.travel("2026-11-01T08:00:00+07:00") as clock:
        account = world.person("cadre", "35.10.04.2003", name="baru")
        link = f"/sign-in/link/{actions.link_for(account)}/"
        clock.shift(days * 86_400)
        assert browser_of().get(link).status_code == (200 if days < 7 else 410)


def test_a_new_factor_is_set_up_in_the_browser(world, browser_of, django_capture_on_commit_callbacks):
    account = world.person("coordinator", name="lilik", locked=True)
    browser = browser_of()
    sign_in(browser)
    asked = browser.get("/account/second-factor/set-up/")["Location"]
    assert browser.get(asked).status_code == 200
    browser.post("/account/confirm/", {"password": PASSWORD, "next": "/account/second-factor/set-up/"})
    page = browser.get("/account/second-factor/set-up/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]{20,})</code>", page).group(1)

    with django_capture_on_commit_callbacks(execute=True):
        response = browser.post("/account/second-factor/set-up/", {"code": code(secret)})
    response.wsgi_request.session.save()  # the library signals on commit, which a test's transaction puts off

    assert response.status_code == 302
    assert Authenticator.objects.filter(user=account, type="totp").exists()
    assert browser.get("/programme/board/").status_code == 200
    assert browser.get("/account/recovery-codes/").status_code == 200


def test_nobody_signs_up(browser_of, world):
    assert browser_of().get("/accounts/signup/").status_code == 302
    assert browser_of().get("/signup/", follow=True).request["PATH_INFO"] == "/sign-in/"


def test_the_switch_makes_english_of_it(world, browser_of):
    browser = browser_of(world.leader)

    back = browser.post("/language/", {"language": "en"}, headers={"Referer": "http://testserver/programme/?a=b"})["Location"]
    assert back == "/programme/?a=b"
    assert browser.post("/language/", {"language": "en"}, headers={"Referer": "http://elsewhere.example/x"})["Location"] == "/"

    assert "Board of villages" in browser.get("/programme/board/").content.decode()


def test_the_sixth_wrong_password_in_a_row_has_to_wait(locked, browser_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
    browser = browser_of()
    for _ in range(5):
        browser.post("/sign-in/", {"login": "lilik", "password": "salah-sandi"})

    response = sign_in(browser)

    assert response.status_code == 200
    assert "Terlalu banyak" in response.content.decode()


def test_a_closed_account_is_answered_like_a_wrong_password(world, browser_of):
    account = world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    account.closed_at = timezone.now()
    account.save()

    closed, wrong = sign_in(browser_of(), "sriwati"), browser_of().post("/sign-in/", {"login": "sriwati", "password": "salah-sandi"})

    assert closed.status_code == wrong.status_code == 200
    assert masked(closed) == masked(wrong)


def masked(response):
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())


def test_signing_out_everywhere_ends_a_session_that_began_with_a_link(world, browser_of):
    account = world.person("cadre", "35.10.04.2003", name="baru")
    one, other = browser_of(), browser_of()
    one.post(f"/sign-in/link/{actions.link_for(account)}/", {"password": PASSWORD})
    sign_in(other, "baru")

    other.post("/sign-out/everywhere/")

    assert one.get("/account/").status_code == 302


def test_of_two_who_open_a_link_at_once_one_is_told(world):
    account = world.person("cadre", "35.10.04.2003", name="baru")
    token = actions.link_for(account)
    one, other = actions.account_of(token), actions.account_of(token)

    actions.choose_password(one, "sawah hijau di pagi hari")
    with pytest.raises(actions.LinkSpent):
        actions.choose_password(other, "hujan turun di sore hari")


def test_a_factor_that_was_removed_counts_no_longer(locked, browser_of, django_capture_on_commit_callbacks):
    browser = browser_of()
    sign_in(browser)
    browser.post("/sign-in/code/", {"code": code(locked[1])})
    browser.post("/account/confirm/", {"password": PASSWORD, "next": "/"})
    assert browser.get("/programme/board/").status_code == 200

    response = browser.post("/account/second-factor/remove/")

    assert response.status_code == 302
    assert not Authenticator.objects.filter(user=locked[0], type="totp").exists()
    assert browser.get("/programme/board/").status_code == 403


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_the_codes_of_a_demo_do_not_show_behind_a_proxy(world, browser_of, settings, tmp_path, header):
    settings.DEMO_FILE = tmp_path / "demo.json"
    settings.DEMO_FILE.write_text(json.dumps(demo_people(world)))

    assert "desa-peduli" in browser_of().get("/sign-in/", headers={"Host": "localhost"}).content.decode()
    assert "desa-peduli" not in browser_of().get("/sign-in/", headers={"Host": "localhost", header: "10.0.0.1"}).content.decode()
