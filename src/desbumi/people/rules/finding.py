"""What a question for a person means, and which answer is the best. No database here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from rapidfuzz.distance import OSA

from desbumi.people.rules import names, numbers

LEAST_LETTERS = 2
LEAST_WITHIN = 3  # letters that count when they stand within a word
LONG_NUMBER = 8  # digits; what is shorter is part of an address or of nothing
WRITTEN, HEARD, BEGUN, NEAR = 1.0, 0.95, 0.85, 0.8
OF_NAME, OF_RELATIVE, OF_HAMLET = 1.0, 0.85, 0.65
NOT_MEANT = 0.7  # the own name of someone who was named by another
WHOLE_NAME = 0.15  # how much it counts that all of a name was asked for
SPOKEN_TO = 0.05  # how much it counts whether “Mak” or “Pak” is said
ALIKE = 0.55  # of two sounds: below it they are two words
GOOD = 0.52  # of a person: below it nobody would call it an answer


@dataclass(frozen=True)
class Term:
    """One word of a question; `relation` when it names someone by another: “wife of Slamet”."""

    word: str
    relation: str = ""
    by: str = ""  # the word that names so: it may as well be part of a nickname, “Mak Yah”

    @cached_property
    def heard(self) -> str:
        """How it sounds as a whole word."""
        return names.sound(self.word)

    @cached_property
    def begun(self) -> str:
        """How it sounds as the beginning of one."""
        return names.sound(self.word, is_whole=False)

    @cached_property
    def both(self) -> tuple[str, ...]:
        """How it sounds, and how its letters sound when the end is none yet."""
        return (self.heard,) if self.heard == self.begun else (self.heard, self.begun)


@dataclass(frozen=True)
class Asked:
    """A question: a long number, or words."""

    number: str = ""
    terms: tuple[Term, ...] = ()
    spoken_to: tuple[str, ...] = ()  # “mak”, “pak”, and whatever else is no part of a name

    @property
    def is_too_short(self) -> bool:
        """Whether it would find half a village."""
        return not self.number and sum(len(term.word) for term in self.terms) < LEAST_LETTERS


def asked(text: str) -> Asked:
    """What a question means. A number of eight digits and more is a NIK, a family card or a phone; words that name by another mark the words after them."""
    if (found := numbers.digits(text.strip().lstrip("+"))) and len(found) >= LONG_NUMBER:
        return Asked(number=found)
    terms: list[Term] = []
    relation, by = "", ""
    found_words = names.words(text)
    for at, word in enumerate(found_words):
        if word in names.relatives() and (len(found_words) > at + 1 or terms):
            relation, by = names.relatives()[word], word
        elif word not in names.left_out() and word not in names.beside_a_hamlet() and not re.fullmatch(r"\d{1,3}", word):
            terms.append(Term(word, relation, by))
    if not terms:  # “Haji”, and nothing else: then it is a name
        return Asked(terms=tuple(Term(word) for word in found_words))
    return Asked(terms=tuple(terms), spoken_to=tuple(word for word in found_words if word in names.left_out() and word not in names.relatives()))


@dataclass(frozen=True)
class Known:
    """What of a person can answer a question: names, relatives (relation, name), hamlet."""

    name: str
    called: str = ""
    others: Sequence[str] = ()
    relatives: Sequence[tuple[str, str]] = ()
    hamlet: str = ""
    _words: list[tuple[str, float, str]] = field(default_factory=list, compare=False, repr=False)

    @property
    def is_spoken_to(self) -> set[str]:
        """The words of the name, the nickname and the other spellings."""
        return {word for text in (self.name, self.called, *self.others) for word in names.words(text)}

    def words(self) -> list[tuple[str, float, str]]:
        """Each word, what it weighs, and of which relation it is."""
        if not self._words:
            for text, weight, relation in (
                (self.name, OF_NAME, ""), (self.called, OF_NAME, ""), *((other, OF_NAME, "") for other in self.others),
                *((name, OF_RELATIVE, relation) for relation, name in self.relatives), (self.hamlet, OF_HAMLET, ""),
            ):  # fmt: skip
                self._words.extend((word, weight, relation) for word in _with_pairs(text))
        return self._words


def _with_pairs(text: str) -> list[str]:
    found = names.words(text)
    return [*found, *(first + second for first, second in pairwise(found))]


def score(question: Asked, known: Known) -> float:
    """How well a person answers a question of words: 0 for nothing to 1 for the whole name as it is written.

    Each word of the question finds its best word there: written alike, sounding alike, begun alike, or nearly so. What all of
    a name was asked for goes before a name that has more words; a relative counts for less unless the question names by another.
    """
    if not question.terms:
        return 0.0
    told = known.is_spoken_to if question.spoken_to or question.terms[-1].by else set()
    terms = [Term(term.word) if term.by in told else term for term in question.terms]
    total = sum(_best(term, known) for term in terms) / len(terms)
    missing = sum(word not in told for word in question.spoken_to) / len(question.spoken_to) if question.spoken_to else 0
    return total * (1 - WHOLE_NAME) + WHOLE_NAME * _share_of_name(terms, known) - SPOKEN_TO * missing


def _best(term: Term, known: Known) -> float:
    best = 0.0
    for word, weight, relation in known.words():
        if term.relation:  # the question names by a relative: that one's name, not the person's own
            is_named_by = relation == term.relation or (term.relation == "parent" and relation in ("mother", "father"))
            weight = OF_NAME if is_named_by else min(weight, NOT_MEANT)  # noqa: PLW2901 -- of this word alone
        if weight > best:
            best = max(best, weight * alike(term, word))
    return best


def alike(term: Term, word: str) -> float:
    """How much a word of a question is like a word of a name: 0 to 1."""
    if term.word == word:
        return WRITTEN
    heard = names.sound(word)
    if term.heard == heard:
        return HEARD
    if heard.startswith(term.begun) or word.startswith(term.word):
        return BEGUN + 0.1 * len(term.begun) / max(len(heard), 1)
    if len(term.heard) >= LEAST_WITHIN and term.heard in heard:
        return BEGUN - 0.1 * (1 - len(term.heard) / len(heard))
    return NEAR * _near(term, heard)


def _share_of_name(terms: Iterable[Term], known: Known) -> float:
    """How much of a name was asked for, best of all its spellings; a word with a slip counts by how near it is."""
    own = [term for term in terms if not term.relation]
    best = 0.0
    for text in (known.name, known.called, *known.others):
        found = [word for word in names.words(text) if word not in names.left_out()]
        if found and own:
            best = max(best, sum(max(_near(term, names.sound(word)) for term in own) for word in found) / len(found))
    return best


def _near(term: Term, heard: str) -> float:
    """How near a word with a slip is to a sound, 0 for not at all; its end is taken both ways, for it may be the slip."""
    near = 1.0 if heard == term.heard else max(OSA.normalized_similarity(each, heard) for each in term.both)
    return near if near >= ALIKE else 0.0
