"""Of whoever is forgotten, no journey, no paper and no sheet tells anything more."""

import time_machine
from django.db import connection
from django.utils import timezone

from desbumi.book.queries import differing
from desbumi.book.verifying import verify
from desbumi.journeys import actions
from desbumi.journeys.models import Confided, Contract, Document, Import, Journey, Promise, Row
from desbumi.journeys.tests.test_imports import HEADER, import_
from desbumi.journeys.tests.test_journeys import PAPER
from desbumi.people import actions as people
from desbumi.people.models import Person
from desbumi.people.reactions import go_on
from desbumi.people.tests.forgetting import LATER, places
from desbumi.people.tests.test_forgetting import open_world, real  # noqa: F401 -- a fixture
from desbumi.testing.scanning import scan

WORDS = ["Sumiyatunlupakan", "Tuanlupakan", "3510045208669377"]


@real
def test_of_a_migrant_with_all_that_hangs_on_her_nothing_is_left_anywhere(open_world):  # noqa: F811 -- the fixture
    world, by = open_world, open_world.officer()
    row = "Sumiyatunlupakan;3510045208669377;P;12-08-1966;Krajan;Taiwan;PRT;putus kontak;"
    import_(world, row, "Joko Susilo;;L;25-08-1992;Kutorejo;Malaysia;ABK;Purna;", header=HEADER)
    import_(world, "Sumiyatunlupakan;;;;Krajan;Brunei;;;", header=HEADER)
    person, journey = Person.objects.get(nik_index__gt=""), Journey.objects.get(person__nik_index__gt="")
    actions.change_journey(by=by, journey=journey, stage="working", employer="Tuanlupakan")
    actions.record_contract(by=by, journey=journey, contents={"job": True}, scans=[PAPER])
    actions.promise(by=by, journey=journey, due_on=journey.belongs_to.today, to_whom="Tuanlupakan")
    assert Row.objects.get().about == person
    world.settle()
    erasure = people.ask_to_forget(by=by, person=person, reason="Ia meminta")
    people.confirm_erasure(by=world.leader, erasure=erasure)
    assert scan(WORDS, places()) or connection.vendor == "postgresql"  # whose files lie elsewhere

    with time_machine.travel(timezone.now() + LATER):
        go_on()

    assert erasure.refreshed().status == "done"
    assert scan(WORDS, places()) == {}
    assert [Confided._base_manager.count(), Document._base_manager.count(), Contract.objects.count(), Promise.objects.count(), Row.objects.count()] == [0] * 5
    assert [each.person.name for each in Journey.objects.all()] == ["Joko Susilo"]
    assert Import.objects.count() == 0
    assert verify()["broken"] == []
    assert differing() == []
