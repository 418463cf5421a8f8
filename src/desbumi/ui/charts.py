"""Small charts as SVG: marks alone, with positions from 0 to 100; the words stand in the HTML around them."""

import itertools
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe


def bell(before: int, before_of: int, after: int, after_of: int) -> SafeString:
    """From one share to another on a line: a ring where it was, a dot where it is. A side of which nothing is known is left out."""
    marks = ['<line x1="0%" x2="100%" y1="12" y2="12"/>']
    first = before * 100 // before_of if before_of else None
    last = after * 100 // after_of if after_of else None
    if first is not None and last is not None:
        marks.append(f'<line class="span" x1="{first}%" x2="{last}%" y1="12" y2="12"/>')
    if first is not None:
        marks.append(f'<circle class="d2" cx="{first}%" cy="12" r="5.5"/>')
    if last is not None:
        marks.append(f'<circle class="d1" cx="{last}%" cy="12" r="7"/>')
    return mark_safe(f'<svg aria-hidden="true">{"".join(marks)}</svg>')  # noqa: S308 -- built of numbers


def strip(parts: Sequence[tuple[str, int]]) -> SafeString:
    """Shares of a whole side by side, each in the pattern of a part of the house."""
    whole, before, marks = sum(many for _part, many in parts) or 1, 0, []
    for part, many in parts:
        marks.append(f'<rect x="{before * 100 / whole:.2f}%" width="{many * 100 / whole:.2f}%" height="100%" fill="url(#isen-{part})"/>')
        before += many
    return mark_safe(f'<svg class="strip" aria-hidden="true">{"".join(marks)}</svg>')  # noqa: S308 -- built of numbers and of our own words


def way(points: Sequence[tuple[int, int, Decimal, Any]], goal: Decimal) -> SafeString:
    """Values over time as a line with dots, the goal as a thick line; `points` are x and y from 0 to 100, with their values."""
    values = [value for _x, _y, value, _on in points]
    low, high = min(*values, goal), max(*values, goal)
    level = 100 - round((goal - low) * 100 / ((high - low) or 1))
    dots = "".join(f'<circle class="d1" cx="{x}%" cy="{y}%" r="5"/>' for x, y, _value, _on in points)
    parts = "".join(f'<line class="span" x1="{one[0]}%" y1="{one[1]}%" x2="{two[0]}%" y2="{two[1]}%"/>' for one, two in itertools.pairwise(points))
    return mark_safe(f'<svg class="way" aria-hidden="true"><line class="goal" x1="0%" x2="100%" y1="{level}%" y2="{level}%"/>{parts}{dots}</svg>')  # noqa: S308 -- built of numbers
