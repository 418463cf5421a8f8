"""Of whom was erased nothing is found in any file; killed in the midst of it, it is taken up."""

import base64
import os
import signal
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from desbumi.book import erasing, keys
from desbumi.book.queries import differing
from desbumi.book.verifying import verify
from desbumi.papers.cell import Opened
from desbumi.papers.tests import samples
from desbumi.people import actions as people
from desbumi.people.models import Clue, Contact, Household, Pair, Person, Relative, RightsRequest
from desbumi.people.queries.finding import find
from desbumi.people.reactions import go_on
from desbumi.people.tests.forgetting import LATER, forget_many, places, words_of
from desbumi.territory import register
from desbumi.territory.models import Edition
from desbumi.testing.fixtures import PLACES
from desbumi.testing.scanning import scan
from desbumi.testing.world import World

real = pytest.mark.django_db(databases=["default", "keys"], transaction=True)
FEW = 5


@pytest.fixture
def open_world():
    """A world outside of a test's transaction: files are cleaned only there."""
    keys.make_ring()
    keys.forget_held()
    if not Edition.objects.exists():
        register.load(only=PLACES)
    made = World()
    made.founded()
    return made


@pytest.mark.once
def test_a_word_is_found_however_it_is_hidden_in_a_file(tmp_path):
    word, ways = "Sriwati binti Sukri", []
    plain = word.encode()
    ways = [plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain.hex().encode(), plain.hex().upper().encode(), zlib.compress(b"x" + plain)]
    ways += [base64.b64encode(b"z" * before + plain + b"y") for before in range(4)]
    for at, content in enumerate(ways):
        (tmp_path / str(at)).write_bytes(b"\x00\x78\x9cab" + content + b"\xff")
    (tmp_path / "nothing").write_bytes(b"Sriwati binti Sukra")

    assert set(scan([word], [tmp_path])) == {str(at) for at in range(len(ways))}


@real
def test_of_five_people_with_twenty_strings_each_nothing_is_left_in_any_file(open_world, tell):
    before, after = forget_many(open_world, FEW)

    tell(subjects=FEW, strings=FEW * len(words_of(0)), found_before=len(before), left=sum(len(words) for words in after.values()))
    if connection.vendor == "sqlite":
        assert len(before) >= FEW * 10  # the scan sees what there is: rows, what rows were, kept answers
    assert after == {}


@real
def test_killed_in_the_midst_it_is_taken_up_by_the_next(open_world):
    for at, step in enumerate(("_with_subject", "_answers", "_clean")):  # the key is gone; rows are half gone; all but the files is done
        contact = open_world.contact(name=words_of(at)[0], office=words_of(at)[1])
        erasure = open_world.erasure(contact, words_of(at)[-1])

        killed_at(step)

        assert erasure.refreshed().status == "begun"
        with time_machine.travel(timezone.now() + LATER + timedelta(1)):
            go_on()
        assert erasure.refreshed().status == "done"
        assert not Contact._base_manager.exists()
        assert verify()["broken"] == []
        assert differing() == []
        assert scan(words_of(at), places()) == {}


def killed_at(step):
    """Another process goes on with the erasures and is killed when it comes to a step."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        setattr(erasing, step, lambda *_given: os.kill(os.getpid(), signal.SIGKILL))
        with time_machine.travel(timezone.now() + LATER):
            go_on()
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    keys.forget_held()
    assert os.WTERMSIG(status) == signal.SIGKILL


# A person of the register, with all that hangs on her

HERS = {
    "name": "Sriwahyuniyatun", "called": "Makyahtunan", "spelt": "Sriewahjoenijatoen", "earlier": "Sriwahyunyatunx", "birthplace": "Banjarsariyatan", "nik": "3510046502847753",
    "phone": "81299887753", "card": "3510040101997753", "kin": "Kangmasparjanyata", "witness": "Buerteyatanwit", "reason": "Iamemintasendiriyatan", "words": "Mohonsalinanyatan",
    "note": "Diserahkanyatan",
}  # fmt: skip


def full_life(world):
    """A person with names past and present, numbers, a household of her own, relatives, consents with a paper, requests, a twin that was merged, a list."""
    by = world.officer()
    person = world.resident(HERS["earlier"], called=HERS["called"], nik=HERS["nik"], phone=f"0{HERS['phone']}")
    people.change_names(
        by=by, person=person, name=HERS["name"], called=HERS["called"], other_names=HERS["spelt"], sex="female", born="25-2-1984", birthplace=HERS["birthplace"]
    )
    people.set_up_household(by=by, person=person.refreshed(), card=HERS["card"])
    people.add_relative(by=by, person=person, relation="spouse", name=HERS["kin"], phone="0812 5555 7753")
    paper = Opened("persetujuan.pdf", "application/pdf", samples.pdf(), pages=1)
    people.record_consent(
        by=by, person=person, purpose="share", answer="yes", manner="spoken", witness=HERS["witness"], given_on=person.village.today, scans=[paper]
    )  # fmt: skip
    people.unmask(by=by, person=person, number="nik", reason="letter")
    asked = people.ask_right(by=by, person=person, kind="file", words=HERS["words"], asked_on=person.village.today)
    people.answer_right(by=by, request=asked, answer=HERS["note"])
    people.export(by=world.leader, territory=person.village, purpose="duty", receiver="Disnaker")
    twin = world.resident(HERS["name"], village="35.10.04.2003", nik=HERS["nik"])
    people.record_consent(by=by, person=twin, purpose="photo", answer="yes", given_on=twin.village.today)
    people.set_photo(by=by, person=twin, scans=[Opened("foto.png", "image/png", samples.photo(), width=640, height=480)])
    people.merge(by=by, pair=people.pair_up(by=by, person=person, other=twin), keep="first" if person.pk.hex < twin.pk.hex else "second")
    friend = world.resident("Painah")
    people.add_relative(by=by, person=friend, relation="sibling", registered=person.refreshed())
    people.pair_up(by=by, person=friend, other=person.refreshed())
    contact = world.contact(HERS["name"], phone=f"0{HERS['phone']}")
    people.join_contact(by=world.leader, contact=contact, person=person.refreshed())
    return person.refreshed(), friend


@real
def test_of_a_person_with_all_that_hangs_on_her_nothing_is_left_anywhere(open_world, tell):
    person, friend = full_life(open_world)
    open_world.settle()
    words = list(HERS.values())
    files_before = len(list((Path(settings.DESBUMI_HOME) / "media").rglob("*")))
    erasure = people.ask_to_forget(by=open_world.officer(), person=person, reason=HERS["reason"])
    people.confirm_erasure(by=open_world.leader, erasure=erasure)
    before = scan(words, places())

    with time_machine.travel(timezone.now() + LATER):
        go_on()

    after = scan(words, places())
    tell(strings=len(words), found_before=sum(len(found) for found in before.values()), left=sum(len(found) for found in after.values()))
    assert after == {}
    if connection.vendor == "sqlite":
        assert {HERS["name"], HERS["called"], HERS["spelt"].lower()} & set().union(*before.values())
    assert erasure.refreshed().status == "done"
    assert [each.name for each in Person._base_manager.all()] == ["Painah"]
    assert [Relative._base_manager.count(), Pair.objects.count(), Household._base_manager.count(), RightsRequest.objects.count()] == [0, 0, 0, 0]
    assert not Contact._base_manager.filter(name=HERS["name"]).exists()
    assert len(list((Path(settings.DESBUMI_HOME) / "media").rglob("*"))) < files_before
    assert not Clue.objects.filter(heard__contains="jatun").exists()
    assert find(open_world.officer(), HERS["name"]) == []
    assert [each.person for each in find(open_world.officer(), "painah")] == [friend]
    assert verify()["broken"] == []
    assert differing() == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO people_sounding_fts(people_sounding_fts, rank) VALUES ('integrity-check', 1)")


@real
def test_a_household_in_which_others_live_stays_when_one_is_forgotten(open_world):
    by = open_world.officer()
    person, husband = open_world.resident("Siti"), open_world.resident("Slamet")
    people.join_household(by=by, person=person, of=husband, relation="spouse")
    erasure = people.ask_to_forget(by=by, person=person.refreshed(), reason="Ia meminta")
    people.confirm_erasure(by=open_world.leader, erasure=erasure)

    with time_machine.travel(timezone.now() + LATER):
        go_on()

    assert erasure.refreshed().status == "done"
    assert Household.objects.get().members.get() == husband
    assert differing() == []
