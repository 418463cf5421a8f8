"""The cell: strange bytes are opened in a process of their own, with limits and without files, network or secrets.

Each file has a fresh process (`inside.py`); what it answers is judged here, not believed.
"""

import json
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Timer
from typing import Any

from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from desbumi.papers.inside import LONGEST_CODE, MOST_CODES, MOST_PARTS, MOST_SIDE, sort_of
from desbumi.papers.names import cleaned, family_of
from desbumi.refusals import Refusal

INSIDE = Path(__file__).with_name("inside.py")
MOST_BYTES = 20 * 1024**2
PATIENCE = 20  # seconds by the clock; its own limit is of work
LONGEST_ANSWER = MOST_PARTS * MOST_CODES * (LONGEST_CODE + 16)
KINDS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}
WHERE = re.compile(r"-?\d{1,2}\.\d{3}, -?\d{1,3}\.\d{3}")
MOST_FACT = 100_000  # pages, or pixels a side


class FileRefused(Refusal):
    """A file that is not kept; `name` says which."""

    code, field = "papers.refused", "files"
    says = _("“%(name)s” could not be kept.")
    way_forward = _("Send it as a photo (JPG, PNG) or as a PDF.")


class FileEmpty(FileRefused):
    """No byte in it."""

    code = "papers.empty"
    says = _("“%(name)s” is empty.")
    way_forward = _("Look at the file on your device, then choose it once more.")


class FileTooLarge(FileRefused):
    """More than 20 MB."""

    code, status = "papers.too_large", 413
    says = _("“%(name)s” is larger than 20 MB.")
    way_forward = _("Take the photo with a lower resolution, or send the scan page by page.")


class FilesTooMuch(FileRefused):
    """More than 60 MB in one go."""

    code, status = "papers.too_much", 413
    says = _("“%(name)s” was left out: together the files are larger than 60 MB.")
    way_forward = _("Keep fewer files at once, and the others afterwards.")


class FileOfNoKind(FileRefused):
    """Neither picture nor PDF by its content."""

    code = "papers.kind"
    says = _("“%(name)s” is neither a picture nor a PDF.")
    way_forward = _("Send it as a photo (JPG, PNG) or as a PDF.")


class PhonePicture(FileRefused):
    """HEIC or AVIF, as some phones take pictures."""

    code = "papers.phone_picture"
    says = _("“%(name)s” is a picture of a kind that not every device can show.")
    way_forward = _("Send it as JPG: on an iPhone choose Settings, Camera, Formats, Most Compatible; or take a screenshot of it.")


class FileLies(FileRefused):
    """Its name says one thing, its content another."""

    code = "papers.lies"
    says = _("“%(name)s” is not what its name says.")
    way_forward = _("Ask whoever sent it to you, or take a photo of the paper yourself.")


class TooManyPixels(FileRefused):
    """A picture that would fill the memory."""

    code = "papers.pixels"
    says = _("“%(name)s” has more pixels than can be opened here.")
    way_forward = _("Take a photo with a lower resolution.")


class FileDamaged(FileRefused):
    """It does not open."""

    code = "papers.damaged"
    says = _("“%(name)s” cannot be opened; it may be damaged.")
    way_forward = _("Open it on your device. If that works, print it to PDF anew or take a photo of it.")


class TooMuchWork(FileRefused):
    """Opening it took more time or memory than a paper needs."""

    code = "papers.work"
    says = _("“%(name)s” takes too much work to open.")
    way_forward = _("Send a photo of each page instead.")


class PdfActs(FileRefused):
    """A PDF with a script, an action or a file in it."""

    code = "papers.active"
    says = _("“%(name)s” holds more than pages: a script, a form that acts, or another file.")
    way_forward = _("Print it to PDF anew, or send a scan of the paper.")


class PdfLocked(FileRefused):
    """An encrypted PDF."""

    code = "papers.locked"
    says = _("“%(name)s” is locked with a password.")
    way_forward = _("Print it to PDF without a password, or send a scan of the paper.")


SAID: dict[str, type[FileRefused]] = {
    "kind": FileOfNoKind, "phone": PhonePicture, "pixels": TooManyPixels, "damaged": FileDamaged, "work": TooMuchWork, "active": PdfActs, "locked": PdfLocked,
}  # fmt: skip


@dataclass(frozen=True)
class Opened:
    """A file that was opened in the cell and may be kept: its name, its kind by content, its facts, its bytes."""

    name: str
    kind: str
    content: bytes
    pages: int | None = None
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None  # as the device that took it says; in the zone of the house
    taken_where: str = ""  # latitude, longitude, to about a hundred metres
    codes: tuple[str, ...] = ()  # what QR codes on it say, where that was asked for


def opened(strange: bytes, name: str, *, side: int = MOST_SIDE) -> Opened:
    """Open strange bytes; a picture becomes one of at most so many pixels a side. Raises a FileRefused that says why not, for the file of that name."""
    return _judged(strange, name, side=side)[0]


def opened_pages(strange: bytes, name: str, begins: str) -> list[Opened]:
    """Open strange bytes and read the codes on them that begin so: a picture, or a PDF, apart into its pages when one bears such a code.

    Raises a FileRefused that says why not, for the file of that name.
    """
    try:
        whole, parts = _judged(strange, name, begins=begins)
    except (TooMuchWork, FileDamaged):  # looking for codes is more work, with another reader: what opens without it is kept whole
        whole, parts = _judged(strange, name)
    if not isinstance(parts, list):
        return [whole]
    if not 0 < len(parts) <= MOST_PARTS or not all(map(_is_part, parts)) or sum(part[0] for part in parts) != len(whole.content):
        raise FileDamaged(name=whole.name)
    found, since = [], 0
    stem, dot, ending = whole.name.rpartition(".")
    for number, part in enumerate(parts, 1):
        called = f"{stem[:100]}-{number}{dot}{ending}" if len(parts) > 1 else whole.name
        found.append(replace(whole, name=called, content=whole.content[since : since + part[0]], pages=1, codes=_codes(part[1])))
        since += part[0]
    return found


def _is_part(part: Any) -> bool:
    """Whether this is a part: how many bytes, and which codes."""
    return isinstance(part, list) and len(part) == 2 and type(part[0]) is int and part[0] > 0


def _judged(strange: bytes, name: str, *, begins: str = "", side: int = MOST_SIDE) -> tuple[Opened, Any]:
    """What the cell says of strange bytes, and the parts of them if it names some."""
    shown = cleaned(name)
    if not strange:
        raise FileEmpty(name=shown)
    if len(strange) > MOST_BYTES:
        raise FileTooLarge(name=shown)
    sort = sort_of(strange[:16])
    if sort in ("", "phone"):
        raise SAID[sort or "kind"](name=shown)
    told, kept = run(strange, begins=begins, side=side)
    if "no" in told:
        raise SAID.get(str(told["no"]), FileDamaged)(name=shown)
    kind = told.get("kind")
    if kind not in KINDS or not kept or len(kept) > MOST_BYTES:
        raise FileDamaged(name=shown)
    if family_of(shown) not in ("", kind.partition("/")[0]):
        raise FileLies(name=shown)
    pages, width, height = (_fact(told.get(each)) for each in ("pages", "width", "height"))
    found = Opened(
        cleaned(name, KINDS[kind]), kind, kept, pages, width, height, _moment(told.get("taken")), _where(told.get("where")), _codes(told.get("codes"))
    )  # fmt: skip
    return found, told.get("parts") if begins else None


def _fact(value: Any) -> int | None:
    return value if isinstance(value, int) and 0 < value <= MOST_FACT else None


def _moment(value: Any) -> datetime | None:
    """A moment as photos tell it, if it is one."""
    try:
        return datetime.strptime(str(value), "%Y:%m:%d %H:%M:%S").replace(tzinfo=get_default_timezone())
    except ValueError:
        return None


def _where(value: Any) -> str:
    return value if isinstance(value, str) and WHERE.fullmatch(value) else ""


def _codes(value: Any) -> tuple[str, ...]:
    told = value if isinstance(value, list) else []
    return tuple(each for each in told if isinstance(each, str) and each.isprintable())[:MOST_CODES]


def walls() -> dict[str, bool]:
    """Which walls of the cell stand on this machine: `files`, `network`, `privileges`."""
    told = run(b"")[0].get("walls")
    return {name: bool(told.get(name)) for name in ("files", "network", "privileges")} if isinstance(told, dict) else {}


def run(
    strange: bytes, program: Path = INSIDE, patience: float = PATIENCE, *, begins: str = "", side: int = MOST_SIDE, most: int = MOST_BYTES
) -> tuple[dict[str, Any], bytes]:
    """What a fresh process answers to these bytes: its line of JSON and at most so many bytes behind it."""
    with subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-I", "-B", str(program), begins, str(side)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/",
        start_new_session=True,
    ) as process:  # fmt: skip
        guard = Timer(patience, process.kill)
        guard.start()
        try:
            answer = _answer_of(process, strange, most)
        finally:
            guard.cancel()
            process.kill()
    line, _newline, kept = answer.partition(b"\n")
    try:
        told = json.loads(line[:LONGEST_ANSWER])
    except ValueError:  # it was ended: by its limits, by the clock, or by what it opened
        return {"no": "work"}, b""
    return (told, kept) if isinstance(told, dict) else ({"no": "damaged"}, b"")


def _answer_of(process: "subprocess.Popen[bytes]", strange: bytes, most: int) -> bytes:
    """It reads everything before it answers, so nobody waits for the other; a longer answer than a file is cut off."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(strange)
        process.stdin.close()
    except BrokenPipeError:
        return b""
    return process.stdout.read(most + LONGEST_ANSWER + 1)
