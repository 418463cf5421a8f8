"""What is in whose hand: a role is given and ended where it may be, never prolonged, and no link goes round a second factor."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from desbumi.access import actions
from desbumi.access.demo import code
from desbumi.access.models import Assignment
from desbumi.access.queries import roles_to_give
from desbumi.book.models import Entry
from desbumi.testing.world import PASSWORD

TODAY = timezone.localdate


@pytest.fixture
def locked(world):
    """A facilitator with a second factor, recovery codes and a link that was renewed; and the secret."""
    account, secret = world.person("facilitator", "35.10", name="agus", locked=True), generate_totp_secret()
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return actions.renew_link(by=world.leader, assignment=role_of(account)), secret


def role_of(account):
    return Assignment.objects.get(account=account)


def opened(browser, account):
    """The browser of whoever opened the link and chose a password."""
    browser.post(f"/sign-in/link/{actions.link_for(account)}/", {"password": PASSWORD})
    return browser


@pytest.mark.parametrize(
    "path",
    ["/programme/board/", "/account/", "/account/recovery-codes/file/", "/account/recovery-codes/", "/account/second-factor/remove/", "/account/passkeys/add/"],
)
def test_a_link_does_not_go_round_the_second_factor(locked, browser_of, path):
    browser = opened(browser_of(), locked[0])

    assert browser.get(path)["Location"].startswith("/sign-in/")
    assert browser.post("/account/second-factor/remove/")["Location"].startswith("/sign-in/")
    assert Authenticator.objects.filter(user=locked[0], type="totp").exists()
    assert browser.post("/sign-in/code/", {"code": code(locked[1])})["Location"] == "/"
    assert browser.get("/programme/board/").status_code == 200


def test_a_cadre_with_a_second_factor_is_not_opened_by_a_link_alone(world, browser_of):
    cadre = world.person("cadre", "35.10.04.2003", name="sriwati")
    TOTP.activate(cadre, generate_totp_secret())

    assert opened(browser_of(), cadre).get("/desk/villages/35.10.04.2003/")["Location"].startswith("/sign-in/")


def test_a_session_that_never_proved_its_factor_is_asked_for_it_everywhere(locked, browser_of):
    browser = browser_of(locked[0], second_factor=False)

    for path in ("/programme/board/", "/account/", "/account/recovery-codes/file/"):
        assert browser.get(path)["Location"].startswith("/account/confirm/code/")


def test_who_opens_a_link_stands_in_the_history(world, browser_of):
    cadre = world.person("cadre", "35.10.04.2003", name="sriwati")

    opened(browser_of(), cadre)

    assert Entry.objects.get(record=role_of(cadre).pk.hex, deed="account.password_chosen").actor == cadre.pk.hex


def test_ending_a_role_never_prolongs_it(world):
    leader = world.leader
    actions.end(by=world.system, assignment=role_of(leader), last_day=TODAY())

    with pytest.raises(actions.EndsEarlier):
        actions.end(by=leader, assignment=role_of(leader), last_day=TODAY() + timedelta(3_650))

    assert role_of(leader).until_on == TODAY()


def test_a_role_is_given_by_the_assignment_that_reaches_the_place(world):
    both = world.leader
    actions.assign(by=world.system, account=both, role="administrator", territory=world.place("35.10.04.2003"))
    other = world.person("facilitator", "35.10")

    for role in ("auditor", "administrator"):
        with pytest.raises(actions.NotYoursToGive):
            actions.assign(by=both, account=other, role=role, territory=world.place("35.10"))
    assert {role.code for role in roles_to_give(both, world.place("35.10"))} == {"facilitator", "case_worker", "case_manager", "mel_officer"}
    assert "administrator" in {role.code for role in roles_to_give(both, world.place("35.10.04.2003"))}


def test_a_reset_that_was_asked_for_by_someone_who_is_out_is_over(world):
    admin, manager = world.person("administrator", "00", locked=True), world.person("programme_manager", "00")
    lost = world.person("facilitator", "35.10", name="lain", locked=True)
    TOTP.activate(lost, generate_totp_secret())
    asked = actions.ask_reset(by=world.leader, assignment=role_of(lost), reason="HP hilang")
    actions.close(by=admin, assignment=role_of(world.leader))

    with pytest.raises(actions.ResetOver):
        actions.confirm_reset(by=manager, reset=asked)
    assert Authenticator.objects.filter(user=lost, type="totp").exists()


def test_a_role_ended_today_is_given_anew_today(world):
    cadre, place = world.person("cadre", "35.10.04.2003"), world.place("35.10.04.2003")
    actions.end(by=world.leader, assignment=role_of(cadre))

    given = actions.assign(by=world.leader, account=cadre, role="cadre", territory=place)

    assert given.state == "now"


def test_a_closed_account_is_given_no_role(world):
    cadre = world.person("cadre", "35.10.04.2003")
    actions.close(by=world.leader, assignment=role_of(cadre))

    with pytest.raises(actions.AlreadyClosed):
        actions.assign(by=world.leader, account=cadre, role="desbumi_board", territory=world.place("35.10.04.2003"))


@pytest.mark.parametrize(("first", "last", "is_refused"), [(0, None, True), (3, 9, True), (5, None, True), (6, None, False), (0, 0, False), (0, 1, True)])
def test_the_same_role_is_not_held_twice_on_one_day(world, first, last, is_refused):
    cadre, place = world.person("cadre", "35.10.04.2003"), world.place("35.10.04.2003")
    day = lambda number: TODAY() + timedelta(number)  # noqa: E731 -- reads as the days that it stands for
    actions.assign(by=world.leader, account=cadre, role="desbumi_board", territory=place, from_on=day(1), until_on=day(5))

    def again():
        return actions.assign(
            by=world.leader, account=cadre, role="desbumi_board", territory=place, from_on=day(first), until_on=None if last is None else day(last)
        )

    if is_refused:
        with pytest.raises(actions.AlreadyAssigned):
            again()
    else:
        assert again().account == cadre
