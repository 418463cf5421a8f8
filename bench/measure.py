"""Measures inside one installation; prints one JSON document. Called by run.py for each database."""

import io
import json
import random
import statistics
import sys
import time
import uuid
from contextlib import contextmanager

import django

django.setup()

from django.db import connection, transaction
from django.test import Client
from PIL import Image

from bench.peers.models import Plain, Tracked
from bench.timing import timed
from desbumi.access.models import Account
from desbumi.book import writing as book_writing
from desbumi.book.actors import System
from desbumi.book.layout import FIRST
from desbumi.book.verifying import verify
from desbumi.book.writing import writing
from desbumi.cli import installation
from desbumi.desk.queries import sheets
from desbumi.papers import printing
from desbumi.papers.actions import keep
from desbumi.papers.cell import Opened, opened
from desbumi.programme.models import Place, Programme
from desbumi.programme.queries import first_programme
from desbumi.territory.models import Territory
from desbumi.territory.queries import find

SECONDS, ROUNDS, MANY = 0.75, 12, 500
dice = random.Random(20261124)


def rate(do):
    """How often something can be done in a second, after a warm-up."""
    for at in range(30):
        do(at)
    done, begun = 0, time.perf_counter()
    while (spent := time.perf_counter() - begun) < SECONDS:
        do(done)
        done += 1
    return done / spent


def more_villages(many):
    """Villages from all over the nation, taken into the programme in the quickest true way."""
    first = first_programme()
    missing = many - Place.objects.count()
    villages = list(Territory.objects.filter(level="village", places__isnull=True).order_by("?")[:missing])
    for start in range(0, len(villages), 500):
        some = villages[start : start + 500]
        with writing(*some, by=System(), deed="place.added") as book:
            book.bulk_create(
                [
                    Place(
                        programme=first, village=village, cohort="expansion", entered_at="candidate", stage=dice.choice(["candidate", "agreement", "outreach"])
                    )
                    for village in some
                ]
            )


@contextmanager
def unsealed():
    """The same write without seal and chain: the payload as it is, no hash."""
    kept = book_writing.seal, book_writing.digest
    book_writing.seal, book_writing.digest = (lambda _header, plain, _cipher: plain), (lambda *_given: FIRST)
    try:
        yield
    finally:
        book_writing.seal, book_writing.digest = kept


def writes():
    """One record changed in one transaction, in one village and over many, beside the peers."""
    places = list(Place.objects.select_related("village").order_by("pk")[:MANY])
    fields = {"programme": uuid.uuid4(), "village": "35.10.04.2003", "cohort": "expansion", "entered_at": "candidate", "stage": "candidate"}
    plain, tracked = Plain.objects.create(**fields), Tracked.objects.create(**fields)

    def ours(place, at):
        with writing(place.village, by=System(), deed="place.paused") as book:
            book.change(place, set_back_because=f"note {at} {time.perf_counter_ns()}")

    def theirs(record, at):
        with transaction.atomic():
            record.note = f"note {at} {time.perf_counter_ns()}"
            record.save()

    rounds = [
        {
            "one village": rate(lambda at: ours(places[0], at)),
            "over many": rate(lambda at: ours(places[at % len(places)], at)),
            "plain save": rate(lambda at: theirs(plain, at)),
            "django-simple-history": rate(lambda at: theirs(tracked, at)),
        }
        for _ in range(ROUNDS)  # short and interleaved, so that a noisy moment falls on all
    ]
    return {name: round(statistics.median(each[name] for each in rounds)) for name in rounds[0]}


def seal_and_chain():
    """What seal and chain add to a write: with and without in turn. Last of all: the books written to without do not verify."""
    place, bare = Place.objects.select_related("village").order_by("pk")[:2]

    def write(place, at):
        with writing(place.village, by=System(), deed="place.paused") as book:
            book.change(place, set_back_because=f"note {at} {time.perf_counter_ns()}")

    with_, without = [], []
    for _ in range(ROUNDS):
        with_.append(rate(lambda at: write(place, at)))
        with unsealed():
            without.append(rate(lambda at: write(bare, at)))
    return {"with": round(statistics.median(with_)), "without": round(statistics.median(without))}


def misspelt(name):
    """A name as a tired hand writes it."""
    letters = list(name)
    for _ in range(dice.choice([0, 1, 1, 2])):
        at = dice.randrange(len(letters))
        kind = dice.choice(["drop", "double", "swap", "other"])
        if kind == "drop" and len(letters) > 4:
            del letters[at]
        elif kind == "double":
            letters.insert(at, letters[at])
        elif kind == "swap" and at:
            letters[at - 1], letters[at] = letters[at], letters[at - 1]
        else:
            letters[at] = dice.choice("aiueonrst")
    return "".join(letters)


def searches():
    """Territory search over misspelt names, a third with a place above behind them."""
    villages = list(Territory.objects.filter(level="village").order_by("?").select_related("parent__parent")[:600])
    asked = [f"{misspelt(village.name)} {village.parent.parent.short_name}" if at % 3 == 0 else misspelt(village.name) for at, village in enumerate(villages)]
    begun = time.perf_counter()
    find("warm up")
    first = time.perf_counter() - begun
    found = [0]

    def ask(at):
        found[0] += villages[at] in find(asked[at])

    told = timed(ask, len(asked))
    return {**told, "first_ms": round(first * 1000), "found_in_first_20": round(found[0] / len(asked), 3)}


def files():
    """A file of 5 MB sealed, laid down and entered in the book; and one opened in the cell."""
    village, content = Territory.objects.get(pk="35.10.04.2003"), dice.randbytes(5 * 1024**2)
    kept = timed(lambda _at: keep(by=System(), territory=village, opened=Opened("a.pdf", "application/pdf", content)), 20)
    drawn = io.BytesIO()
    Image.effect_noise((3000, 2250), 60).convert("RGB").save(drawn, "JPEG", quality=88)
    return {"kept": kept, "photo, MB": round(len(drawn.getvalue()) / 1024**2, 1), "opened": timed(lambda _at: opened(drawn.getvalue(), "a.jpg"), 5)}


def board():
    """The board of a programme manager, at the server: all middleware, view and template."""
    manager = Account.objects.get(name="dewi")
    client = Client()
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["factor_added"], session["seen_at"] = True, int(time.time())
    session.save()
    told = {}
    for path in ("/programme/board/", "/programme/board/?regency=35.10", "/programme/villages/?stage=candidate", "/programme/"):
        assert client.get(path, HTTP_HOST="localhost").status_code == 200
        told[path] = timed(lambda _at, path=path: client.get(path, HTTP_HOST="localhost"), 40)
    return told


def letters():
    """A village's sheet as PDF/A, each with other words: what the press takes once its process is warm, and with the questions before it."""
    lead, village = Account.objects.get(name="lilik"), Territory.objects.select_related("parent__parent").get(pk="35.10.04.2003")
    told = sheets.village_sheet(lead, village)
    printing.sheet("village.typ", title="Lembar desa", place=village, told=told)

    def other(at):
        return told | {"people": [{"name": f"Orang {at}", "more": f"kader {at}"} for _ in range(6)]}

    return {
        "press": timed(lambda at: printing.sheet("village.typ", title="Lembar desa", place=village, told=other(at)), 100),
        "with its questions": timed(
            lambda _at: printing.sheet("village.typ", title="Lembar desa", place=village, told=sheets.village_sheet(lead, village)), 40
        ),
        "bytes": len(printing.sheet("village.typ", title="Lembar desa", place=village, told=told)),
    }


def main():
    installation.make(is_empty=False, progress=lambda _done, _of: None)
    with connection.schema_editor() as editor:
        for model in (Plain, Tracked, Tracked.history.model):
            editor.create_model(model)
    assert Programme.objects.exists()
    told = {}
    more_villages(MANY)
    told["writes a second"] = writes()
    more_villages(10_000)
    told["villages on the board"] = Place.objects.count()
    told["board"] = board()
    told["file of 5 MB"] = files()
    told["search"] = searches()
    told["letter as PDF/A"] = letters()
    begun = time.perf_counter()
    verdict = verify()
    told["verified a second"] = round(verdict["entries"] / (time.perf_counter() - begun))
    told["entries"] = verdict["entries"]
    assert verdict["broken"] == []
    told["seal and chain"] = seal_and_chain()
    sys.stdout.write(json.dumps(told))


main()
