"""Letting people in and out: links, roles that begin and end, the last administrator, a lost second factor."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.utils import timezone

from desbumi.access import actions, first
from desbumi.access.models import Assignment, FactorReset
from desbumi.access.policy import NotAllowed, visible
from desbumi.access.queries import is_in_hand
from desbumi.book.models import Entry
from desbumi.book.queries import differing
from desbumi.book.verifying import verify
from desbumi.testing.world import PASSWORD

TODAY = timezone.localdate


@pytest.fixture
def manager(world):
    return world.person("programme_manager", "00", locked=True)


@pytest.fixture
def admin(world):
    return world.person("administrator", "00", locked=True)


@pytest.fixture
def officer(world):
    """A service officer with a second factor."""
    account = world.person("service_officer", "35.10.04.2003", name="wiwik", full_name="Wiwik Handayani", locked=True)
    TOTP.activate(account, generate_totp_secret())
    return account


def role_of(account):
    return Assignment.objects.get(account=account)


def test_a_user_name_is_made_of_the_full_name_and_is_free(world):
    place = world.place("35.10.04.2003")
    made = [
        actions.invite(by=world.system, full_name="Siti Aminah", role=role, territory=place).name
        for role in ("cadre", "desbumi_board", "village_council", "cadre")
    ]

    assert made == ["siti", "siti.aminah", "siti.aminah2", "siti.aminah3"]
    assert actions.invite(by=world.system, full_name="李", role="cadre", territory=place).name == "warga"


def test_two_invitations_for_one_person_are_told_apart(world):
    place = world.place("35.10.04.2003")
    actions.invite(by=world.leader, full_name="Siti Aminah", role="cadre", territory=place)

    with pytest.raises(actions.AlreadyInvited):
        actions.invite(by=world.leader, full_name="siti  aminah", role="cadre", territory=place)


def test_a_renewed_link_spends_the_old_one_and_the_password(world, browser_of):
    account = world.person("cadre", "35.10.04.2003", name="sriwati", locked=True)
    browser = browser_of(account)
    old = actions.link_for(account)

    renewed = actions.renew_link(by=world.leader, assignment=role_of(account))

    with pytest.raises(actions.LinkSpent):
        actions.account_of(old)
    assert actions.account_of(actions.link_for(renewed)) == account
    assert browser_of().post("/sign-in/", {"login": "sriwati", "password": PASSWORD}).status_code == 200
    assert browser.get("/desk/").status_code == 302
    assert Entry.objects.filter(record=role_of(account).pk.hex, deed="account.link_renewed").count() == 1


@pytest.mark.parametrize("spoil", [lambda token: token[:-1], lambda token: token[1:], lambda token: token.swapcase(), lambda _token: "x", lambda _token: ""])
def test_an_altered_link_opens_nothing(world, spoil):
    token = actions.link_for(world.person("cadre", "35.10.04.2003"))

    with pytest.raises(actions.LinkSpent):
        actions.account_of(spoil(token))


def test_nobody_renews_the_link_of_someone_above(world, manager):
    actions.assign(by=world.system, account=manager, role="cadre", territory=world.place("35.10.04.2003"))

    with pytest.raises(actions.NotYoursToGive):
        actions.renew_link(by=world.leader, assignment=manager.assignments.get(role="cadre"))
    assert not is_in_hand(world.leader, manager)


def test_a_role_that_is_ended_ends_at_once_and_leaves_its_reason(world):
    person = world.person("facilitator", "35.10")

    ended = actions.end(by=world.leader, assignment=role_of(person), reason="pindah")

    assert not visible(person, Assignment).exists()
    assert (ended.state, ended.ended_because) == ("over", "pindah")


def test_a_role_that_ends_tonight_holds_until_midnight(world):
    with time_machine.travel("2026-11-25T20:00:00+07:00", tick=False) as clock:
        person = world.person("facilitator", "35.10")
        actions.end(by=world.leader, assignment=role_of(person), last_day=TODAY())
        assert visible(person, Assignment).exists()
        clock.shift(timedelta(hours=3, minutes=59))
        assert visible(person, Assignment).exists()
        clock.shift(timedelta(minutes=2))
        assert not visible(person, Assignment).exists()


def test_days_that_are_over_or_the_wrong_way_round_are_refused(world):
    leader, person, place = world.leader, world.person("facilitator", "35.10"), world.place("35.10")
    yesterday, tomorrow = TODAY() - timedelta(1), TODAY() + timedelta(1)

    with pytest.raises(actions.InThePast):
        actions.assign(by=leader, account=person, role="mel_officer", territory=place, from_on=yesterday)
    with pytest.raises(actions.InThePast):
        actions.end(by=leader, assignment=role_of(person), last_day=yesterday)
    with pytest.raises(actions.EndsBeforeItBegins):
        actions.assign(by=leader, account=person, role="mel_officer", territory=place, from_on=tomorrow, until_on=TODAY())
    coming = actions.assign(by=leader, account=person, role="mel_officer", territory=place, from_on=tomorrow)
    assert coming.state == "coming"


def test_the_last_administrator_stays(world, admin):
    with pytest.raises(actions.LastAdministrator):
        actions.end(by=admin, assignment=role_of(admin))
    invited = world.person("administrator", "00", name="baru")
    with pytest.raises(actions.LastAdministrator):  # who has never signed in does not count
        actions.end(by=admin, assignment=role_of(admin))
    actions.choose_password(invited, PASSWORD)

    actions.end(by=admin, assignment=role_of(admin))
    with pytest.raises(actions.LastAdministrator):
        actions.close(by=world.system, assignment=role_of(invited))


def test_a_closed_account_is_out_at_once_everywhere_and_stays_in_the_history(world, browser_of, officer):
    browser = browser_of(officer)
    assert browser.get("/desk/").status_code == 302

    actions.close(by=world.leader, assignment=role_of(officer), reason="pensiun")

    assert browser.get("/desk/")["Location"].startswith("/sign-in/")
    assert role_of(officer).state == "over"
    with pytest.raises(actions.AlreadyClosed):
        actions.close(by=world.leader, assignment=role_of(officer))
    assert Entry.objects.filter(record=role_of(officer).pk.hex, deed="account.closed").exists()


def test_a_lost_second_factor_is_reset_by_two_and_both_stand_in_the_history(world, officer, manager):
    asked = actions.ask_reset(by=world.leader, assignment=role_of(officer), reason="HP hilang")
    with pytest.raises(actions.SecondPersonNeeded):
        actions.confirm_reset(by=world.leader, reset=asked)
    assert Authenticator.objects.filter(user=officer).exists()

    actions.confirm_reset(by=manager, reset=asked)

    assert not Authenticator.objects.filter(user=officer).exists()
    told = list(Entry.objects.filter(record=asked.pk.hex).order_by("seq").values_list("deed", "actor"))
    assert told == [("factor_reset.asked", world.leader.pk.hex), ("factor_reset.done", manager.pk.hex)]
    with pytest.raises(actions.ResetOver):
        actions.confirm_reset(by=manager, reset=asked)


def test_two_people_do_not_reset_each_other(world, manager, admin):
    leader = world.person("coordinator", "35.10", locked=True)
    for account in (manager, leader):
        TOTP.activate(account, generate_totp_secret())
    actions.ask_reset(by=admin, assignment=role_of(leader), reason="HP hilang")

    with pytest.raises(actions.NotInYourOwnCase):
        actions.ask_reset(by=leader, assignment=role_of(world.person("facilitator", "35.10")), reason="tukar")
    with pytest.raises(actions.NotInYourOwnCase):
        actions.ask_reset(by=manager, assignment=role_of(manager), reason="sendiri")


def test_a_reset_waits_three_days_and_its_owner_can_say_no(world, officer, manager, browser_of):
    with time_machine.travel(timezone.now() + timedelta(1), tick=False) as clock:
        asked = actions.ask_reset(by=world.leader, assignment=role_of(officer), reason="katanya hilang")
        page = browser_of(officer).get("/account/").content.decode()
        assert "meminta kunci kedua Anda dilepas" in page
        browser_of(officer).post("/account/keep-my-lock/")
        with pytest.raises(actions.ResetOver):
            actions.confirm_reset(by=manager, reset=asked.refreshed())

        again = actions.ask_reset(by=world.leader, assignment=role_of(officer), reason="HP hilang")
        with pytest.raises(actions.AlreadyAsked):
            actions.ask_reset(by=manager, assignment=role_of(officer), reason="HP hilang")
        clock.shift(timedelta(days=3, minutes=1))
        with pytest.raises(actions.ResetOver):
            actions.confirm_reset(by=manager, reset=again)
        actions.ask_reset(by=manager, assignment=role_of(officer), reason="masih hilang")
    assert FactorReset.objects.filter(account=officer, status="asked").count() == 1


def test_who_looks_after_part_of_an_account_alone_does_not_reset_its_lock(world, officer):
    actions.assign(by=world.system, account=officer, role="auditor", territory=world.place("33.07"))

    with pytest.raises(NotAllowed):
        actions.ask_reset(by=world.leader, assignment=officer.assignments.get(role="service_officer"), reason="HP hilang")


def test_nothing_is_reset_where_nothing_is_locked(world):
    with pytest.raises(actions.NothingToReset):
        actions.ask_reset(by=world.leader, assignment=role_of(world.person("cadre", "35.10.04.2003")), reason="HP hilang")


def test_the_first_run_makes_one_administrator_and_no_second(world, monkeypatch, tmp_path, browser_of):
    monkeypatch.setattr(first, "_file", lambda: tmp_path / "first-run")
    token = first.token()
    browser = browser_of()
    assert browser.get(f"/first-run/{token}x/").status_code == 410
    assert browser.get(f"/first-run/{token}/").status_code == 200
    assert browser.post(f"/first-run/{token}/", {"full_name": "Hartini", "name": "1", "password": PASSWORD}).status_code == 422

    response = browser.post(f"/first-run/{token}/", {"full_name": "Hartini", "name": "hartini", "password": PASSWORD})

    assert response.status_code == 302
    assert role_of(Assignment.objects.get().account).role == "administrator"
    assert browser_of().get(f"/first-run/{token}/").status_code == 410
    assert first.token() == ""


def test_nobody_takes_both_the_password_and_the_second_lock_away(world, officer, manager, admin):
    """Of two who conspire one could otherwise open the account that the two have emptied."""
    asked = actions.ask_reset(by=world.leader, assignment=role_of(officer), reason="HP hilang")
    for by in (world.leader, manager, admin):  # while it waits nobody makes a link
        with pytest.raises(actions.NotBoth):
            actions.renew_link(by=by, assignment=role_of(officer))
    actions.confirm_reset(by=manager, reset=asked)
    for by in (world.leader, manager):
        with pytest.raises(actions.NotBoth):
            actions.renew_link(by=by, assignment=role_of(officer))

    renewed = actions.renew_link(by=admin, assignment=role_of(officer))

    actions.choose_password(renewed, PASSWORD)
    TOTP.activate(renewed, generate_totp_secret())
    with pytest.raises(actions.NotBoth):
        actions.ask_reset(by=admin, assignment=role_of(officer), reason="HP hilang lagi")


def test_a_lock_is_not_reset_while_a_link_is_open(world, officer, manager):
    actions.renew_link(by=world.leader, assignment=role_of(officer))

    with pytest.raises(actions.NotBoth):
        actions.ask_reset(by=manager, assignment=role_of(officer), reason="HP hilang")


def test_an_account_whose_roles_have_ended_stays_in_the_hand_of_those_who_looked_after_them(world, manager, browser_of):
    actions.assign(by=world.system, account=manager, role="cadre", territory=world.place("35.10.04.2003"))
    for each in Assignment.objects.filter(account=manager).order_by("id"):
        actions.end(by=world.system, assignment=each)

    old = manager.assignments.get(role="cadre")
    with pytest.raises(actions.NotYoursToGive):
        actions.renew_link(by=world.leader, assignment=old)
    with pytest.raises(actions.NotYoursToGive):
        actions.close(by=world.leader, assignment=old)
    assert browser_of(world.leader).get(f"/desk/people/{old.pk}/link/").status_code == 403


def test_coordinators_look_after_each_other_and_not_after_those_above(world):
    one, two, above = (
        world.person(role, "35.10", name=name, locked=True) for role, name in (("coordinator", "satu"), ("coordinator", "dua"), ("administrator", "atas"))
    )
    for account in (two, above):
        TOTP.activate(account, generate_totp_secret())

    with pytest.raises(NotAllowed):
        actions.ask_reset(by=one, assignment=role_of(above), reason="HP hilang")
    assert actions.ask_reset(by=one, assignment=role_of(two), reason="HP hilang").is_open


def test_the_book_holds_after_all_of_it(world, officer, manager, admin):
    actions.confirm_reset(by=manager, reset=actions.ask_reset(by=world.leader, assignment=role_of(officer), reason="HP hilang"))
    actions.renew_link(by=admin, assignment=role_of(officer))
    actions.end(by=world.leader, assignment=role_of(officer), last_day=TODAY() + timedelta(7))
    actions.close(by=world.leader, assignment=role_of(officer).refreshed())

    assert verify()["broken"] == []
    assert differing() == []
