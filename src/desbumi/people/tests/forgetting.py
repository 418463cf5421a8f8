"""For any number of people: plant strings, see that they are there, erase, look for them everywhere."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import time_machine
from django.conf import settings
from django.utils import timezone

from desbumi.book.models import Outcome
from desbumi.book.once import keep
from desbumi.book.queries import differing
from desbumi.book.verifying import verify
from desbumi.people import actions
from desbumi.people.models import Erasure
from desbumi.people.reactions import go_on
from desbumi.testing.scanning import files_of_the_databases, scan

PLANTED = 20
LATER = timedelta(hours=72, minutes=1)


def words_of(at):
    """Twenty strings that stand nowhere else: nine names, nine offices, a sentence of an answer, a reason."""
    return [f"tanam{at:04}x{number:02}q" for number in range(PLANTED)]


def plant(world, at):
    """A contact with twenty strings: in the row as it is and was, in the book, in a kept answer, in the reason of the erasure."""
    words = words_of(at)
    contact = world.contact(name=words[0], office=words[1], phone=f"0812{at:04}7788")
    for number in range(2, PLANTED - 2, 2):
        op = uuid4()
        actions.change_contact(by=world.leader, contact=contact, name=words[number], office=words[number + 1], phone=f"0813{at:04}{number:02}88", op=op)
        keep(world.leader, op, {"to": "/", "says": f"{words[number]}, {words[-2]}"})
    return contact, words[-1]


def places():
    """Where a thief would look: databases with logs and shared memory, and the whole folder of the installation with keys and files."""
    return [*files_of_the_databases(), Path(settings.DESBUMI_HOME)]


def forget_many(world, many):
    """Plant, erase and scan; returns how many strings were found before and after."""
    planted = [plant(world, at) for at in range(many)]
    kept = world.contact(name="tetaptinggal", office="pengurus")
    wanted = [word for at in range(many) for word in words_of(at)]
    before = scan(wanted, places())
    for contact, reason in planted:
        world.erasure(contact, reason)

    with time_machine.travel(timezone.now() + LATER):
        go_on()

    after = scan(wanted, places())
    assert set(Erasure.objects.order_by().values_list("status", flat=True)) == {"done"}
    assert verify()["broken"] == []
    assert differing() == []
    assert kept.refreshed().phone == "+6281233447788"
    assert not any("tanam" in each.get("says", "") for each in Outcome.objects.order_by().values_list("answer", flat=True))
    return {word for words in before.values() for word in words}, after
