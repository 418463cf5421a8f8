from datetime import date

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from desbumi.access import actions as access
from desbumi.access.models import Assignment
from desbumi.book import keys, rebuilding
from desbumi.book.models import Conflict, DataKey, Recorded
from desbumi.book.queries import differing
from desbumi.book.router import STORE
from desbumi.book.writing import writing
from desbumi.cli import installation
from desbumi.cli.backups import leaving
from desbumi.people.rules import names
from desbumi.people.search import keeping
from desbumi.programme.models import Agreement, AgreementParty, Organisation

RECORDED = [model for model in apps.get_models() if issubclass(model, Recorded)]


def fields_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def rows_of(models):
    return {(model._meta.label_lower, row.pk.hex): fields_of(row) for model in models for row in model._base_manager.order_by("pk")}


def as_migrated(models):
    """The same models as a restore has them: without our properties."""
    loader = MigrationLoader(connection)
    known = {model._meta.label_lower: model for model in loader.project_state(list(loader.applied_migrations)).apps.get_models()}
    return [known[model._meta.label_lower] for model in models]


def emptied(models):
    """What a copy looks like: these tables have no rows; constraints are asked again when all is back."""
    connection.check_constraints()
    for model in models:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.fixture
def busy(world):
    """People come and go, a step is done, a place changes, something is offered and waits."""
    place = world.steps(world.village(), ["assessed", "invited"])
    officer = world.person("service_officer", "35.10.04.2003", locked=True)
    world.person("facilitator")
    access.end(by=world.system, assignment=officer.assignments.get(), last_day=date(2027, 1, 31), reason="pindah")
    world.step_note(place, "ditunda")
    world.erasure(world.contact())
    world.contact("Siti Aminah", phone="0812 1111 2222")
    with writing(place.village, by=world.system, deed="place.set_back") as book:
        book.create(
            Conflict(
                territory=place.village, model="programme.place", record=place.pk, subject=officer.pk, field="stage", offered=b"\0\xff", offered_by="x", seen=3
            )
        )
        gone = book.create(Conflict(territory=place.village, model="programme.place", record=place.pk, field="stage", offered=b"", offered_by="x", seen=3))
        book.note(place)
        book.remove(gone)
    return world


def test_every_row_comes_back_from_the_book_to_the_letter(busy):
    before = rows_of(RECORDED)

    told = {
        (one.model, one.record): fields_of(rebuilding.row_of(apps.get_model(one.model), one))
        for one in rebuilding.told([m._meta.label_lower for m in RECORDED])
    }

    assert told == before
    assert len(before) > 20


def test_rows_of_people_that_a_copy_leaves_out_are_made_anew(busy):
    left_out = leaving.about_people()
    before = rows_of(left_out)
    assert before

    emptied(left_out)
    count = rebuilding.rebuild(as_migrated(left_out))

    assert (count, rows_of(left_out)) == (len(before), before)
    assert rebuilding.loose_ends(left_out, apps.get_models()) == 0
    assert differing() == []


def test_an_erased_person_does_not_come_back(busy):
    erased, stays = busy.people["service-officer-35.10.04.2003"], busy.people["facilitator-35.10"]
    emptied(leaving.about_people())

    DataKey.objects.using(STORE).filter(pk=erased.pk).update(wrapped=None)
    keys.forget_held()
    rebuilding.rebuild(leaving.about_people())

    assert Assignment.objects.filter(account=stays).exists()
    assert not Assignment.objects.filter(account=erased).exists()
    assert not Conflict.objects.filter(subject=erased.pk).exists()


def test_what_hangs_on_a_row_that_stays_away_goes_with_it(busy):
    assert AgreementParty.objects.filter(organisation__isnull=False).exists()
    emptied([Organisation])

    rebuilding.loose_ends([Organisation], RECORDED)

    connection.check_constraints()
    assert not AgreementParty.objects.filter(organisation__isnull=False).exists()
    assert Agreement.objects.exists()


def test_each_start_asks_whether_the_rules_are_those_of_now(world, monkeypatch):
    world.resident("Sukarno")
    asked = []
    monkeypatch.setattr(keeping, "anew", lambda: asked.append("anew"))
    installation._migrate("default")
    assert asked == []

    monkeypatch.setattr(names, "edition", lambda: "another")
    installation._migrate("default")

    assert asked == ["anew"]
