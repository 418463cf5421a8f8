"""Finding a neighbour: any part of any name, in any order and spelling, within what one may see."""

import pytest

from desbumi.book import keys
from desbumi.people.models import Clue, Sounding
from desbumi.people.queries.finding import find
from desbumi.people.rules import names
from desbumi.people.search import fulltext, keeping

KEDUNGASRI, KENDALREJO = "35.10.04.2003", "35.10.04.2002"


def found(world, text, *, by="cadre", village=KEDUNGASRI):
    return [each.person.name for each in find(world.people.get("seeker") or world.person(by, village, name="seeker"), text)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Sukarno", "Soekarno"), ("Soekarno", "sukarno"), ("Joko Susilo", "Djoko"), ("Tjahjono", "cahyono"), ("Siti Aminah", "St. Aminah"),
        ("Sity Aminah", "siti aminah"), ("Muhammad Yusuf", "Moch Yusup"), ("Moh. Yusuf", "muhammad yusuf"), ("Siti Khotimah", "Chotimah"),
        ("Syafi'i", "Safii"), ("Nur Hayati", "nurhayati"), ("Nurhayati", "nur hayati"), ("Maryati binti Hadi", "hadi maryati"),
        ("Umi Kulsum", "kulsum"), ("Ratna Dewi", "rat"), ("Suparti", "suaprti"), ("Wahyuningsih", "wahyunngsih"), ("Hj. Zaenab", "jainab"),
        ("Sulastri", "lastri"), ("Agus Purnomo", "pur ag"), ("Éva Núñez", "eva nunez"),
    ],
)  # fmt: skip
def test_a_name_is_found_as_people_write_it(world, name, asked):
    world.resident(name)
    world.resident("Bambang Wijaya")

    assert found(world, asked)[:1] == [name]


def test_a_neighbour_is_found_by_nickname_husband_and_hamlet(world):
    world.resident("Sriatun", called="Mak Yah", hamlet="Krajan", relatives={"spouse": "Slamet Riyadi"})
    world.resident("Sriatun", called="Bu Tun", hamlet="Pandanarum", relatives={"spouse": "Bejo"})
    world.resident("Slamet", hamlet="Krajan")

    assert find(world.person("cadre", KEDUNGASRI, name="seeker"), "mak yah slamet")[0].person.called == "Mak Yah"
    assert find(world.people["seeker"], "istri Slamet")[0].person.called == "Mak Yah"
    assert find(world.people["seeker"], "sriatun pandanarum")[0].person.called == "Bu Tun"


def test_a_mother_is_found_by_the_child_that_she_is_named_after(world):
    world.resident("Painah", called="Mak'e Yanto", relatives={"child": "Suyanto"})
    world.resident("Inaq Mawar", village=KEDUNGASRI)

    assert found(world, "make yanto")[0] == "Painah"
    assert found(world, "ibu suyanto")[0] == "Painah"
    assert found(world, "inaq mawar")[0] == "Inaq Mawar"


def test_a_registered_husband_leads_to_his_wife_and_back(world):
    from desbumi.people import actions

    wife, husband = world.resident("Sutini"), world.resident("Paimin")
    actions.add_relative(by=world.officer(), person=wife, relation="spouse", registered=husband)

    assert set(found(world, "paimin")) == {"Sutini", "Paimin"}
    assert found(world, "istri paimin")[0] == "Sutini"
    assert found(world, "suami sutini")[0] == "Paimin"


def test_numbers_find_whom_they_belong_to(world):
    world.resident("Maryati", nik="3510 0453 0284 0007", phone="0812-3344-7788")

    assert found(world, "3510045302840007") == ["Maryati"]
    assert found(world, "'3510 0453 0284 0007") == ["Maryati"]
    assert found(world, "+62 812 3344 7788") == ["Maryati"]
    assert found(world, "081233447788") == ["Maryati"]
    assert found(world, "3510045302840008") == []


def test_the_neighbouring_cadre_finds_nobody(world):
    world.resident("Maryati", nik="3510045302840007", called="Mak Yah")
    world.person("cadre", KENDALREJO, name="seeker")

    assert [found(world, text) for text in ("maryati", "mak yah", "3510045302840007", "mar")] == [[], [], [], []]
    assert [each.person.name for each in find(world.person("facilitator"), "maryati")] == ["Maryati"]
    assert find(world.person("facilitator", "33.07"), "maryati") == []
    assert find(world.person("programme_manager", "00"), "maryati") == []


@pytest.mark.parametrize(
    "text", ["", "a", "%", "'\"", "% ' \" ( ) * : & | !", "\u202e\u200b", "-", "kata " * 200, "AND OR NOT NEAR", "a*b", "🌺", "\\", "rt rw", "((("]
)
def test_odd_questions_find_nobody_and_break_nothing(world, text):
    world.resident("Maryati")

    assert found(world, text) == []


def test_a_name_of_only_titles_is_found_all_the_same(world):
    world.resident("Haji")

    assert found(world, "haji") == ["Haji"]


def test_sounds_do_not_hang_on_which_rule_came_first():
    assert names.sound("soekarno") == names.sound("sukarno")
    assert names.sound("achmad") == names.sound("ahmat")
    assert names.words("\u202eSiti\u202c \u200bAminah\x00") == ["siti", "aminah"]


def test_two_words_that_are_begun_as_one_are_found_though_a_word_elsewhere_begins_so(world):
    world.resident("Siti Maryam")
    world.resident("Sitimarwati", village=KENDALREJO)

    assert found(world, "sitimar") == ["Siti Maryam"]


def test_a_title_that_is_part_of_the_name_takes_nothing(world):
    world.resident("Haji Slamet")
    world.resident("Slamet Haji Umar")

    assert find(world.officer(), "haji slamet")[0].score > 0.99
    world.resident("Siti binti Ahmad")
    assert find(world.officer(), "siti binti ahmad")[0].score > 0.99


def test_a_closed_ring_is_no_hindrance_and_who_is_cut_off_leaves_it_as_it_was(world, monkeypatch):
    world.resident("Sukarno", nik="3510044502840007")
    found(world, "sukarno")
    with monkeypatch.context() as locked:
        locked.setattr(keys, "of", closed)
        keeping.anew()
    assert found(world, "soekarno") == ["Sukarno"]

    monkeypatch.setattr(fulltext, "anew", closed)
    with pytest.raises(keys.KeysLocked):
        keeping.anew()
    assert found(world, "soekarno") == ["Sukarno"]
    assert keeping.follows_the_rules()


def closed(*_args):
    raise keys.KeysLocked


def test_when_the_rules_of_spelling_change_everyone_is_found_by_the_new_ones(world, monkeypatch):
    world.resident("Sukarno")
    sounds = names.sounds
    keeping.follow_the_rules(using="default")
    monkeypatch.setattr(names, "sounds", lambda text: [f"{each}bru" for each in sounds(text)])

    keeping.follow_the_rules(using="default")
    assert Sounding.objects.get().sounds.split()[0] == "sukarnu"  # the same edition: nothing is done

    monkeypatch.setattr(names, "edition", lambda: "another")
    keeping.follow_the_rules(using="default")
    assert Sounding.objects.get().sounds.split()[0] == "sukarnubru"
    assert Clue.objects.filter(heard="sukarnubru").exists()
    assert not Clue.objects.filter(heard="sukarnu").exists()
