"""Every change is an entry, and nothing changes past the book."""

from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from desbumi.book.fields import values
from desbumi.book.models import Entry, Head, OutsideTheBook
from desbumi.book.once import AlreadyDone
from desbumi.book.queries import opened, replay
from desbumi.book.writing import writing
from desbumi.programme.actions import StepTwice
from desbumi.programme.models import Organisation, Place, Step
from desbumi.refusals import AlreadyMoved


def note(world, text, **kwargs):
    place = world.village()
    with writing(place.village, by=world.system, deed="place.paused", **kwargs) as book:
        return book.change(place, set_back_because=text)


def test_a_change_is_one_entry_with_before_and_after(world):
    before = Entry.objects.count()

    place = note(world, "panen")

    entry = Entry.objects.latest("id")
    assert Entry.objects.count() == before + 1
    assert opened(entry) == {"set_back_because": ["", "panen"]}
    assert (entry.deed, entry.actor, entry.seq) == ("place.paused", "system", place.version)


def test_a_change_to_the_same_value_is_no_entry(world):
    before = Entry.objects.count()

    note(world, "")

    assert Entry.objects.count() == before


def test_saving_a_record_outside_the_book_raises(world):
    place = world.village()

    with pytest.raises(OutsideTheBook):
        place.save()
    with pytest.raises(OutsideTheBook):
        place.delete()
    with pytest.raises(OutsideTheBook):
        Place.objects.filter(pk=place.pk).update(set_back_because="x")
    with pytest.raises(OutsideTheBook):
        Place.objects.bulk_create([place])


def test_a_removed_record_leaves_its_past_readable(world):
    place = world.step(world.village(), "assessed")
    step = Step.objects.get()

    with writing(place.village, by=world.system, deed="step.undone") as book:
        book.remove(step)

    assert not Step.objects.exists()
    assert opened(Entry.objects.filter(record=step.pk.hex).latest("seq"))["kind"] == ["assessed", None]


def test_who_saw_an_older_version_is_told_that_another_was_quicker(world):
    place, seen = world.village(), world.village().version
    note(world, "panen")

    with pytest.raises(AlreadyMoved), writing(place.village, by=world.system, deed="place.paused") as book:
        book.change(place, seen=seen, set_back_because="Pilkades")

    assert world.village().set_back_because == "panen"


def test_an_op_is_done_once(world):
    op = uuid4()
    note(world, "panen", op=op)

    with pytest.raises(AlreadyDone):
        note(world, "Pilkades", op=op)

    assert world.village().set_back_because == "panen"


def test_a_deed_that_fails_leaves_neither_state_nor_entry(world):
    place, before = world.village(), Entry.objects.count()

    with pytest.raises(ZeroDivisionError), writing(place.village, by=world.system, deed="place.paused") as book:
        book.change(place, set_back_because="panen")
        raise ZeroDivisionError

    assert (Entry.objects.count(), world.village().set_back_because) == (before, "")
    assert Head.objects.get(pk=place.book_id).size == Entry.objects.filter(book=place.book_id).count()


def test_a_nested_deed_joins_and_is_one_op(world):
    place = world.village()

    with writing(place.village, by=world.system, deed="place.paused") as outer:
        outer.change(place, set_back_because="panen")
        with writing(place.village, by=world.system, deed="place.resumed") as inner:
            inner.change(place, set_back_because="")

    first, second = Entry.objects.order_by("-id")[:2][::-1]
    assert (first.op, first.part, first.deed) == (second.op, 0, "place.paused")
    assert (second.part, second.deed) == (1, "place.resumed")


def test_a_nested_deed_in_a_book_that_is_not_open_raises(world):
    place, other = world.village(), world.village("35.10.04.2002")

    with pytest.raises(LookupError), writing(place.village, by=world.system, deed="a.b"), writing(other.village, by=world.system, deed="c.d"):
        pass


def test_a_nested_deed_that_failed_is_not_completed_by_the_outer(world):
    place, before = world.village(), Entry.objects.count()

    with pytest.raises(RuntimeError), writing(place.village, by=world.system, deed="a.b") as outer:
        try:
            with writing(place.village, by=world.system, deed="c.d") as inner:
                inner.change(place, set_back_because="panen")
                raise ZeroDivisionError
        except ZeroDivisionError:
            outer.change(place, set_back_because="Pilkades")

    assert Entry.objects.count() == before


def test_many_records_come_in_at_once_each_with_its_entry(world):
    nation = world.place("00")
    before = Head.objects.get(pk="00/main").size
    fresh = [Organisation(key=f"o-{at}", name=f"Lembaga {at}", kind="ngo", territory=nation) for at in range(250)]

    with writing(nation, by=world.system, deed="organisation.added") as book:
        made = book.bulk_create(fresh)

    assert [each.version for each in made] == list(range(before + 1, before + 251))
    assert Organisation.objects.filter(key__startswith="o-").count() == 250
    assert Entry.objects.filter(book="00/main").count() == before + 250


def test_the_state_is_what_the_book_replays(world):
    world.steps(world.village(), ["assessed", "invited", "workshop", "signed", "outreach_held"])

    told = replay("35.10.04.2003/main")

    for (model, record), fields in told.items():
        assert model.startswith("programme.") or model == "access.assignment"
        if model == "programme.place":
            stored = {name: value for name, value in values(Place.objects.get(pk=record)).items() if value not in (None, "")}
            assert {name: value for name, value in fields.items() if value not in (None, "")} == stored


def test_entries_cannot_be_changed_or_deleted_in_the_database(world):
    for change in (lambda: Entry.objects.update(deed="x"), lambda: Entry.objects.all().delete()):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()


def test_a_record_stays_in_its_book(world):
    place, other = world.village(), world.village("35.10.04.2002")

    with pytest.raises(LookupError), writing(place.village, other.village, by=world.system, deed="place.moved") as book:
        book.change(place, village=other.village)


def test_an_entry_never_stands_without_its_state(world):
    place = world.step(world.village(), "assessed")
    twice, before = Step(place=place, kind="assessed", done_on=date(2026, 1, 1), done_by="x"), Entry.objects.count()

    with pytest.raises(RuntimeError), writing(place.village, by=world.system, deed="step.recorded") as book, suppress(StepTwice), transaction.atomic():
        book.create(twice)

    assert Entry.objects.count() == before
    with pytest.raises(OutsideTheBook):
        twice.save()


def test_a_field_that_was_emptied_is_no_removal(world):
    place = world.village()
    for value in ("2026-01-01", None):
        with writing(place.village, by=world.system, deed="place.dated") as book:
            book.change(world.village(), joined_on=date.fromisoformat(value) if value else None)

    assert ("programme.place", place.pk.hex) in replay(place.book_id)


@pytest.mark.sqlite
def test_an_entry_is_not_replaced_either(world):
    with pytest.raises(DatabaseError, match="never changed"), connection.cursor() as cursor:
        cursor.execute("INSERT OR REPLACE INTO book_entry SELECT * FROM book_entry WHERE book_id = '00/main' AND seq = 1")
