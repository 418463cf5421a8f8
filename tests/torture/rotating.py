"""Keys rotated again and again under writers and readers, the rotation killed at random moments: what rotation is tried on.

python -m tests.torture.rotating SEED KILLS          in DESBUMI_HOME, on the store of DESBUMI_KEYS_URL; tells as JSON what it found

The ring is closed and open in memory, as for a server. Writers make keys and read them back, readers open keys at
random and hold nothing; whatever one of them cannot open is told. Every fifth rotation is let through.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desbumi.settings")
django.setup()

from django.conf import settings  # noqa: E402 -- Django is set up above
from django.db import connections  # noqa: E402

from desbumi.book import keys  # noqa: E402
from desbumi.book.keys import opening, ring, rotating  # noqa: E402
from desbumi.book.models import DataKey  # noqa: E402

MANY, WRITERS, READERS = 120, 2, 1
rotating.BATCH, ring.COST = 20, (1, 1024, 1)


def told_by(which):
    return Path(settings.DESBUMI_HOME) / f"told-{which}"


def known():
    """Acknowledged keys: whose, and by what it is recognised."""
    lines = [line.split() for path in Path(settings.DESBUMI_HOME).glob("told-*") for line in path.read_text().split("\n")[:-1]]
    return {UUID(subject): commitment for subject, commitment in lines}


def write(which, _dice):
    """A key made, read, acknowledged."""
    subject = uuid4()
    keys.ensure([subject])
    with told_by(which).open("a") as file:
        file.write(f"{subject} {keys.of(subject).commitment}\n")


def read(_which, dice):
    """A key that was acknowledged, opened anew."""
    subject, commitment = dice.choice(sorted(known().items()))
    keys.forget_held()
    if keys.of(subject).commitment != commitment or keys.derived("factor") != keys.derived("factor"):
        raise LookupError(subject)


def beside(work, which, seed):
    """A process that works until it is told to end; it exits with 1 at the first thing it cannot do."""
    if child := os.fork():
        return child
    going = []
    signal.signal(signal.SIGTERM, lambda *_told: going.append(0))
    dice = random.Random(seed)
    try:
        while not going:
            work(which, dice)
    except BaseException as problem:  # noqa: BLE001 -- told, and the process ends
        os.write(2, f"{which}: {problem!r}\n".encode())
        os._exit(1)
    os._exit(0)


def rotation():
    """A process that rotates once."""
    if child := os.fork():
        return child
    try:
        keys.rotate()
    except BaseException as problem:  # noqa: BLE001 -- told, and the process ends
        os.write(2, f"rotation: {problem!r}\n".encode())
        os._exit(1)
    os._exit(0)


def main(seed, kills):
    dice = random.Random(seed)
    passphrase = "sawah hijau di pagi hari"
    keys.make_closed_ring(passphrase)
    opening.unlock(opening.opened().roots)
    keys.forget_held()
    for _each in range(MANY):
        write("before", dice)
    factor, first = keys.derived("factor"), opening.opened().roots
    connections.close_all()
    others = [beside(write, f"writer{at}", seed + at) for at in range(WRITERS)] + [beside(read, f"reader{at}", seed - at) for at in range(READERS)]
    killed = interrupted = failed = whole = 0
    while killed < kills:
        child = rotation()
        if whole * 5 <= killed:
            failed, whole = failed + bool(os.waitpid(child, 0)[1]), whole + 1
            continue
        time.sleep(dice.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        killed, interrupted = killed + 1, interrupted + (len(opening.look()[0].numbers) > 1)
    failed += bool(os.waitpid(rotation(), 0)[1])
    for each in others:
        os.kill(each, signal.SIGTERM)
    stopped = sum(bool(os.waitpid(each, 0)[1]) for each in others)
    keys.forget_held()
    now, all_keys = opening.opened(), known()
    unreadable = sum(keys.of(subject).commitment != commitment for subject, commitment in all_keys.items())
    sys.stdout.write(
        json.dumps({
            "seed": seed, "killed": killed, "in the midst": interrupted, "rotations": now.newest - 1, "keys": len(all_keys), "failed": failed + stopped,
            "unreadable": unreadable, "under an old root": DataKey.objects.using("keys").filter(wrapped__isnull=False).exclude(ring=now.newest).count(),
            "roots": len(now.roots), "old root kept": int(any(root in first.values() for root in now.roots.values())),
            "purpose changed": int(keys.derived("factor") != factor),
        })
    )  # fmt: skip
    opening.lock()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
