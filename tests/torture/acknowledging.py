"""A program that does deeds and acknowledges each: what a power cut, a kill or a full disk is tried on.

python -m tests.torture.acknowledging prepare          an installation with a small register in DESBUMI_HOME
python -m tests.torture.acknowledging work MANY        MANY deeds; after each its op is written to stdout, in one write
python -m tests.torture.acknowledging again            for each line on stdin a child that works until it is killed

DESBUMI_TORTURE_PRAGMA sets a pragma first (`synchronous=NORMAL`): how a test shows that it would see the fault.
DESBUMI_TORTURE_FILLER names a file that is removed after three refusals: someone makes room, and work goes on.
"""

import os
import sys
from pathlib import Path
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 -- Django is set up above
from django.db import DatabaseError, connections  # noqa: E402

from desbumi.access import actions as access  # noqa: E402
from desbumi.book import keys  # noqa: E402
from desbumi.book.actors import System  # noqa: E402
from desbumi.book.constraints import storage_refusal  # noqa: E402
from desbumi.book.writing import writing  # noqa: E402
from desbumi.papers import actions as papers  # noqa: E402
from desbumi.papers.cell import Opened  # noqa: E402
from desbumi.refusals import Refusal  # noqa: E402
from desbumi.territory import register  # noqa: E402
from desbumi.territory.models import Territory  # noqa: E402
from desbumi.testing.world import World  # noqa: E402

PLACES = ("35.10", "33.07.01", "32.12.01", "33.05.01", "35.09.01", "52.02.01", "53.13.01")
VILLAGE = "35.10.04.2003"
PAPER = Opened("notulen.pdf", "pdf", b"%PDF-1.7 " + b"notulen " * 500, 1, None, None)
OFTEN = 20  # pages between two checkpoints, so that many happen


def prepare():
    """An installation as `init` makes it, with a part of the register."""
    keys.make_ring()
    for alias in connections:
        call_command("migrate", database=alias, verbosity=0, interactive=False)
    register.load(only=PLACES)
    World().founded()


def work(many):
    """One village's place changed again and again; every fourth deed lets a person in, whose data key is new, every eighth keeps a file."""
    for alias in connections:
        if connections[alias].vendor == "sqlite":
            cursor = connections[alias].cursor()
            cursor.execute(f"PRAGMA wal_autocheckpoint={OFTEN}")
            if pragma := os.environ.get("DESBUMI_TORTURE_PRAGMA"):
                cursor.execute(f"PRAGMA {pragma}")
    world = World()
    place, village = world.village(), Territory.objects.get(pk=VILLAGE)
    for at in range(many):
        op = uuid4()
        if tried(lambda op=op, at=at: deed(at, op, place, village)):
            os.write(1, f"{op.hex}\n".encode())


def tried(do):
    """Whether it was done; if not, why is said by its code. A mistake of ours is raised."""
    try:
        do()
    except Refusal as refusal:
        refused(refusal)
    except DatabaseError as problem:
        refusal = storage_refusal(problem)
        if refusal is None:
            raise
        refused(refusal)
    else:
        return True
    return False


def deed(at, op, place, village):
    """One deed of the program's own: a person let in, a file kept, or a place changed."""
    if at % 4 == 3:
        access.invite(by=System(), name=f"orang-{op.hex}", full_name=f"Orang {at}", role="cadre", territory=village, op=op)
        return
    if at % 8 == 5:
        papers.keep(by=System(), territory=village, opened=PAPER, op=op)
        return
    with writing(village, by=System(), deed="place.set_back", op=op) as book:
        book.change(place, set_back_because=op.hex)


refusals = []


def refused(refusal):
    """What a person would be told, by its code; whoever was told three times makes room."""
    os.write(2, f"{refusal.code}\n".encode())
    refusals.append(refusal.code)
    filler = os.environ.get("DESBUMI_TORTURE_FILLER")
    if filler and len(refusals) == 3:
        Path(filler).unlink()


def again():
    """A parent that has everything loaded; its children open connections of their own."""
    connections.close_all()
    for _line in sys.stdin:
        if (child := os.fork()) == 0:
            os.write(1, f"pid {os.getpid()}\n".encode())
            work(1_000_000)
        os.waitpid(child, 0)
        os.write(1, b"end\n")


if __name__ == "__main__":
    {"prepare": prepare, "work": lambda: tried(lambda: work(int(sys.argv[2]))), "again": again}[sys.argv[1]]()
