"""The code of a page: which event, which paper, which day, which page. No database here.

It stands as a QR code on each printed sheet, `desbumi-page:1:<event>:<paper>:<day>:<page>`, and in words beside it, so that a
pile of photos sorts itself afterwards.
"""

import re
from dataclasses import dataclass

OURS = "desbumi-page:"
FORM = re.compile(rf"{OURS}1:([0-9a-f]{{32}}):([a-z]{{1,12}}):(\d{{1,2}}):(\d{{1,4}})")


@dataclass(frozen=True)
class PageCode:
    """What a page is: event (UUID hex), paper, day of the event from 1 (0: no day), page from 1."""

    event: str
    kind: str
    day: int
    page: int

    @property
    def text(self) -> str:
        """What the QR code says."""
        return f"{OURS}1:{self.event}:{self.kind}:{self.day}:{self.page}"

    @property
    def spoken(self) -> str:
        """What is printed beside it, for people: the last six letters of the event, paper, day, page."""
        return f"{self.event[-6:].upper()} · {self.kind} · {self.day}.{self.page}"


def read_code(text: str) -> PageCode | None:
    """The code of a page as a camera reads it; None when it is none of ours."""
    found = FORM.fullmatch(text)
    return PageCode(found[1], found[2], int(found[3]), int(found[4])) if found else None
