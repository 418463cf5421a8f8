"""Erasure: two people, three days, locked at once; what is left of whom it was about."""

import importlib.util
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.utils import timezone

from desbumi.access import actions as access
from desbumi.access.policy import NotAllowed
from desbumi.book import erasing, keys
from desbumi.book.models import Conflict, DataKey, Entry, Outcome
from desbumi.book.queries import differing, history
from desbumi.book.verifying import verify
from desbumi.book.writing import writing
from desbumi.people import actions
from desbumi.people.due import due, worded
from desbumi.people.models import Contact, Erasure
from desbumi.people.reactions import go_on

LATER = timedelta(hours=72, minutes=1)


def manager(world, name="dewi"):
    return world.people.get(name) or world.person("programme_manager", "00", name=name)


def second_verifier():
    spec = importlib.util.spec_from_file_location("second", Path(__file__).parents[4] / "tools/verify_book.py")
    second = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(second)

    class Raw:
        def cursor(self):
            return connection.connection.cursor()

    return second.check(Raw())


@pytest.fixture
def forgotten(world):
    """A contact that was erased."""
    contact = world.contact()
    erasure = world.erasure(contact)
    with time_machine.travel(timezone.now() + LATER):
        go_on()
    return contact, erasure


def test_one_person_alone_erases_nobody(world):
    asked = actions.ask_erasure(by=world.leader, contact=world.contact(), reason="Ia meminta")

    with pytest.raises(actions.SecondPerson):
        actions.confirm_erasure(by=world.leader, erasure=asked)
    with time_machine.travel(timezone.now() + timedelta(30)):
        go_on()
    assert asked.refreshed().status == "asked"


def test_two_of_one_office_do_not_decide_where_another_could(world):
    asked = actions.ask_erasure(by=world.leader, contact=world.contact(), reason="Ia meminta")
    colleague = world.person("coordinator", "35.10", name="rekan")

    assert actions.confirm_erasure(by=colleague, erasure=asked).status == "confirmed"  # nobody else is there

    other = actions.ask_erasure(by=world.leader, contact=world.contact("Agus"), reason="Ia meminta")
    office = manager(world)
    with pytest.raises(actions.OtherBody):
        actions.confirm_erasure(by=colleague, erasure=other)
    assert actions.confirm_erasure(by=office, erasure=other).status == "confirmed"


@pytest.mark.parametrize(
    ("role", "code"), [("facilitator", "35.10"), ("administrator", "00"), ("auditor", "00"), ("coordinator", "33.07"), ("village_head", "35.10.04.2003")]
)
def test_who_does_not_decide_about_erasures_neither_asks_nor_confirms_nor_stops(world, role, code):
    asked = actions.ask_erasure(by=world.leader, contact=world.contact(), reason="Ia meminta")
    other, someone = world.contact("Agus"), world.person(role, code, name="orang")

    with pytest.raises(NotAllowed):
        actions.ask_erasure(by=someone, contact=other, reason="x")
    with pytest.raises(NotAllowed):
        actions.confirm_erasure(by=someone, erasure=asked)
    with pytest.raises(NotAllowed):
        actions.stop_erasure(by=someone, erasure=asked)


def test_from_asking_on_the_person_is_on_no_page_and_changed_by_nobody(world, browser_of):
    contact = world.contact()
    link = contact.stands_for
    asked = actions.ask_erasure(by=world.leader, contact=contact, reason="Ia meminta")
    browser = browser_of(world.leader)

    for path in (contact.get_absolute_url(), f"/people/contacts/{contact.pk}/change/", f"/programme/contacts/{link.pk}/remove/"):
        assert browser.get(path).status_code == 404
    assert contact.name not in browser.get(link.get_absolute_url()).content.decode().partition("<main")[2]
    with pytest.raises(actions.ContactLocked):
        actions.change_contact(by=world.leader, contact=contact, name="X")
    with pytest.raises(actions.ErasureAsked):
        actions.ask_erasure(by=world.leader, contact=contact, reason="Lagi")
    assert contact.name in browser.get(asked.get_absolute_url()).content.decode()


def test_until_it_begins_it_can_be_stopped_and_all_is_as_before(world):
    contact = world.contact()
    erasure = world.erasure(contact)

    with time_machine.travel(timezone.now() + timedelta(hours=71)):
        go_on()
        actions.stop_erasure(by=world.leader, erasure=erasure)
    with time_machine.travel(timezone.now() + timedelta(30)):
        go_on()

    assert Contact.objects.get().phone == "+6281233447788"
    assert differing("35.10") == []
    with pytest.raises(actions.ErasureOver):
        actions.stop_erasure(by=world.leader, erasure=erasure)


def test_who_asked_must_still_be_there_when_it_is_confirmed(world):
    asked = actions.ask_erasure(by=world.leader, contact=world.contact(), reason="Ia meminta")
    office = manager(world)
    access.end(by=world.system, assignment=world.leader.assignments.get(), last_day=timezone.localdate())

    with time_machine.travel(timezone.now() + timedelta(2)), pytest.raises(actions.ErasureOver):
        actions.confirm_erasure(by=office, erasure=asked)


def test_what_a_room_holds_is_not_erased(world, monkeypatch):
    contact, held = world.contact(), world.contact("Agus")
    erasure = world.erasure(contact)
    monkeypatch.setattr(erasing, "_holding", [lambda subject: True])

    with pytest.raises(actions.ErasureHeld):
        actions.ask_erasure(by=world.leader, contact=held, reason="Ia meminta")
    with time_machine.travel(timezone.now() + LATER):
        go_on()

    assert erasure.refreshed().status == "confirmed"
    assert contact.refreshed().phone


def test_who_is_erased_is_gone_and_the_book_still_holds(world, forgotten):
    contact, erasure = forgotten

    assert erasure.refreshed().status == "done"
    assert not Contact._base_manager.exists()
    assert not apps.get_model("programme.organisationcontact").objects.exists()
    assert erasure.refreshed().reason == ""
    assert DataKey.objects.using("keys").get(pk=contact.pk).wrapped is None
    assert verify()["broken"] == []
    assert second_verifier() == []
    assert differing() == []


def test_history_says_that_it_was_erased_and_by_whom(world, forgotten, browser_of):
    contact, erasure = forgotten

    lines = history([erasure, contact])
    assert {line.entry.deed for line in lines} >= {"contact.added", "erasure.asked", "erasure.confirmed", "erasure.begun", "erasure.done"}
    assert {line.entry.deed for line in lines if not line.is_erased} == {"erasure.begun", "erasure.done"}
    told = browser_of(world.leader).get(erasure.get_absolute_url()).content.decode()
    assert "Isi catatan ini sudah dihapus" in told
    assert contact.name not in told.partition("<main")[2].replace(world.leader.full_name, "")


def test_nothing_is_ever_written_again_about_who_was_erased(world, forgotten):
    contact, _erasure = forgotten

    with pytest.raises(keys.KeyGone), writing(world.place("35.10"), by=world.system, deed="contact.added") as book:
        book.create(Contact(id=contact.pk, territory=world.place("35.10"), name="Lagi"))


def test_what_deeds_answered_and_conflicts_go_along_and_others_stay(world, browser_of):
    contact, other = world.contact(), world.contact("Agus")
    ops = [str(uuid4()), str(uuid4())]
    browser, place = browser_of(world.leader), world.place("35.10")
    for each, op in zip((contact, other), ops, strict=True):
        browser.post(f"/people/contacts/{each.pk}/change/", {"op": op, "name": f"{each.name} baru", "phone": "0812 3344 7788"})
        with writing(place, by=world.system, deed="conflict.kept") as book:
            book.create(
                Conflict(territory=place, model="people.contact", record=each.pk, subject=each.pk, field="name", offered=b"x", offered_by="system", seen=1)
            )
    world.erasure(contact)

    with time_machine.travel(timezone.now() + LATER):
        go_on()

    assert list(Outcome.objects.filter(pk__in=ops).values_list("pk", flat=True).order_by("pk")) == [Outcome.objects.get(pk=ops[1]).pk]
    assert [each.subject for each in Conflict.objects.all()] == [other.pk]
    assert Contact.objects.get().name == "Agus baru"
    assert browser.post(f"/people/contacts/{other.pk}/change/", {"op": ops[0], "name": "x"}).status_code == 409  # its repeat is known by the book


@pytest.mark.parametrize("stage", ["keys", "rows", "files", "clean"])
def test_whatever_interrupts_it_the_next_day_finishes_it(world, monkeypatch, stage):
    erasure = world.erasure(world.contact())

    def power_cut(*_given):
        raise OSError("power cut")

    with monkeypatch.context() as broken, time_machine.travel(timezone.now() + LATER):
        if stage == "keys":
            broken.setattr(keys, "erase", power_cut)
        elif stage == "rows":
            broken.setattr(erasing, "_answers", power_cut)
        elif stage == "files":
            broken.setattr(erasing, "_forgetting", [power_cut])
        else:
            broken.setattr(erasing, "_clean", power_cut)
        with pytest.raises(OSError, match="power cut"):
            go_on()
    assert erasure.refreshed().status == "begun"
    with time_machine.travel(timezone.now() + LATER + timedelta(1)):
        go_on()

    assert erasure.refreshed().status == "done"
    assert not Contact._base_manager.exists()
    assert verify()["broken"] == []
    assert differing() == []


def test_while_a_copy_of_the_keys_is_out_it_is_named_and_tried_again(world, monkeypatch, browser_of):
    erasure = world.erasure(world.contact())
    erase = keys.erase
    monkeypatch.setattr(keys, "erase", lambda subjects: [*erase(subjects), "kunci USB di lemari"])

    with time_machine.travel(timezone.now() + LATER):
        go_on()
        go_on()  # the same answer is no second entry
        told = browser_of(world.leader).get(erasure.get_absolute_url()).content.decode()
        day = timezone.localdate()
        waiting = worded(world.leader, day, due(world.leader, day))
    monkeypatch.setattr(keys, "erase", erase)
    assert erasure.refreshed().status == "begun"
    assert "kunci USB di lemari" in told
    assert [(each.go, each.what) for each in waiting] == [(erasure.get_absolute_url(), "Sebuah penghapusan menunggu salinan kunci.")]
    with time_machine.travel(timezone.now() + LATER + timedelta(1)):
        go_on()

    assert erasure.refreshed().status == "done"
    assert Entry.objects.filter(deed="erasure.waits").count() == 1


def test_an_erasure_waits_today_for_who_may_confirm_it_and_names_nobody(world, browser_of):
    office = manager(world)
    erasure = actions.ask_erasure(by=world.leader, contact=world.contact(name="Bu Ratih"), reason="Ia meminta")

    told, other = (browser_of(user).get("/desk/today/").content.decode() for user in (office, world.leader))

    assert erasure.get_absolute_url() in told
    assert "Bu Ratih" not in told
    assert erasure.get_absolute_url() not in other


def test_two_people_erase_on_pages(world, browser_of):
    contact, first, second = world.contact(), browser_of(world.leader), browser_of(manager(world))
    asked = first.do(f"/people/contacts/{contact.pk}/erase/", reason="Ia meminta lewat telepon")
    erasure = Erasure.objects.get()

    assert asked.headers["Location"] == erasure.get_absolute_url()
    assert "/confirm/" not in first.get(erasure.get_absolute_url()).content.decode()
    assert "/confirm/" in second.get(erasure.get_absolute_url()).content.decode()
    assert "Ia meminta" not in browser_of(world.person("auditor", "00")).get(erasure.get_absolute_url()).content.decode()
    second.do(f"{erasure.get_absolute_url()}confirm/", seen=erasure.version)
    assert erasure.refreshed().status == "confirmed"
    first.do(f"{erasure.get_absolute_url()}stop/")
    assert Contact.objects.exists()
    assert second.get("/people/erasures/").status_code == 200
