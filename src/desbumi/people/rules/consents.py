"""What may be done with what is known about a person. No database here.

Unasked, a person stands in the village's own register, its lists, and in lists without whole numbers: keeping them is
the village's duty (UU 18/2017 art. 42). Anything else needs a yes (UU 27/2022 art. 20), and after a no or a withdrawal the
person is left out of whatever leaves the village (within 3 × 24 hours, art. 40; here at once).
"""

from collections.abc import Iterable

from desbumi.ways import Way

WAY = Way(
    ("allow", None, "yes"),
    ("deny", None, "no"),
    ("withdraw", "yes", "withdrawn"),
)


def standing(answers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What holds now for each purpose, from (purpose, answer) in the order in which they were given; a purpose nobody asked about is not there."""
    return dict(answers)


def is_allowed(answer: str | None) -> bool:
    """Whether a purpose that needs a yes is allowed."""
    return answer == "yes"


def is_left_out(answer: str | None) -> bool:
    """Whether a list that leaves the village, even without whole numbers, leaves this person out."""
    return answer in ("no", "withdrawn")
