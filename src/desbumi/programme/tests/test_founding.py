"""A founding document is loaded whole or not at all."""

import copy
import json
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desbumi.book.models import Entry
from desbumi.programme import actions, founding
from desbumi.programme.models import Organisation
from desbumi.programme.queries import facts, first_programme
from desbumi.refusals import Refusal
from desbumi.testing.world import founding_text

TOLD = json.loads(founding_text())


def changed(path, value):
    told = copy.deepcopy(TOLD)
    spot = told
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = value
    return json.dumps(told)


def test_the_facts_shown_are_those_of_the_file(world):
    told = facts(world.system, first_programme())

    assert told["programme"] == TOLD["programme"]
    assert told["organisations"] == [
        {key: value for key, value in row.items() if key != "territory"} | ({"territory": row["territory"]} if "territory" in row else {})
        for row in TOLD["organisations"]
    ]
    assert told["agreements"] == TOLD["agreements"]
    assert [(row["code"], row["name"], row["province"]) for row in told["regencies"]] == [
        (row["code"], row["name"], row["province"]) for row in TOLD["regencies"]
    ]
    assert {row["code"]: row["implementers"] for row in told["regencies"] if row["implementers"]} == {"35.10": ["migrant-care-banyuwangi"]}
    assert [{key: row[key] for key in ("code", "name", "district", "cohort")} for row in told["villages"]] == TOLD["villages"]
    assert (told["events"], told["pillars"]) == ([TOLD["event"]], TOLD["pillars"])


def test_the_same_file_again_changes_nothing(world):
    before = Entry.objects.count()

    world.founded()

    assert Entry.objects.count() == before


def test_loading_again_leaves_what_people_did(world):
    world.step(world.village(), "signed")

    world.founded()

    assert world.village().stage == "agreement"


def test_a_changed_name_is_one_entry(world):
    before = Entry.objects.count()

    actions.load(by=world.system, text=changed(["organisations", 0, "name"], "Migrant CARE"))

    assert Organisation.objects.get(key="migrant-care").name == "Migrant CARE"
    assert Entry.objects.count() == before + 1


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (["vilages"], [], "villages"), (["villages", 2, "cohrt"], "existing", "villages 3"), (["villages", 0, "code"], "35.10.99.9999", "35.10.99.9999"),
        (["villages", 0, "name"], "Kendalrejo", "Kedunggebang"), (["villages", 0, "cohort"], "new", "existing"), (["villages", 0, "joined_on"], "31 Mei", "2026-11-24"),
        (["agreements", 0, "date"], "kemarin", "agreements 1"), (["agreements", 0, "parties"], ["nobody"], "nobody"), (["regencies", 4, "implementer"], "nobody", "regencies 5"),
        (["villages"], {}, "villages"),
        (["organisations", 2, "territory"], "33.07", "organisations 3"),
        (["villages", 0], {"code": "35.10", "name": "Banyuwangi", "cohort": "existing"}, "villages 1"),
        (["regencies", 0], {"code": "35.10.04", "name": "Tegaldlimo"}, "regencies 1"), (["event", "weight"], 0.5, "0.5"),
        (["event", "name"], "a\x00b", "huruf"), (["source"], "\ud800", "huruf"), (["programme"], [], "programme"), (["villages", 0], "Kedunggebang", "villages 1"), (["agreements", 0, "date"], 20261124, "agreements 1"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_place_and_nothing_is_written(world, path, value, says):
    before = Entry.objects.count()

    with pytest.raises(founding.FileWrong) as refused:
        actions.load(by=world.system, text=changed(path, value))

    assert says in str(refused.value)
    assert Entry.objects.count() == before


@pytest.mark.parametrize("at", [0, 1, 500, len(founding_text()) - 3])
def test_a_file_cut_in_half_is_refused(world, at):
    with pytest.raises(founding.FileUnreadable):
        actions.load(by=world.system, text=founding_text()[:at])


anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.lists(st.text(max_size=4), max_size=2)
    | st.dictionaries(st.text(max_size=4), st.integers(), max_size=2)
)
spots = st.sampled_from(
    [["source"], ["programme", "name"], ["organisations", 0], ["organisations", 0, "key"], ["organisations", 2, "territory"], ["agreements", 0, "level"],
     ["agreements", 0, "parties"], ["agreements", 0, "scope"], ["agreements", 0, "status"], ["regencies", 0, "code"], ["regencies", 4, "implementer"],
     ["villages", 0, "code"], ["villages", 0, "name"], ["villages", 0, "district"], ["pillars"], ["pillars", 0], ["event"], ["villages"], ["programme"]]
)  # fmt: skip


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=spots, value=anything)
def test_whatever_stands_in_a_file_is_loaded_or_refused_in_words(world, path, value):
    before = Entry.objects.count()
    with suppress(Refusal):
        actions.load(by=world.system, text=changed(path, value))
        before = Entry.objects.count()

    assert Entry.objects.count() == before
    assert facts(world.system, first_programme())


def test_a_file_nested_without_end_is_refused(world):
    deep = founding_text().replace('"event": {', '"event": {"deep": ' + "[" * 5000 + "]" * 5000 + ",", 1)

    with pytest.raises((founding.FileWrong, founding.FileUnreadable)):
        actions.load(by=world.system, text=deep)


def test_two_national_agreements_stay_two_however_often_they_are_loaded(world):
    told = copy.deepcopy(TOLD)
    told["agreements"].append({"level": "national", "parties": ["migrant-care"], "status": "drafted", "date": None, "scope": ["35.10"]})

    for _ in range(2):
        actions.load(by=world.system, text=json.dumps(told))

    assert len(facts(world.system, first_programme())["agreements"]) == 2


@pytest.mark.parametrize("written", ["20261101", "2026-W10-1", "2026-13-01", "1 Mei 2026"])
def test_a_date_is_written_in_one_way(world, written):
    with pytest.raises(founding.FileWrong):
        actions.load(by=world.system, text=changed(["villages", 0, "joined_on"], written))


def test_a_village_named_twice_is_refused(world):
    told = copy.deepcopy(TOLD)
    told["villages"].append({**told["villages"][0], "cohort": "expansion"})

    with pytest.raises(founding.FileWrong, match="villages 9"):
        actions.load(by=world.system, text=json.dumps(told))


def test_a_day_of_joining_that_was_not_known_is_learned(world):
    actions.load(by=world.system, text=changed(["villages", 0, "joined_on"], "2019-05-01"))

    assert world.village("35.10.04.2007").joined_on.isoformat() == "2019-05-01"
