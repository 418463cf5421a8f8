"""Keeps the search true to what is stored: called by each deed that changes what someone can be found by."""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Q, QuerySet

from desbumi.people.models import Clue, Person, Relative, Sounding
from desbumi.people.rules import names
from desbumi.people.search import fulltext

T = TypeVar("T")
MANY = 400  # rows a statement: SQLite takes 999 parameters
RULES = "#rules"  # the clue that tells by which rules of spelling everything was worked out


def keep(persons: Collection[Person]) -> None:
    """Let these people be found by what now stands in their rows and their relatives'; those who are not in the register, by nothing."""
    _keep([each.pk for each in persons])


def _keep(persons: Iterable[UUID]) -> None:
    for ids in _in_runs(persons):
        some = list(Person._base_manager.filter(pk__in=ids).defer("nik", "phone").order_by("pk"))  # as they stand now, not as they were loaded
        there = [each for each in some if not each.is_locked and each.merged_into_id is None]
        related = _names_of_relatives([each.pk for each in there])
        old = Sounding.objects.filter(person__in=[each.pk for each in some])
        before = _borne(old)
        old.delete()
        _unlearn(before - _add(there, related))


def keep_fresh(persons: Collection[Person], related: Mapping[UUID, Iterable[str]] | None = None) -> None:
    """As `keep`, for people who were added just now, with the names of their relatives: no question is asked about them."""
    _add(persons, related or {}, is_fresh=True)


def _add(persons: Collection[Person], related: Mapping[UUID, Iterable[str]], *, is_fresh: bool = False) -> set[str]:
    """Let these people be found, whom nobody finds yet; returns the sounds that they bear."""
    rows, borne = [], set[str]()
    for person in persons:
        told = [each for each in (person.name, person.called, *person.spellings, *related.get(person.pk, ())) if each]
        words = {sound for each in told for sound in names.sounds(each)}.union(names.sounds(person.hamlet) if person.hamlet else ())
        pairs = {pair for each in told for pair in names.joined(each)}
        rows.append((person.pk, person.village_id, " ".join([*sorted(words | pairs), *fulltext.words_of(person.village_id)])))
        borne |= words
    fulltext.insert(Sounding, ("person", "village", "sounds"), rows, is_fresh=is_fresh)
    _learn(borne)
    return borne


def forget(person: UUID) -> None:
    """Let nobody be found by what is known of this person; a sound that nobody else bears is forgotten too."""
    before = _borne(Sounding.objects.filter(person=person))
    Sounding.objects.filter(person=person).delete()
    _unlearn(before)


def anew() -> None:
    """Make everything that people are found by anew, from what is stored: after a restore, or when the rules of spelling changed.

    All or nothing: whoever is cut off leaves it as it was. No key is asked for, so that a closed ring is no hindrance.
    """
    with transaction.atomic():
        for model in (Sounding, Clue):
            model._default_manager.all().delete()
        _keep(Person.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=MANY))
        fulltext.anew()
        Clue.objects.create(clue=RULES, heard=names.edition())


def follow_the_rules(*, using: str, **_signal: Any) -> None:
    """Make everything anew when the rules of spelling are no longer those it was worked out by.

    Connected to `post_migrate`, and asked at each start, where no migration waits.
    """
    if using != DEFAULT_DB_ALIAS or not {Clue._meta.db_table, Sounding._meta.db_table} <= set(connection.introspection.table_names()):
        return
    if not follows_the_rules():
        anew()


def follows_the_rules() -> bool:
    """Whether what people are found by was worked out by the rules of spelling as they stand."""
    return Clue.objects.filter(clue=RULES, heard=names.edition()).exists()


def _names_of_relatives(persons: Collection[UUID]) -> dict[UUID, list[str]]:
    """What relatives are called, in both directions: she is found by her husband's name, and he by hers. Nobody is found by who is locked."""
    found: dict[UUID, list[str]] = {}
    there = Q(registered__isnull=True) | Q(registered__is_locked=False)
    for person, name, theirs in Relative.objects.filter(there, person__in=persons).order_by("pk").values_list("person_id", "name", "registered__name"):
        found.setdefault(person, []).append(name or theirs or "")
    backwards = Relative.objects.filter(registered__in=persons, person__is_locked=False).order_by("pk")
    for person, theirs in backwards.values_list("registered_id", "person__name"):
        found.setdefault(person, []).append(theirs)
    return found


def _borne(rows: QuerySet[Sounding]) -> set[str]:
    return {sound for text in rows.values_list("sounds", flat=True) for sound in text.split()}


def _unlearn(heard: Collection[str]) -> None:
    """Forget the sounds that nobody bears any more: a name that was taken out, or whose bearer is forgotten, stays nowhere."""
    for some in _in_runs(sorted(heard)):
        known = Clue.objects.filter(clue__in=[f".{each}" for each in some]).values_list("heard", flat=True)
        gone = [each for each in known if not fulltext.matching([[[(each, False)]]], (), limit=1)]
        Clue.objects.filter(heard__in=gone).delete()


def _learn(heard: Collection[str]) -> None:
    """Remember sounds that nobody bore before, by what leads to each of them."""
    fresh: list[str] = []
    for some in _in_runs(sorted(heard)):
        known = set(Clue.objects.filter(clue__in=[f".{each}" for each in some]).values_list("heard", flat=True))
        fresh += [each for each in some if each not in known]
    fulltext.insert(Clue, ("clue", "heard"), [(clue, each) for each in fresh for clue in clues_to(each)])


def clues_to(heard: str) -> list[str]:
    """What leads to a sound: itself, itself with one letter left out, and its runs of three letters."""
    return [f".{heard}", *(f"-{each}" for each in sorted(names.slips(heard))), *(f"={each}" for each in sorted(names.trigrams(heard)))]


def _in_runs(many: Iterable[T]) -> Iterable[list[T]]:
    rest = iter(many)
    while some := list(islice(rest, MANY)):
        yield some
