"""The read log and its daily budget: who opens very many people is asked who it is, and it is seen."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError
from django.utils import timezone

from desbumi.access import reading
from desbumi.access.demo import code
from desbumi.access.models import Assignment, Reading
from desbumi.access.reading import DAILY, RAISED
from desbumi.testing.world import PASSWORD


@pytest.fixture
def manager(world):
    """A programme manager with a second factor, and the secret of it."""
    account, secret = world.person("programme_manager", "00", name="dewi", full_name="Dewi Kartika", locked=True), generate_totp_secret()
    TOTP.activate(account, secret)
    return account, secret


@pytest.fixture
def address(world):
    """The page of someone who works in Kedungasri."""
    return f"/desk/people/{Assignment.objects.get(account=world.person('cadre', '35.10.04.2003', name='sriwati')).pk}/"


def row_of(name):
    return Assignment.objects.get(account__name=name).account_id.hex


def spend(account, many=DAILY, deed="account.opened"):
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Reading.objects.bulk_create([Reading(account=account, deed=deed, record=f"{at:032x}", hour=hour) for at in range(many)])


def test_a_page_of_a_person_leaves_a_row_of_who_what_and_which_hour(world, browser_of, manager, address):
    with time_machine.travel("2026-12-01T09:41:12+07:00"):
        browser = browser_of(manager[0])
        browser.get(address)
        browser.get(address)
        browser.get("/desk/people/?text=sriwati")

    assert set(Reading.objects.values_list("deed", "record")) == {("account.opened", row_of("sriwati")), ("people.listed", "")}  # of a search no text
    row = Reading.objects.get(deed="account.opened")
    assert (row.account, row.deed) == (manager[0], "account.opened")
    assert row.hour.isoformat() == "2026-12-01T02:00:00+00:00"


def test_without_a_row_there_is_no_page(world, browser_of, manager, address, monkeypatch):
    def full(*_args, **_kwargs):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(Reading.objects, "bulk_create", full)

    response = browser_of(manager[0]).get(address)

    assert response.status_code == 507
    assert "sriwati" not in response.content.decode().lower()


def test_a_page_that_is_absent_leaves_no_row(world, browser_of, address):
    assert browser_of(world.person("coordinator", "33.07")).get(address).status_code == 404
    assert not Reading.objects.exists()


def test_the_sixty_first_person_of_a_day_is_held_until_it_is_shown_who_asks(world, browser_of, manager, address):
    account, secret = manager
    spend(account)
    browser = browser_of(account)

    held = browser.get(address)
    assert held.status_code == 403
    assert "sriwati" not in held.content.decode().lower()
    assert "/account/confirm/code/?next=" in held.content.decode()
    told = browser.post(f"/account/confirm/code/?next={address}", {"code": code(secret), "next": address})

    assert told["Location"] == address
    assert browser.get(address).status_code == 200
    assert Reading.objects.filter(account=account, deed=RAISED).count() == 1


def test_who_has_no_second_factor_shows_the_password_and_goes_on(world, browser_of):
    cadre, someone = world.person("cadre", "35.10.04.2003", locked=True), world.resident()
    browser = browser_of(cadre)
    spend(cadre)
    held = browser.get(someone.get_absolute_url())
    assert held.status_code == 403
    assert "/account/confirm/?next=" in held.content.decode()

    browser.post("/account/confirm/", {"password": "salah", "next": "/"})
    assert browser.get(someone.get_absolute_url()).status_code == 403
    browser.post("/account/confirm/", {"password": PASSWORD, "next": someone.get_absolute_url()})

    assert browser.get(someone.get_absolute_url()).status_code == 200
    assert Reading.objects.filter(account=cadre, deed=RAISED).count() == 1


def test_who_looks_after_the_account_sees_that_it_was_asked(world, browser_of, manager):
    admin = world.person("administrator", "00", name="admin")
    assert "Dewi Kartika membuka data sangat banyak" not in browser_of(admin).get("/desk/people/").content.decode()

    spend(manager[0])
    reading.raise_budget(manager[0])

    assert "Dewi Kartika membuka data sangat banyak" in browser_of(admin).get("/desk/people/").content.decode()
    assert "Dewi Kartika membuka data" not in browser_of(world.leader).get("/desk/people/").content.decode()


def test_who_goes_away_at_the_limit_is_told_of_too(world, browser_of):
    agus, leader, today = world.person("facilitator", full_name="Agus"), browser_of(world.leader), "/desk/today/"
    told = "sangat banyak warga dalam satu hari"
    assert told not in leader.get(today).content.decode()

    spend(agus)
    assert browser_of(agus).get(world.resident().get_absolute_url()).status_code == 403

    assert "Agus membuka data sangat banyak" in leader.get("/desk/people/").content.decode()
    assert told in leader.get(today).content.decode()
    assert told not in browser_of(agus).get(today).content.decode()
    assert Reading.objects.filter(account=agus, deed=RAISED).count() == 0
    with time_machine.travel(timezone.localtime().replace(hour=9) + timedelta(days=3)):
        assert told not in browser_of(world.leader).get(today).content.decode()


def test_someone_opened_before_on_the_day_costs_nothing_and_a_new_day_begins_anew(world, browser_of, manager, address):
    browser = browser_of(manager[0])
    browser.get(address)
    spend(manager[0], DAILY + 5)
    assert browser.get(address).status_code == 200

    with time_machine.travel(timezone.localtime().replace(hour=9) + timedelta(days=1)):
        fresh = browser_of(manager[0])
        assert fresh.get(address).status_code == 200


def test_a_confirmation_before_the_budget_is_spent_raises_nothing(manager):
    reading.raise_budget(manager[0])

    assert not Reading.objects.exists()
