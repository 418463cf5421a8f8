"""Invented people of the demo's villages. Nobody of them lives; their NIK have serials that no office has given."""

from typing import Any

from desbumi.people import actions as people
from desbumi.people.models import Person
from desbumi.testing.world import World

KEDUNGASRI, KENDALREJO = "35.10.04.2003", "35.10.04.2002"

# Village, name, called, sex, born, hamlet, RT, RW, NIK, phone, relatives by name.
RESIDENTS: tuple[tuple[str, str, str, str, str, str, str, str, str, str, dict[str, str]], ...] = (
    (KEDUNGASRI, "Maryati binti Hadi", "Mbak Yati", "female", "12-7-1984", "Krajan", "3", "1", "3510045207849007", "081234509007", {"mother": "Painah"}),
    (KEDUNGASRI, "Siti Aminah binti Slamet", "", "female", "5-2-1990", "Krajan", "1", "1", "3510044502909012", "081234509012", {"father": "Slamet"}),
    (KEDUNGASRI, "St. Aminah", "Bu Min", "female", "1978", "Sumberagung", "5", "2", "", "", {"spouse": "Jumadi"}),
    (KEDUNGASRI, "Sriatun", "Mak Yah", "female", "1965", "Krajan", "2", "1", "", "081234509018", {"spouse": "Slamet Riyadi", "child": "Suyanto"}),
    (KEDUNGASRI, "Umi Kulsum", "", "female", "20-10-1981", "Krajan", "2", "1", "3510046010819018", "", {"spouse": "Paimin"}),
    (KEDUNGASRI, "Suparti", "Mak'e Yanto", "female", "1970", "Pandanarum", "4", "2", "", "", {"child": "Yanto"}),
    (KEDUNGASRI, "Agus Purnomo", "", "male", "17-8-1992", "Krajan", "1", "2", "3510041708929003", "081234509003", {}),
    (KEDUNGASRI, "Joko Susilo", "Cak Jok", "male", "1995", "Pandanarum", "6", "2", "", "", {"mother": "Suminah"}),
    (KEDUNGASRI, "Ratna Dewi", "", "female", "3-3-1998", "Krajan", "3", "1", "3510044303989052", "081234509052", {}),
    (KEDUNGASRI, "Painah", "Mbah Nah", "female", "1961", "Krajan", "3", "1", "", "", {}),
    (KEDUNGASRI, "Budi Hadi Pranata", "Budi", "male", "9-11-2011", "Krajan", "3", "1", "", "", {}),
    (KEDUNGASRI, "Moch. Yusuf", "Gus Yus", "male", "1-1-1988", "Sumberagung", "5", "2", "3510040101889021", "", {"spouse": "Chotimah"}),
    (KEDUNGASRI, "Siti Khotimah", "", "female", "1991", "Sumberagung", "5", "2", "", "", {"spouse": "Muhammad Yusuf"}),
    (KEDUNGASRI, "Djoemadi", "Pak Jum", "male", "1972", "Sumberagung", "5", "2", "", "", {"spouse": "Siti Aminah"}),
    (KEDUNGASRI, "Maryati", "Yati", "female", "12-7-1984", "Krajan", "3", "", "", "", {"mother": "Painah"}),
    (KENDALREJO, "Wahyuningsih", "Mbak Yun", "female", "14-4-1987", "Krajan", "1", "1", "3510045404879031", "081234509031", {"spouse": "Hariyanto"}),
    (KENDALREJO, "Sukarno", "Pak No", "male", "1959", "Krajan", "1", "1", "", "", {}),
    (KENDALREJO, "Nur Hayati", "", "female", "1993", "Sumberjo", "2", "1", "3510046106939044", "", {"mother": "Rubiyah"}),
)  # fmt: skip


def demo_residents(world: World) -> None:
    """Register the invented people, by the officers of their villages; a family, a consent, somebody who is there twice."""
    made: dict[str, Person] = {}
    by = {code: world.people[name] for code, name in ((KEDUNGASRI, "wiwik"), (KENDALREJO, "bambang"))}
    for code, name, called, sex, born, hamlet, rt, rw, nik, phone, relatives in RESIDENTS:
        known: dict[str, Any] = {"called": called, "sex": sex, "born": born, "hamlet": hamlet, "rt": rt, "rw": rw, "source": "list"}
        numbers = {field: value for field, value in (("nik", nik), ("phone", phone)) if value}
        made[name] = world.resident(name, village=code, by=by[code], relatives=relatives, **known, **numbers)
    mother, grandmother, child = made["Maryati binti Hadi"], made["Painah"], made["Budi Hadi Pranata"]
    officer = by[KEDUNGASRI]
    people.set_up_household(by=officer, person=grandmother, relation="head", card="3510040703129901")
    people.join_household(by=officer, person=mother, of=grandmother, relation="child")
    people.join_household(by=officer, person=child, of=grandmother, relation="grandchild")
    people.add_relative(by=officer, person=child, relation="mother", registered=mother)
    people.add_relative(by=officer, person=child, relation="grandparent", registered=grandmother, is_carer=True, is_next_of_kin=True)
    people.record_consent(
        by=officer, person=mother, purpose="share", answer="yes", manner="spoken", witness="Sriwati", given_on=mother.village.today
    )  # fmt: skip
