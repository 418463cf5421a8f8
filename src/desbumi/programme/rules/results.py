"""What a test shows, and whether the four expected results of a workshop were reached. No database here.

Each result is judged from records by a rule of one sentence; nobody types it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

PASSED_OF_TEN, CLEAR_OF_TEN = 7, 7  # understands; a question is clear
RULES = {
    "understanding": _("Reached when, of those tested afterwards, at least 7 of 10 understand (7 of 10 answers right) and more than before."),
    "acceptance": _(
        "Reached when the people of every village decided that it takes part, with or without conditions; who was asked one by one stands beside it."
    ),
    "agreement": _("Reached when every village has signed a shared understanding that names its own outreach with a day."),
    "change_targets": _("Reached when every village has set at least one target under each of the three pillars."),
}


@dataclass(frozen=True)
class Question:
    """One question with how many were right before and after, of how many who answered."""

    number: int
    text: str
    before: int
    before_of: int
    after: int
    after_of: int

    @property
    def is_unclear(self) -> bool:
        """Whether fewer than 7 of 10 were right afterwards."""
        return bool(self.after_of) and self.after * 10 < CLEAR_OF_TEN * self.after_of


@dataclass(frozen=True)
class Result:
    """One of the four results: "reached", "partly", "not_yet" or "nothing" (no record to judge by); figures and gaps in words."""

    key: str
    state: str
    figures: tuple[str, ...]
    gaps: tuple[str, ...] = field(default=())

    @property
    def rule(self) -> Any:
        """The rule in one sentence."""
        return RULES[self.key]


def right(answers: str, key: str) -> int:
    """How many answers are right; `answers` and `key` have a letter for each question, “-” for none."""
    return sum(given == wanted for given, wanted in zip(answers, key, strict=False))


def understands(answers: str, key: str) -> bool:
    """Whether somebody understands: at least 7 of 10 answers are right."""
    return bool(key) and right(answers, key) * 10 >= PASSED_OF_TEN * len(key)


def by_question(
    texts: Sequence[str], key: str, before: Collection[str], after: Collection[str], cards: Mapping[tuple[int, str], tuple[int, int]]
) -> list[Question]:
    """Each question before and after, slips and cards together. `cards`: (number, moment) → right, all."""
    found = []
    for at, text in enumerate(texts):
        told = {"before": [each[at : at + 1] for each in before], "after": [each[at : at + 1] for each in after]}
        sums = {}
        for moment, letters in told.items():
            held, of = cards.get((at + 1, moment), (0, 0))
            sums[moment] = (sum(letter == key[at] for letter in letters) + held, sum(letter not in ("", "-") for letter in letters) + of)
        found.append(Question(at + 1, text, *sums["before"], *sums["after"]))
    return found


def state_of(done: int, of: int) -> str:
    """Reached when all is done, partly when some is, not yet when none is; nothing to judge by when there is nothing."""
    if not of:
        return "nothing"
    return "reached" if done >= of else "partly" if done else "not_yet"


def judged_understanding(understood_before: int, tested_before: int, understood_after: int, tested_after: int) -> str:
    """How the first result stands."""
    if not tested_after:
        return "nothing" if not tested_before else "not_yet"
    is_enough = understood_after * 10 >= PASSED_OF_TEN * tested_after
    is_more = not tested_before or understood_after * tested_before > understood_before * tested_after or understood_after == tested_after
    return "reached" if is_enough and is_more else "partly" if understood_after else "not_yet"
