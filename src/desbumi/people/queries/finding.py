"""Finding people as one types: any part of any name in any order and spelling, a nickname, “wife of”, a NIK, a phone number, a hamlet.

First what sounds as asked; when that is too little, what sounds nearly so; then all words but one. What is found is ranked
by how it is written. Everything stays within what the user may see: the scopes are words of the question to the index,
and the rows are read through the policy.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from rapidfuzz.distance import OSA

from desbumi.access.models import Account
from desbumi.access.policy import scopes, visible
from desbumi.people.models import Clue, Household, Person, Relative
from desbumi.people.rules import finding, names, phones
from desbumi.people.search import fulltext
from desbumi.people.search.marks import index_of
from desbumi.territory.models import Territory, within
from desbumi.territory.rules import LEVELS, NATION, is_within, level_of

SHOWN, LOOKED_AT = 20, 80  # how many answers; how many are ranked
ENOUGH, ANSWERED = 5, 0.6  # good answers; how good one is that makes it needless to leave a word out
MOST_NEAR, MOST_BEGUN, MOST_LED = 8, 24, 400  # sounds that stand beside a word's own; that the dictionary is asked for at once
SHARED = 0.4  # of the runs of three letters, at least
LAST_LETTER = "\U0010ffff"
SHORT = 4  # letters of a sound that two slips would make another's


@dataclass(frozen=True)
class Found:
    """An answer: who, how well, and which relative or nickname made it one."""

    person: Person
    score: float
    relatives: tuple[tuple[str, str], ...] = ()

    @property
    def hint(self) -> str:
        """Whose husband, wife, mother, child: what tells namesakes apart."""
        return ", ".join(f"{relation}: {name}" for relation, name in self.relatives)


def find(user: Account, text: str, *, territory: Territory | None = None, limit: int = SHOWN) -> list[Found]:
    """People who answer a question, best first, within what the user may see (and within a place, if one is named)."""
    question = finding.asked(text)
    if question.is_too_short:
        return []
    there = _within(visible(user, Person), territory)
    if question.number:
        return [Found(person, 1.0) for person in _by_number(there, question.number)[:limit]]
    places = _places(user, territory)
    if places is None:
        return []
    scores: dict[UUID, float] = {}
    related: dict[UUID, list[tuple[str, str]]] = {}
    for terms, least, many in _attempts(question):
        if sum(each >= least for each in scores.values()) >= many:
            break
        answers = fulltext.matching(terms(), places, limit=LOOKED_AT)
        if len(answers) == LOOKED_AT:  # a name that many bear: who is called just so goes before
            answers = [*there.filter(name_key=names.key(text)).order_by("id").values_list("pk", flat=True)[:SHOWN], *answers]
        _score(there, question, [each for each in dict.fromkeys(answers) if each not in scores], scores, related)
    best = sorted((pk for pk, score in scores.items() if score >= finding.GOOD), key=lambda pk: -scores[pk])
    rows = there.defer("nik", "phone").in_bulk(best[: 2 * limit])  # of equally good ones the name decides
    found = [Found(row, scores[pk], tuple(_in_words(related.get(pk, ())))) for pk, row in rows.items()]
    return sorted(found, key=lambda each: (-each.score, each.person.name_key, each.person.pk.hex))[:limit]


def _within(rows: QuerySet[Person], territory: Territory | None) -> QuerySet[Person]:
    return rows.filter(within(territory.code, "village_id")) if territory else rows


def _places(user: Account, territory: Territory | None) -> list[str] | None:
    """Villages and regencies in which the index is asked; none: everywhere; None: nowhere."""
    codes = {scope.territory for scope in scopes(user, "person.see")}
    if territory is not None:
        codes = {territory.code for code in codes if is_within(territory.code, code)} | {code for code in codes if is_within(code, territory.code)}
    if not codes:
        return None
    if NATION in codes:
        return []
    return sorted({code if level_of(code) in (LEVELS[2], LEVELS[4]) else code[:5] for code in codes if level_of(code) != LEVELS[1]})


def _by_number(there: QuerySet[Person], number: str) -> list[Person]:
    """Whoever has this NIK, this family card or this phone number."""
    phone = phones.number(number) or phones.number(f"+{number}")
    wanted = Q(nik_index=index_of("person.nik", number))
    if phone:
        wanted |= Q(phone_index=index_of("person.phone", phone))
    households = list(Household.objects.filter(card_index=index_of("household.card", number)).values_list("pk", flat=True)[:SHOWN])
    if households:
        wanted |= Q(household__in=households)
    return list(there.filter(wanted).order_by("name_key", "id")[:SHOWN])


def _attempts(question: finding.Asked) -> Iterable[tuple[Callable[[], fulltext.Question], float, int]]:
    """What the index is asked, one after another, and how good and how many answers make it needless; each is worked out only when its turn comes."""
    many = [term for term in question.terms if len(term.word) > 1] or list(question.terms)
    begun = beginning([term.begun for term in many])
    exact = [_as_heard(term, begun.get(term.begun)) for term in many]
    yield lambda: [exact], finding.NEAR, ENOUGH
    close = near({each for term in many for each in term.both})
    nearly = [list(dict.fromkeys([*said, *((sound, False) for each in term.both for sound in close[each])])) for said, term in zip(exact, many, strict=True)]
    is_one = len(many) == 1  # two words may have been written as one, of which the dictionary does not know
    unknown = [[(term.begun, True)] if is_one or begun.get(term.begun) == [] else [] for term in many]
    if any(close.values()) or any(unknown):
        yield lambda: [[[*said, *more] for said, more in zip(nearly, unknown, strict=True)]], finding.NEAR, ENOUGH
    if len(many) > 1:
        yield lambda: [[said for at, said in enumerate(nearly) if at != left_out] for left_out in range(len(many))], ANSWERED, 1


def _as_heard(term: finding.Term, begun: list[str] | None) -> list[tuple[str, bool]]:
    """A word as it sounds, or as it may go on: by the sounds that begin so where these are few, for the index is slow at beginnings."""
    if begun is not None:
        return [(each, False) for each in dict.fromkeys([term.heard, *begun])]
    return [(term.begun, True)] if term.heard.startswith(term.begun) else [(term.heard, False), (term.begun, True)]


def beginning(begun: Collection[str]) -> dict[str, list[str]]:
    """The sounds that somebody bears and that begin so, for each beginning with few of them; the index itself is quick with short ones."""
    asked = [each for each in dict.fromkeys(begun) if len(each) > fulltext.QUICK_BEGINNING]
    if not asked:
        return {}
    wanted = Q()
    for each in asked:
        wanted |= Q(clue__gte=f".{each}", clue__lt=f".{each}{LAST_LETTER}")
    heard = list(Clue.objects.filter(wanted).order_by("clue").values_list("heard", flat=True)[:MOST_LED])
    if len(heard) == MOST_LED:  # of the last beginning there may be more, and of those after it
        asked = [each for each in asked if each < heard[-1] and not heard[-1].startswith(each)]
    found = {each: [sound for sound in heard if sound.startswith(each)] for each in asked}
    return {each: those for each, those in found.items() if len(those) <= MOST_BEGUN}


def near(heard: Collection[str]) -> dict[str, list[str]]:
    """For each sound those that somebody bears and that are nearly this one: one slip, or of long ones two; nearest first."""
    clues = {each: [f"-{each}", *(f"{mark}{slip}" for slip in names.slips(each) if slip for mark in ".-")] for each in heard}
    rows = Clue.objects.filter(clue__in={clue for those in clues.values() for clue in those})
    led: dict[str, set[str]] = defaultdict(set)
    for clue, sound in rows.values_list("clue", "heard"):
        led[clue].add(sound)
    found = {each: _close(each, set[str]().union(*(led[clue] for clue in those))) for each, those in clues.items()}
    return {each: those or _sharing(each) for each, those in found.items()}


def _close(heard: str, found: Iterable[str]) -> list[str]:
    slips = {each: OSA.distance(heard, each) for each in found if each != heard}
    most = 1 if len(heard) < SHORT + 2 else 2
    return sorted((each for each, many in slips.items() if many <= most), key=lambda each: (slips[each], each))[:MOST_NEAR]


def _sharing(heard: str) -> list[str]:
    """Sounds that share enough runs of three letters, or hold this one within."""
    if len(heard) < SHORT:
        return []
    runs = [f"={each}" for each in names.trigrams(heard)]
    least = max(2, round(SHARED * len(runs)))
    sharing = Clue.objects.filter(clue__in=runs).values("heard").annotate(runs=Count("clue")).filter(runs__gte=least).order_by("-runs", "heard")
    close = [(each["heard"], OSA.normalized_similarity(heard, each["heard"])) for each in sharing[:50] if each["heard"] != heard]
    good = [(sound, like) for sound, like in close if like >= finding.ALIKE or heard in sound]
    return [sound for sound, _like in sorted(good, key=lambda each: (-each[1], each[0]))[:MOST_NEAR]]


def _score(
    there: QuerySet[Person], question: finding.Asked, ids: Collection[UUID], scores: dict[UUID, float], related: dict[UUID, list[tuple[str, str]]]
) -> None:
    """How well these people answer, and who their relatives are."""
    if not ids:
        return
    related |= relatives_of(ids)
    rows = there.filter(pk__in=ids).order_by().values_list("pk", "name", "called", "other_names", "hamlet")
    for pk, name, called, others, hamlet in rows:
        known = finding.Known(name, called, [each for each in others.splitlines() if each], related.get(pk, ()), hamlet)
        scores[pk] = finding.score(question, known)


def relatives_of(persons: Collection[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """(relation, name) of the relatives of these people, in both directions."""
    persons = set(persons)
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    there = Q(registered__isnull=True) | Q(registered__is_locked=False)
    rows = Relative.objects.filter(there, Q(person__in=persons) | Q(registered__in=persons), person__is_locked=False).order_by("pk")
    for person, other, relation, name, theirs, hers in rows.values_list("person_id", "registered_id", "relation", "name", "registered__name", "person__name"):
        if person in persons:
            found[person].append((relation, name or theirs or ""))
        if other in persons:
            found[other].append((BACKWARDS.get(relation, "other"), hers))
    return found


BACKWARDS = {"spouse": "spouse", "mother": "child", "father": "child", "child": "parent", "sibling": "sibling", "guardian": "ward", "grandparent": "grandchild"}


def _in_words(theirs: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    labels = dict(Relative.RELATIONS)
    return ((str(labels[relation]), name) for relation, name in theirs if relation in labels)
