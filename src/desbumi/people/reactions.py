"""What follows by itself: erasures go on every day; whoever was registered or changed is compared with the others."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from desbumi.book import rebuilding
from desbumi.book.actors import System
from desbumi.book.erasing import cleans, forget, forgets, is_held
from desbumi.book.models import Conflict
from desbumi.book.reactions import Heard, after, daily
from desbumi.people import actions
from desbumi.people.models import Person
from desbumi.people.queries import erasures as queries
from desbumi.people.queries import pairs
from desbumi.people.queries.persons import related_to
from desbumi.people.search import fulltext, keeping


@daily(at=5)
def erase(_day: date, *, op: UUID) -> None:  # noqa: ARG001 -- each erasure is done once, however often it is taken up
    """Erasures whose time has come, and those that were interrupted."""
    go_on()


def go_on() -> None:
    """Erase whose time has come, and whatever was begun and is not done. Not within a transaction: files are cleaned."""
    by = System()
    for each in queries.ready(timezone.now()):
        before, after_it = queries.those_who_are_the_same(each)
        if not any(is_held(subject) for subject in (each.subject, *before, *after_it)):
            actions.begin_erasure(by=by, erasure=each)
    begun = queries.begun()
    if begun:
        outstanding = forget([subject for each in begun for subject in each.subjects])
        for each in begun:
            actions.finish_erasure(by=by, erasure=each, outstanding=outstanding)


@forgets
def forget_what_is_found(subject: UUID) -> None:
    """Nobody is found by who is forgotten, and nobody's relative is that one any more."""
    actions.release(by=System(), subject=subject)
    keeping.forget(subject)


@cleans
def clean_the_index() -> None:
    """What was erased leaves no word in the full-text index."""
    fulltext.anew()


@rebuilding.worked_out
def find_again() -> None:
    """By what people are found, from the rows that came back."""
    keeping.anew()


@after("conflict.decided")
def find_as_decided(entry: Heard, *, op: UUID) -> None:  # noqa: ARG001 -- found once more is found
    """A name, hamlet or relative that somebody decided upon is what the person is found by."""
    conflict = Conflict.objects.filter(pk=entry.record, model__in=("people.person", "people.relative")).first()
    person = Person.objects.filter(pk=conflict.subject).first() if conflict else None
    if person is not None:
        keeping.keep([person, *related_to(person)])


@after("person.added", "person.changed")
def compare(entry: Heard, *, op: UUID) -> None:
    """Whoever was registered, or is told of otherwise now, is compared with the others; who is perhaps the same waits for a person to decide."""
    person = Person.objects.filter(pk=entry.record).select_related("village").first() if entry.model == "people.person" else None
    if person is None:
        return
    found = pairs.alike(person)[:5]
    if found:
        actions.propose(by=System(), person=person, others=[(each.person, each.likeness) for each in found], op=op)
