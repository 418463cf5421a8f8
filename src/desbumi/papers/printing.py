"""Print: sheets as PDF by Typst, for archives (PDF/A-2a) and for readers aloud (PDF/UA-1), with our own fonts.

A template lies in `typst/` and holds no word: Python passes them, in the language of the moment. What people wrote
is passed as text and set as text, so it is never markup. A warning of Typst (a font that is not there) stops the print.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import segno
import typst
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desbumi.book import heads
from desbumi.pages.asking import Response
from desbumi.papers.answers import attachment
from desbumi.papers.glyphs import FONTS, printable
from desbumi.territory.models import Territory
from desbumi.ui.templatetags.ui import day, moment

TEMPLATES = Path(__file__).parent / "typst"
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
PAPERS = ("f4", "a4")
WHERE = re.compile(r"─ (?:.*/)?([^/\s]+\.typ):(\d+):")


class TemplateBroken(RuntimeError):
    """A template that does not print: a mistake of ours, told with its file and line and no word of what was to be printed."""

    def __init__(self, file: str, line: int, message: str) -> None:
        super().__init__(f"{file}, line {line}: {message}")
        self.file, self.line, self.message = file, line, message


class Press:
    """One compiler, kept for the life of the process, one sheet at a time; it reads its own folder and no other."""

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self.folder, self._lock = folder, Lock()
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
        self._compiler = typst.Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)

    def print(self, template: str, told: Mapping[str, Any], *, at: datetime, kind: str = "pdf") -> bytes:
        """A template with what it is told, as PDF (or "png", a picture of its first page). Raises TemplateBroken.

        The same words at the same moment give the same bytes.
        """
        asked = json.dumps(printable(dict(told)), ensure_ascii=False)
        with self._lock:
            try:
                made, warnings = self._compiler.compile_with_warnings(
                    self.folder / template,
                    format="png" if kind == "png" else "pdf",
                    sys_inputs={"told": asked},
                    pdf_standards=STANDARDS if kind == "pdf" else None,
                    timestamp=int(at.timestamp()),
                )
            except typst.TypstError as problem:
                raise broken(template, problem.message, problem.diagnostic) from None  # its own words may hold those of a person
        if warnings:
            raise broken(template, warnings[0].message, warnings[0].diagnostic)
        pages = made if isinstance(made, list) else [made or b""]
        return pages[0]


def broken(template: str, message: str, diagnostic: str) -> TemplateBroken:
    """What Typst says, as file, line and one sentence; what stands between quotes may be of a person and is left out."""
    found = WHERE.search(diagnostic)
    file, line = (found[1], int(found[2])) if found else (template, 0)
    return TemplateBroken(file, line, re.sub(r'"[^"]*"', "…", message.partition("\n")[0]))


@lru_cache(maxsize=1)
def press() -> Press:
    """The press of this process, made at the first sheet."""
    return Press()


LONG_WORD = re.compile(r"\S{80,}")


def breakable(told: Any) -> Any:
    """The same, where a word that no line holds may be broken after each forty letters."""
    if isinstance(told, str):
        return LONG_WORD.sub(lambda found: "\u200b".join(found[0][at : at + 40] for at in range(0, len(found[0]), 40)), told)
    if isinstance(told, Mapping):
        return {name: breakable(each) for name, each in told.items()}
    return [breakable(each) for each in told] if isinstance(told, list | tuple) else told


def sheet(template: str, *, title: str, place: Territory, told: Mapping[str, Any], office: str = "", paper: str = "f4", at: datetime | None = None) -> bytes:
    """A sheet of a place: letterhead, title, what the template makes of `told`; at its foot the head of the place's book.

    `paper` is "f4" (215 × 330 mm) or "a4"; `at` is the moment of printing, now unless told. Raises TemplateBroken.
    """
    now, head = at or timezone.now(), heads.printed(place.code)
    above = [up.title for up in (place.parent, place.parent.parent if place.parent else None) if up is not None]
    within = " · ".join([*above, _("code %(code)s") % {"code": place.code}])
    frame = {
        "title": title,
        "place": {"name": place.title, "within": within},
        "lead": _("As it stood on %(day)s") % {"day": day(now.astimezone(ZoneInfo(place.zone)).date())},
        "office": office,
        "paper": paper,
        "head": head,
        "head_says": _("The village’s book on this day:") if place.level == "village" else _("The book of this place on this day:"),
        "qr": qr(head),
        **_around(now, place.zone),
    }
    return press().print(template, {**frame, **told}, at=now)


def _around(at: datetime, zone: str) -> dict[str, str]:
    """What every sheet bears: when it was printed, its pages, whether its people are invented."""
    return {
        "language": get_language() or "id",
        "printed": _("Printed on %(moment)s") % {"moment": moment(at, zone)},
        "pages": _("Page {number} of {total}"),
        "demo": _("EXAMPLE: the people on this sheet are invented") if settings.DEMO_FILE.exists() else "",
    }


def qr(head: str) -> str:
    """A head as a QR picture (SVG), for a camera that checks it against the book."""
    return segno.make(f"desbumi:{head}", error="m").svg_inline(border=2, dark="#000", light="#fff")


def share_sheet(holder: str, words: list[str], installation_name: str, *, at: datetime | None = None, paper: str = "f4") -> bytes:
    """One recovery share as a page: numbered words, what they are, whom to give them to. It is printed once and kept nowhere."""
    now = at or timezone.now()
    told = {
        "title": _("Recovery share"),
        "place": {"name": installation_name, "within": _("Desbumi: the keys of this installation")},
        "lead": "",
        "office": "",
        "paper": paper,
        "head": "",
        "holder": holder,
        "share": words,
        "words": _words_of_a_share(),
        **_around(now, "Asia/Jakarta"),
    }
    return press().print("shares.typ", told, at=now)


def _words_of_a_share() -> dict[str, Any]:
    return {
        "never": _("Never keep this sheet with the laptop, and never photograph it."),
        "what": [
            _("If the passphrase is forgotten, two of the three shares together open the keys again. One share alone opens nothing."),
            _("Without passphrase and without two shares, what the book holds can never be read again, by anyone."),
        ],
        "holder": _("This share is for"),
        "words": _("The words, in this order"),
        "use": _("What to do with it"),
        "steps": [
            _("Put it into an envelope, close it, sign over the flap."),
            _("Keep it where your deeds and certificates lie: dry and locked."),
            _("Give it to nobody who already holds another share."),
            _("If it is lost, or others saw it, tell the administrator at once, so that new shares are made."),
        ],
        "received": _("Received by the holder named above:"),
        "sign_here": _("name, signature, date"),
    }


def pdf(content: bytes, name: str) -> Response:
    """A PDF to save under a name without any person in it."""
    return attachment(content, "application/pdf", name)
