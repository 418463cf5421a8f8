"""At once means at once: the same form twice, the same village by two people, a verification while others write."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connections

from desbumi.access import actions as access
from desbumi.access import first
from desbumi.access.models import Assignment, FactorReset
from desbumi.book import keys
from desbumi.book.models import Entry
from desbumi.book.verifying import verify
from desbumi.programme.models import Place
from desbumi.programme.queries import first_programme
from desbumi.refusals import Refusal
from desbumi.territory import register
from desbumi.territory.models import Edition
from desbumi.testing.fixtures import PLACES
from desbumi.testing.world import World

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def open_world():
    """A world outside of a test's transaction, so that threads see each other's deeds."""
    keys.make_ring()
    keys.forget_held()
    if not Edition.objects.exists():
        register.load(only=PLACES)
    made = World()
    made.founded()
    return made


def together(*calls):
    """Run these at the same moment, each on connections of its own; returns their results in order."""
    gate = Barrier(len(calls))

    def run(call):
        gate.wait()
        try:
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_the_same_form_sent_four_times_at_once_is_one_deed_with_one_answer(open_world, browser_of):
    place, leader, op = open_world.village(), open_world.leader, str(uuid4())
    browsers = [browser_of(leader) for _ in range(4)]
    sent = {"op": op, "done_on": "2026-01-05", "done_by": "Lilik"}

    answers = together(*(lambda browser=browser: browser.post(f"/programme/places/{place.pk}/steps/assessed/", sent) for browser in browsers))

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} == {"/desk/villages/35.10.04.2003/"}
    assert place.steps.count() == 1
    assert verify()["broken"] == []


def test_a_village_added_by_two_people_at_once_stands_once(open_world, browser_of):
    people = [open_world.leader, open_world.person("coordinator", name="dua"), open_world.person("programme_manager", "00")]
    sent = {"programme": str(first_programme().pk), "village": "35.10.04.2004", "cohort": "expansion"}

    answers = together(*(lambda browser=browser: browser.do("/programme/places/add/", **sent) for browser in map(browser_of, people)))

    assert sorted(answer.status_code for answer in answers) == [302, 409, 409]
    assert Place.objects.filter(village_id="35.10.04.2004").count() == 1
    assert verify()["broken"] == []


def test_two_people_move_the_same_village_at_once_and_one_is_told(open_world, browser_of):
    place = open_world.step(open_world.village(), "signed")
    people = [open_world.leader, open_world.person("coordinator", name="dua")]
    sent = {"seen": place.version, "to": "candidate", "reason": "baca lagi"}

    answers = together(*(lambda browser=browser: browser.do(f"/programme/places/{place.pk}/set-back/", **sent) for browser in map(browser_of, people)))

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert open_world.village().stage == "candidate"


def test_a_verification_while_others_write_finds_nothing_broken(open_world):
    place = open_world.village()

    def write():
        for at in range(30):
            open_world.step_note(place, f"{at}")

    found = together(write, *(lambda: [verify()["broken"] for _ in range(10)] for _ in range(2)))[1:]

    assert all(broken == [] for verdicts in found for broken in verdicts)
    assert Entry.objects.filter(book=place.book_id).count() > 30


def outcome(do):
    """What a deed ended with: "done", or the code of its Refusal."""

    def tried():
        try:
            do()
        except Refusal as refusal:
            return refusal.code
        return "done"

    return tried


def role_of(account):
    return Assignment.objects.get(account=account)


def test_of_two_administrators_who_end_each_other_at_once_one_stays(open_world):
    one, two = (open_world.person("administrator", "00", name=name, locked=True) for name in ("satu", "dua"))

    told = together(*(outcome(lambda by=by, other=other: access.end(by=by, assignment=role_of(other))) for by, other in ((one, two), (two, one))))

    assert sorted(told) in (["assignment.last_administrator", "done"], ["done", "not_allowed"], ["done", "role.not_yours_to_give"])
    assert Assignment.objects.in_force().filter(role="administrator").count() == 1


def test_of_two_who_confirm_a_reset_at_once_one_did_it(open_world):
    officer = open_world.person("service_officer", "35.10.04.2003", locked=True)
    TOTP.activate(officer, generate_totp_secret())
    asked = access.ask_reset(by=open_world.leader, assignment=role_of(officer), reason="HP hilang")
    others = [open_world.person("programme_manager", "00"), open_world.person("administrator", "00")]

    told = together(*(outcome(lambda by=by: access.confirm_reset(by=by, reset=FactorReset.objects.get(pk=asked.pk))) for by in others))

    assert sorted(told) == ["done", "factor_reset.over"]


def test_of_two_who_open_a_link_or_invite_one_person_at_once_one_is_told(open_world):
    account = open_world.person("cadre", "35.10.04.2003")
    place, leader = open_world.place("35.10.04.2003"), open_world.leader
    token = access.link_for(account)

    opened = together(*(outcome(lambda: access.choose_password(access.account_of(token), "sawah hijau di pagi hari")) for _ in range(2)))
    invited = together(*(outcome(lambda: access.invite(by=leader, full_name="Siti Aminah", role="cadre", territory=place)) for _ in range(2)))

    assert sorted(opened) == ["done", "link.spent"]
    assert sorted(invited) == ["account.already_invited", "done"]
    assert verify()["broken"] == []


def test_of_two_who_begin_an_installation_at_once_one_is_administrator(open_world, monkeypatch, tmp_path):
    monkeypatch.setattr(first, "_file", lambda: tmp_path / "first-run")
    token = first.token()

    told = together(
        *(
            outcome(lambda name=name: access.first_administrator(token=token, full_name=name, name=name, password="sawah hijau di pagi hari"))
            for name in ("satu", "dua")
        )
    )

    assert sorted(told) == ["done", "first_run.over"]
