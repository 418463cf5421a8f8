"""Measures the register of people inside one installation, at one size; prints one JSON document. Called by run.py.

python bench/people.py SIZE [quality]
"""

import csv
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from uuid import UUID

import django

django.setup()

from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from bench.clients import client_of
from bench.timing import timed
from bench.villagers import Villagers
from desbumi.access import actions as access
from desbumi.access import reading
from desbumi.access.models import Account
from desbumi.book.actors import System
from desbumi.book.writing import writing
from desbumi.cli import installation
from desbumi.people import actions
from desbumi.people.models import Person, Relative
from desbumi.people.queries import finding, pairs
from desbumi.people.rules import names
from desbumi.people.rules.pairs import THRESHOLD
from desbumi.people.search import keeping
from desbumi.territory.models import Territory

REGENCY, RUN, ASKED = "35.10", 2_500, 2_400
dice = random.Random(20261126)
PART = {"HX-Request": "true", "HX-Request-Type": "partial"}


def row_of(one, village):
    return Person(
        village=village, name=one.name, called=one.called, sex=one.sex, born_on=one.born, born_year=one.year, hamlet=one.hamlet, rt=one.rt, nik=one.nik,
        phone=one.phone,
    )  # fmt: skip


def fill(size, villagers, villages, leader):
    """So many people in one regency, by deeds, with all of it in the book; returns them and how many a second."""
    made, begun, spent = [], 0.0, 0.0
    by_village = defaultdict(list)
    for _ in range(size):
        one = villagers.one()
        by_village[one.village].append(one)
    for code, those in by_village.items():
        for start in range(0, len(those), RUN):
            some = those[start : start + RUN]
            rows = [row_of(one, villages[code]) for one in some]
            begun = time.perf_counter()
            actions.add_many(by=leader, village=villages[code], people=rows)
            spent += time.perf_counter() - begun
            for one, row in zip(some, rows, strict=True):
                one.key = row.pk.hex
            made += some
    return made, round(size / spent)


def relate(people, villages, leader, most=100_000):
    """Husbands, wives and mothers of some, as the search is to find people by them."""
    by_village = defaultdict(list)
    for one in people[:most]:
        by_village[one.village].append(one)
        one.is_related = True
    for code, those in by_village.items():
        rows = Person.objects.in_bulk([one.key for one in those])
        rows = {pk.hex: row for pk, row in rows.items()}
        told = [
            Relative(person=rows[one.key], relation=kind, name=name) for one in those for kind, name in (("spouse", one.spouse), ("mother", one.mother)) if name
        ]
        with writing(villages[code], by=leader, deed="relative.added") as book:
            book.bulk_create(told)
            keeping.keep(list(rows.values()))


def pages(account, people):
    """List, search as typed, person, duplicate check at entry: the whole request, all middleware, view and template."""
    reading.SEARCHES = reading.DAILY = 10**9
    client, some = client_of(account), dice.sample(people, min(300, len(people)))
    villagers = Villagers([])
    asked = [villagers.question(one)[0] for one in some]

    def get(path, **told):
        answer = client.get(path, told, headers=PART if told else {}, HTTP_HOST="localhost")
        assert answer.status_code == 200, (path, answer.status_code)

    get("/people/persons/")
    found = {"search": timed(lambda at: get("/people/persons/", text=asked[at]), len(asked))}
    found["search, no hit"] = timed(lambda at: get("/people/persons/", text=f"zqxw{at} brtk"), 60)
    found["list"] = timed(lambda _at: get("/people/persons/"), 40)
    found["list, page 100"] = timed(lambda _at: get("/people/persons/", page="100"), 20)
    found["person"] = timed(lambda at: get(f"/desk/persons/{UUID(some[at].key)}/"), 60)
    found["duplicate check at entry"] = timed(
        lambda at: get("/people/persons/new/", village=some[at].village, name=some[at].name, born=str(some[at].year or "")), 60
    )
    found["questions of the list"] = questions(lambda: get("/people/persons/"))
    found["questions of a person"] = questions(lambda: get(f"/desk/persons/{UUID(some[0].key)}/"))
    return found


def questions(do):
    """How many statements; what only begins or ends a transaction is none."""
    with CaptureQueriesContext(connection) as queries:
        do()
    return sum(each["sql"].split()[0] not in ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET") for each in queries)


def as_admin_does(people):
    """The same list and search as Django's admin asks them: every word in every field by icontains, a count of it, a count of all, the newest hundred."""
    some = dice.sample(people, min(40, len(people)))
    villagers = Villagers([])

    def listed(rows):
        rows.count()
        Person.objects.count()
        list(rows.order_by("-pk").defer("nik", "phone")[:100])

    def searched(text):
        rows = Person.objects.all()
        for word in text.split():
            rows = rows.filter(Q(name__icontains=word) | Q(called__icontains=word) | Q(hamlet__icontains=word))
        listed(rows)

    return {
        "list": timed(lambda _at: listed(Person.objects.all()), 10),
        "search": timed(lambda at: searched(villagers.question(some[at])[0]), len(some)),
    }


def quality(people, cadres):
    """Recall at 1 and at 5 of labelled questions, asked by the cadre of the person's village; beside icontains on name and nickname."""
    villagers, ours, theirs, kinds = Villagers([]), [0, 0], [0, 0], defaultdict(lambda: [0, 0, 0])
    some = [dice.choice(people) for _ in range(ASKED)]
    for one in some:
        text, kind = villagers.question(one)
        found = [each.person.pk.hex for each in finding.find(cadres[one.village], text, limit=5)]
        rows = Person.objects.filter(village=one.village)
        for word in text.split():
            rows = rows.filter(Q(name__icontains=word) | Q(called__icontains=word))
        plain = [pk.hex for pk in rows.order_by("name", "id").values_list("pk", flat=True)[:5]]
        for told, answers in ((ours, found), (theirs, plain)):
            told[0] += answers[:1] == [one.key]
            told[1] += one.key in answers
        kinds[kind][0] += 1
        kinds[kind][1] += one.key in found
        kinds[kind][2] += one.key in plain
    return {
        "questions": len(some), "recall at 1": round(ours[0] / len(some), 3), "recall at 5": round(ours[1] / len(some), 3),
        "icontains at 1": round(theirs[0] / len(some), 3), "icontains at 5": round(theirs[1] / len(some), 3),
        "by kind, at 5": {kind: {"asked": all_of, "ours": round(hit / all_of, 3), "icontains": round(plain / all_of, 3)} for kind, (all_of, hit, plain) in sorted(kinds.items())},
    }  # fmt: skip


def duplicates(people, villages, leader, many=1_500):
    """Twins by another hand, and as many others: precision and recall of ours, of exact matching and of Splink on the same people."""
    villagers = Villagers(list(villages))
    originals = dice.sample([one for one in people if len(names.words(one.name)) > 0], many)
    twins = [villagers.twin(one) for one in originals]
    by_village = defaultdict(list)
    for twin in twins:
        by_village[twin.village].append(twin)
    for code, those in by_village.items():
        rows = [row_of(one, villages[code]) for one in those]
        actions.add_many(by=leader, village=villages[code], people=rows)
        for one, row in zip(those, rows, strict=True):
            one.key = row.pk.hex
    relate(twins, villages, leader)
    true = {frozenset((twin.key, twin.same_as)) for twin in twins}
    looked = [*twins, *dice.sample(people, many)]
    at = {one.key for one in looked}
    begun = time.perf_counter()
    ours = {}
    for one in looked:
        row = Person.objects.get(pk=one.key)
        for each in pairs.alike(row, least=0):
            ours[frozenset((row.pk.hex, each.person.pk.hex))] = each.likeness
    spent = (time.perf_counter() - begun) / len(looked)
    everyone = [*people, *twins]
    keys = defaultdict(list)
    for one in everyone:
        keys[(names.key(one.name), one.born or one.year)].append(one.key)
    exact = {frozenset((first, second)) for those in keys.values() for first in those for second in those if first != second and (first in at or second in at)}
    told = {"pairs that are true": len(true), "people": len(everyone), "a person compared, ms": round(spent * 1000, 1)}
    for least in (40, THRESHOLD, 60, 70):
        told[f"ours, from {least} points"] = score({pair for pair, points in ours.items() if points >= least}, true)
    told["exact matching"] = score(exact, true)
    told["Splink"] = splinked(everyone, at, true)
    return told


def score(found, true):
    hit = len(found & true)
    precision, recall = hit / max(1, len(found)), hit / len(true)
    return {"precision": round(precision, 3), "recall": round(recall, 3), "F1": round(2 * precision * recall / max(0.001, precision + recall), 3)}


def splinked(everyone, at, true):
    """Splink on the same people: blocked by sound and number, trained without labels, its best threshold of three."""
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    con = duckdb.connect()
    columns = ("unique_id", "name", "heard", "first", "last", "sex", "born", "year", "hamlet", "village", "nik", "phone", "spouse", "mother")
    con.execute(f"CREATE TABLE people ({', '.join(f'{each} VARCHAR' for each in columns)})")
    rows = [
        (
            one.key, names.key(one.name), " ".join(sorted(names.sounds(one.name))), (names.sounds(one.name) or [""])[0], (names.sounds(one.name) or [""])[-1],
            one.sex or None, one.born.isoformat() if one.born else None, str(one.year) if one.year else None, one.hamlet or None, one.village, one.nik or None,
            one.phone or None, names.key(one.spouse) or None, names.key(one.mother) or None,
        )
        for one in everyone
    ]  # fmt: skip
    with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as file:  # row by row it takes minutes
        csv.writer(file).writerows([["" if value is None else value for value in row] for row in rows])
        file.flush()
        con.execute(f"COPY people FROM '{file.name}' (FORMAT csv, NULLSTR '')")
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=[block_on("heard"), block_on("first", "village"), block_on("last", "village"), block_on("nik"), block_on("phone")],
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8]), cl.ExactMatch("sex"), cl.LevenshteinAtThresholds("born", [1, 2]), cl.ExactMatch("year"),
            cl.ExactMatch("hamlet"), cl.ExactMatch("village"), cl.ExactMatch("nik"), cl.ExactMatch("phone"), cl.JaroWinklerAtThresholds("spouse", [0.9]),
            cl.JaroWinklerAtThresholds("mother", [0.9]),
        ],
    )  # fmt: skip
    frame = DuckDBAPI(connection=con).register("people")
    linker = Linker(frame, settings)
    linker.training.estimate_probability_two_random_records_match([block_on("nik"), block_on("heard", "born")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in (block_on("heard"), block_on("born")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.1).as_record_list()
    best = None
    for least in (0.5, 0.9, 0.99):
        pairs_found = [(each["unique_id_l"], each["unique_id_r"]) for each in found if each["match_probability"] >= least]
        got = {frozenset(each) for each in pairs_found if each[0] in at or each[1] in at}
        told = {"from": least, **score(got, true)}
        best = told if best is None or told["F1"] > best["F1"] else best
    return best


def main():
    size, wants_quality = int(sys.argv[1]), "quality" in sys.argv[2:]
    installation.make(is_empty=False, progress=lambda _done, _of: None)
    villages = {each.code: each for each in Territory.objects.filter(level="village", code__startswith=f"{REGENCY}.").order_by("code")}
    leader = Account.objects.get(name="lilik")
    people, rate = fill(size, Villagers(list(villages)[: max(4, min(len(villages), size // RUN))]), villages, leader)
    relate(people, villages, leader)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    told = {"people": size, "registered a second": rate, "pages": pages(leader, people), "as Django's admin asks": as_admin_does(people)}
    if wants_quality:
        cadres = {}
        for code, village in villages.items():
            cadres[code] = access.invite(by=System(), name=f"kader-{code.replace('.', '-')}", full_name="Kader", role="cadre", territory=village)
        told["finding"] = quality(people, cadres)
        told["duplicates"] = duplicates(people, villages, leader)
    json.dump(told, sys.stdout)


main()
