"""Of whom was erased nothing is found in any file; killed in the midst of it, it is taken up."""

import base64
import os
import signal
import zlib
from datetime import timedelta

import pytest
import time_machine
from django.db import connection, connections
from django.utils import timezone

from desbumi.book import erasing, keys
from desbumi.book.queries import differing
from desbumi.book.verifying import verify
from desbumi.people.models import Contact
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
