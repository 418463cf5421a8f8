"""A session and its device; attempts that are too many; passkeys that are none."""

import json

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from desbumi.access.demo import code
from desbumi.testing.world import PASSWORD

# A passkey that a virtual phone made: its public half.
PASSKEY = {"id": "Uaek6ClPHyrKXLTwCFSw6fExqLPR5m8frAcmJvvHzxw", "rawId": "Uaek6ClPHyrKXLTwCFSw6fExqLPR5m8frAcmJvvHzxw", "type": "public-key", "clientExtensionResults": {"credProps": {"rk": True}}, "response": {"clientDataJSON": "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiTm9GLWdaRFd5dVp4a2tacVZiOGlJNDVsUWd4dnBzQmk5U0RaMnZfemJHYyIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3Q6ODE1MCIsImNyb3NzT3JpZ2luIjpmYWxzZX0", "attestationObject": "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVikSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NFAAAAAQECAwQFBgcIAQIDBAUGBwgAIFGnpOgpTx8qyly08AhUsOnxMaiz0eZvH6wHJib7x88cpQECAyYgASFYICMHUSdXNO2Ws1vdYMNJNgBjpLgl_eS976rpVmin5-_JIlggWBPhqLCWW2qSidmBPMYQJQIECXzZh9FKF6oXGJzCyoE", "transports": ["internal"]}}  # fmt: skip


@pytest.fixture
def locked(world):
    """The coordinator with password and second factor, and the secret of it."""
    account, secret = world.person("coordinator", name="lilik", locked=True), generate_totp_secret()
    TOTP.activate(account, secret)
    return account, secret


def stolen(browser, thief, *names):
    """Copy cookies from one browser to another."""
    for name in names:
        thief.cookies[name] = browser.cookies[name].value
    return thief


@pytest.mark.parametrize(("copied", "agent"), [(("desbumi_session",), ""), (("desbumi_session", "desbumi_device"), "Mozilla/5.0 (another browser)")])
def test_a_copied_cookie_is_asked_for_the_second_factor_on_another_device(locked, browser_of, copied, agent):
    owner = browser_of(locked[0])
    assert owner.get("/programme/board/").status_code == 200
    thief = stolen(owner, browser_of(headers={"user-agent": agent}) if agent else browser_of(), *copied)

    for path in ("/programme/board/", "/account/", "/account/second-factor/", "/desk/people/", "/nothing/", "/account/confirm/"):
        assert thief.get(path)["Location"].startswith("/account/confirm/code/")
    asked = thief.get("/account/confirm/code/")
    assert asked.status_code == 200
    assert "Lilik" not in asked.content.decode()
    assert thief.post("/account/confirm/", {"password": PASSWORD, "next": "/"})["Location"].startswith("/account/confirm/code/")
    assert thief.post("/account/confirm/code/", {"code": "000000"}).status_code == 200
    assert thief.get("/programme/board/").status_code == 302
    assert owner.get("/programme/board/").status_code == 200


def test_who_proves_it_takes_the_session_along_and_the_old_device_is_asked(locked, browser_of):
    first, second = browser_of(locked[0]), browser_of()
    first.get("/programme/board/")
    stolen(first, second, "desbumi_session")
    asked = second.get("/programme/board/")["Location"]

    assert second.post(asked, {"code": code(locked[1]), "next": "/programme/board/"})["Location"] == "/programme/board/"

    assert second.get("/programme/board/").status_code == 200
    assert first.get("/programme/board/").status_code == 302


def test_without_a_second_factor_the_password_is_asked(world, browser_of):
    cadre = world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    thief = stolen(browser_of(cadre), browser_of(), "desbumi_session")

    assert thief.get("/desk/")["Location"].startswith("/account/confirm/?")
    assert thief.post("/account/confirm/", {"password": PASSWORD, "next": "/desk/"})["Location"] == "/desk/"
    assert thief.get("/desk/").status_code == 302
    assert thief.get("/desk/villages/35.10.04.2003/").status_code == 200


def test_ten_thousand_attempts_of_a_stranger_do_not_lock_the_owner_out(locked, browser_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "login": "100/m/ip"}
    cache.clear()
    owner = browser_of()
    owner.post("/sign-in/", {"login": "lilik", "password": PASSWORD})
    owner.post("/sign-in/code/", {"code": code(locked[1])})
    assert owner.get("/programme/board/").status_code == 200
    owner.post("/sign-out/")
    stranger = browser_of()
    for _ in range(6):
        told = stranger.post("/sign-in/", {"login": "lilik", "password": "salah-sandi"})
    for _ in range(10_000):  # as the door does with each, the page aside
        with pytest.raises(ValidationError):
            get_adapter().authenticate(told.wsgi_request, username="lilik", password="salah-sandi")

    assert "Terlalu banyak" in stranger.post("/sign-in/", {"login": "lilik", "password": PASSWORD}).content.decode()
    assert owner.post("/sign-in/", {"login": "lilik", "password": PASSWORD})["Location"].startswith("/sign-in/code/")


def test_too_many_attempts_from_one_place_are_told_in_words(locked, browser_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    cache.clear()
    answers = [browser_of().post("/sign-in/", {"login": "lilik", "password": "salah-sandi"}) for _ in range(5)]

    assert answers[-1].status_code == 429
    assert "tidak ada yang terkunci selamanya" in answers[-1].content.decode()


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 200)])
def test_an_address_that_somebody_claims_counts_only_where_a_proxy_tells_it(locked, browser_of, settings, proxies, last):
    settings.ACCOUNT_RATE_LIMITS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = {"login": "3/m/ip"}, proxies
    cache.clear()

    answers = [browser_of().post("/sign-in/", {"login": "lilik", "password": "salah-sandi"}, headers={"X-Forwarded-For": f"203.0.113.{at}"}) for at in range(5)]

    assert answers[-1].status_code == last


@pytest.mark.parametrize(
    "sent", ["", "null", "{}", "[]", "1", '{"id": "x"}', '{"response": {"userHandle": "AAAA"}}', "{", json.dumps({"response": {"userHandle": None}})]
)
def test_a_passkey_that_is_none_is_said_on_the_sign_in_page(world, browser_of, sent):
    browser = browser_of()
    browser.get("/sign-in/passkey/", headers={"X-Requested-With": "XMLHttpRequest"})

    response = browser.post("/sign-in/passkey/", {"credential": sent})

    assert response["Location"] == "/sign-in/?passkey=unknown"
    assert "tidak membuka apa-apa" in browser.get(response["Location"]).content.decode()


def test_one_device_is_signed_out_from_another(world, browser_of):
    world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    one, other = browser_of(), browser_of()
    for browser in (one, other):
        browser.post("/sign-in/", {"login": "sriwati", "password": PASSWORD})
    page = one.get("/account/").content.decode()

    one.post(f"/account/sessions/{page.split('/account/sessions/')[1].split('/')[0]}/end/")

    assert other.get("/account/").status_code == 302
    assert one.get("/account/").status_code == 200
    assert one.post("/account/sessions/999999/end/").status_code == 404


@pytest.mark.parametrize("language", ["", "xx", "../id", "id-ID", "\x00", "<b>"])
def test_a_language_that_is_none_is_indonesian(world, browser_of, language):
    browser = browser_of(world.leader)

    assert browser.post("/language/", {"language": language}).status_code == 302
    assert 'lang="id"' in browser.get("/programme/board/").content.decode()


def test_wrong_codes_of_someone_with_the_password_do_not_lock_the_owner_out(locked, browser_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "login": "100/m/ip"}
    cache.clear()
    owner, thief = browser_of(), browser_of()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        owner.post("/sign-in/", {"login": "lilik", "password": PASSWORD})
        owner.post("/sign-in/code/", {"code": code(locked[1])})
        owner.post("/sign-out/")
        thief.post("/sign-in/", {"login": "lilik", "password": PASSWORD})
        for _ in range(7):
            told = thief.post("/sign-in/code/", {"code": "000000"})
        assert "Terlalu banyak" in told.content.decode()
        clock.shift(30)

        owner.post("/sign-in/", {"login": "lilik", "password": PASSWORD})
        assert owner.post("/sign-in/code/", {"code": "000000"}).status_code == 200
        assert owner.post("/sign-in/code/", {"code": code(locked[1])})["Location"] == "/"


def test_on_a_known_device_wrong_codes_are_counted_too(locked, browser_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "login": "100/m/ip"}
    cache.clear()
    owner = browser_of()
    owner.post("/sign-in/", {"login": "lilik", "password": PASSWORD})
    owner.post("/sign-in/code/", {"code": code(locked[1])})
    owner.post("/sign-out/")
    owner.post("/sign-in/", {"login": "lilik", "password": PASSWORD})

    told = [owner.post("/sign-in/code/", {"code": "000000"}) for _ in range(6)][-1]

    assert "Terlalu banyak" in told.content.decode()


def test_who_has_a_passkey_alone_is_asked_for_it_and_for_a_recovery_code(world, browser_of):
    account = world.person("coordinator", name="lilik", locked=True)
    Authenticator.objects.create(user=account, type="webauthn", data={"name": "HP saya", "credential": PASSKEY})
    codes = RecoveryCodes.activate(account).get_unused_codes()
    browser = browser_of()
    browser.post("/sign-in/", {"login": "lilik", "password": PASSWORD})

    page = browser.get("/sign-in/code/").content.decode()
    assert "kunci sandi" in page
    assert "aplikasi kode" not in page
    assert "Kode cadangan" in page
    assert browser.post("/sign-in/code/", {"code": codes[0]})["Location"] == "/"


@pytest.mark.parametrize("path", ["/sign-in/passkey/", "/sign-in/code/"])
def test_a_passkey_nested_without_end_is_a_wrong_one(locked, browser_of, path):
    browser = browser_of()
    browser.post("/sign-in/", {"login": "lilik", "password": PASSWORD})

    assert browser.post(path, {"credential": "[" * 100_000}).status_code in (200, 302)


@pytest.mark.parametrize("sent_from", ["http://[", "http://testserver/\x00", "//", "http://testserver:99999/x", "x" * 9_000])
def test_a_referrer_that_is_none_leads_to_the_start(browser_of, world, sent_from):
    assert browser_of(world.leader).post("/language/", {"language": "en"}, headers={"Referer": sent_from}).status_code == 302


def test_codes_of_one_account_clear_nothing_of_another_on_a_shared_device(locked, world, browser_of, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "login": "100/m/ip"}
    cache.clear()
    other, secret = world.person("coordinator", name="lain", locked=True), generate_totp_secret()
    TOTP.activate(other, secret)
    shared = browser_of()
    for name, its in (("lilik", locked[1]), ("lain", secret)):
        shared.post("/sign-in/", {"login": name, "password": PASSWORD})
        shared.post("/sign-in/code/", {"code": code(its)})
        shared.post("/sign-out/")
    shared.post("/sign-in/", {"login": "lilik", "password": PASSWORD})
    for _ in range(6):
        told = shared.post("/sign-in/code/", {"code": "000000"})
    assert "Terlalu banyak" in told.content.decode()
    shared.post("/sign-out/")

    shared.post("/sign-in/", {"login": "lain", "password": PASSWORD})
    assert "Terlalu banyak" not in shared.post("/sign-in/code/", {"code": "000000"}).content.decode()
    shared.post("/sign-out/")
    shared.post("/sign-in/", {"login": "lilik", "password": PASSWORD})
    assert "Terlalu banyak" in shared.post("/sign-in/code/", {"code": "000000"}).content.decode()
