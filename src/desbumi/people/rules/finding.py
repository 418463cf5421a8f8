"""What a question for a person means, and which answer is the best. No database here."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz.distance import OSA

from desbumi.people.rules import names, numbers

LEAST_LETTERS = 2
LEAST_WITHIN = 3  # letters that count when they stand within a word
LONG_NUMBER = 8  # digits; what is shorter is part of an address or of nothing
WRITTEN, HEARD, BEGUN, NEAR = 1.0, 0.95, 0.85, 0.8
OF_NAME, OF_RELATIVE, OF_HAMLET = 1.0, 0.85, 0.6
NOT_MEANT = 0.7  # the own name of someone who was named by another
WHOLE_NAME = 0.15  # how much it counts that all of a name was asked for
GOOD = 0.55  # below it nobody would call it an answer


@dataclass(frozen=True)
class Term:
    """One word of a question; `relation` when it names someone by another: “wife of Slamet”."""

    word: str
    relation: str = ""
    is_last: bool = False

    @property
    def heard(self) -> str:
        """How it sounds as a whole word."""
        return names.sound(self.word)

    @property
    def begun(self) -> str:
        """How it sounds as the beginning of one."""
        return names.sound(self.word, is_whole=False)


@dataclass(frozen=True)
class Asked:
    """A question: a long number, or words."""

    number: str = ""
    terms: tuple[Term, ...] = ()

    @property
    def is_too_short(self) -> bool:
        """Whether it would find half a village."""
        return not self.number and sum(len(term.word) for term in self.terms) < LEAST_LETTERS


def asked(text: str) -> Asked:
    """What a question means. A number of eight digits and more is a NIK, a family card or a phone; words that name by another mark the words after them."""
    if (found := numbers.digits(text.strip().lstrip("+"))) and len(found) >= LONG_NUMBER:
        return Asked(number=found)
    terms: list[Term] = []
    relation = ""
    found_words = names.words(text)
    for at, word in enumerate(found_words):
        more = len(found_words) > at + 1
        if word in names.relatives() and (more or terms):
            relation = names.relatives()[word]
        elif word not in names.left_out() and not re.fullmatch(r"rt|rw", word):
            terms.append(Term(word, relation, not more))
    if not terms:  # “Haji”, and nothing else: then it is a name
        terms = [Term(word, "", at == len(found_words) - 1) for at, word in enumerate(found_words)]
    return Asked(terms=tuple(terms))


@dataclass(frozen=True)
class Known:
    """What of a person can answer a question: names, relatives (relation, name), hamlet."""

    name: str
    called: str = ""
    others: Sequence[str] = ()
    relatives: Sequence[tuple[str, str]] = ()
    hamlet: str = ""
    _words: list[tuple[str, float, str]] = field(default_factory=list, compare=False, repr=False)

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
    total = sum(_best(term, known) for term in question.terms) / len(question.terms)
    return total * (1 - WHOLE_NAME) + WHOLE_NAME * _share_of_name(question.terms, known)


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
    near = OSA.normalized_similarity(term.heard, heard)
    return NEAR * near if near >= GOOD else 0.0


def _share_of_name(terms: Iterable[Term], known: Known) -> float:
    """How much of a name was asked for, best of all its spellings."""
    own = [term for term in terms if not term.relation]
    wanted = {term.heard for term in own} | {term.word for term in own}
    best = 0.0
    for text in (known.name, known.called, *known.others):
        found = [word for word in names.words(text) if word not in names.left_out()]
        if found:
            best = max(best, sum(word in wanted or names.sound(word) in wanted for word in found) / len(found))
    return best
