"""Any interleaving of writers leaves gapless chains, and a state equal to the replayed book."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from desbumi.book.actors import System
from desbumi.book.fields import values
from desbumi.book.models import Entry, Head
from desbumi.book.queries import replay
from desbumi.book.verifying import verify
from desbumi.book.writing import writing
from desbumi.programme.models import Organisation
from desbumi.refusals import AlreadyMoved
from desbumi.territory.models import Territory

CODES = ("35.10.04.2003", "35.10.04.2002", "35.10.22.2002")
names = st.text(st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=["Cs"]), min_size=1, max_size=20)


class Writers(RuleBasedStateMachine):
    """Writers who add, change and remove in three books, alone, nested, stale, and failing half way."""

    @initialize()
    def begin(self):
        self.places = {code: Territory.objects.get(pk=code) for code in CODES}
        self.records, self.made = [], 0

    def fresh(self, code, name):
        self.made += 1
        return Organisation(key=f"m-{id(self)}-{self.made}", name=name, kind="ngo", territory=self.places[code])

    @rule(code=st.sampled_from(CODES), name=names)
    def add(self, code, name):
        with writing(self.places[code], by=System(), deed="organisation.added") as book:
            self.records.append(book.create(self.fresh(code, name)))

    @rule(code=st.sampled_from(CODES), many=st.integers(1, 4), name=names)
    def add_many(self, code, many, name):
        with writing(self.places[code], by=System(), deed="organisation.added") as book:
            self.records += book.bulk_create([self.fresh(code, name) for _ in range(many)])

    @rule(at=st.integers(0, 99), name=names, role=names)
    def change(self, at, name, role):
        if self.records:
            record = self.records[at % len(self.records)]
            with writing(record.territory, by=System(), deed="organisation.renamed") as book:
                book.change(record, seen=record.version, name=name, role=role)

    @rule(at=st.integers(0, 99))
    def remove(self, at):
        if self.records:
            record = self.records.pop(at % len(self.records))
            with writing(record.territory, by=System(), deed="organisation.removed") as book:
                book.remove(record)

    @rule(one=st.sampled_from(CODES), two=st.sampled_from(CODES), name=names)
    def over_two_books(self, one, two, name):
        with writing(self.places[one], self.places[two], by=System(), deed="organisation.added") as book:
            self.records.append(book.create(self.fresh(one, name)))
            with writing(self.places[two], by=System(), deed="organisation.added") as inner:
                self.records.append(inner.create(self.fresh(two, name)))

    @rule(at=st.integers(0, 99), name=names)
    def fail_half_way(self, at, name):
        if self.records:
            record = self.records[at % len(self.records)].refreshed()
            with pytest.raises(ZeroDivisionError), writing(record.territory, by=System(), deed="organisation.renamed") as book:
                book.change(record, name=name + "!")
                raise ZeroDivisionError

    @rule(at=st.integers(0, 99))
    def come_too_late(self, at):
        if self.records:
            record = self.records[at % len(self.records)].refreshed()
            with pytest.raises(AlreadyMoved), writing(record.territory, by=System(), deed="organisation.renamed") as book:
                book.change(record, seen=record.version + 1, name="nobody")

    @invariant()
    def chains_are_gapless_and_hold(self):
        if hasattr(self, "places"):
            assert verify()["broken"] == []
            for head in Head.objects.filter(pk__in=[f"{code}/main" for code in CODES]).order_by("pk"):
                assert list(Entry.objects.filter(book=head).order_by("seq").values_list("seq", flat=True)) == list(range(1, head.size + 1))

    @invariant()
    def the_state_is_what_the_books_replay(self):
        if hasattr(self, "places"):
            told = {key: fields for code in CODES for key, fields in replay(f"{code}/main").items() if key[0] == "programme.organisation"}
            stored = {("programme.organisation", each.pk.hex): values(each) for each in Organisation.objects.filter(territory__in=CODES).order_by("pk")}
            said, stands = (
                {key: {name: value for name, value in fields.items() if value not in (None, "")} for key, fields in state.items()} for state in (told, stored)
            )
            assert said == stands


def test_any_interleaving_of_writers_leaves_a_true_book(world):
    from django.db import transaction

    class Here(Writers):
        def __init__(self):
            super().__init__()
            self.savepoint = transaction.savepoint()

        def teardown(self):
            transaction.savepoint_rollback(self.savepoint)

    run_state_machine_as_test(
        Here, settings=settings(max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    )
