"""The inside of the cell: opens strange bytes. Run by `cell.py` as a program of its own; imports nothing of the package.

It gets the bytes on stdin and answers with one line of JSON, behind it the bytes that may be kept. Between reading and
parsing it closes itself in: no file, no connection, no other program, little memory, little time. What it says of a
file is `{"kind", "pages", "width", "height"}` or `{"no": code}`; whatever else comes out, the cell takes for damage.
Called with the beginning of a QR code it reads those on each page, and a PDF with some comes apart into its pages.
"""

import ctypes
import io
import json
import os
import re
import resource
import sys
import time
from contextlib import suppress
from typing import Any

MEMORY, SECONDS = 512 * 1024**2, 12
MOST_SIDE, QUALITY, FEW_COLOURS = 3000, 85, 64
LONGEST_CODE, MOST_CODES = 120, 8
MOST_PARTS, MOST_PART_BYTES, LOOKING = 200, 20 * 1024**2, 8  # pages, bytes of all of them, seconds of work
SHARP, TALLEST = 200 / 72, 3400  # a page of a PDF is looked at with 200 dots an inch, or as many as make this many pixels a side
MOST_PIXELS = {"JPEG": 120_000_000, "PNG": 40_000_000, "WEBP": 40_000_000}  # a JPEG is drawn smaller while it is read
NEWUSER, NEWNET, NO_NEW_PRIVILEGES, NOBODY = 0x10000000, 0x40000000, 38, 65534
PICTURES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
FROM_PHONES = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


class No(Exception):
    """A file that is not kept, with the code that says why."""


def sort_of(head: bytes) -> str:
    """What bytes claim to be by how they begin: a format of pictures, "pdf", "phone" or ""."""
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head.startswith(b"%PDF-"):
        return "pdf"
    return "phone" if head[4:8] == b"ftyp" and head[8:12] in FROM_PHONES else ""


def close_in() -> dict[str, bool]:
    """Raise the walls; each says whether it stands. Without any new handle there is neither a file nor a connection."""
    libc = ctypes.CDLL(None, use_errno=True)
    os.chdir("/")
    for what, most in (("RLIMIT_AS", MEMORY), ("RLIMIT_CPU", SECONDS), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0), ("RLIMIT_NPROC", 0)):
        resource.setrlimit(getattr(resource, what), (most, most))
    if os.geteuid() == 0:  # of root there is no limit of processes
        with suppress(OSError):
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
    walls = {
        "network": hasattr(libc, "unshare") and libc.unshare(NEWUSER | NEWNET) == 0,
        "privileges": hasattr(libc, "prctl") and libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0,
    }
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    try:
        os.dup(0)
    except OSError:
        return walls | {"files": True}
    return walls | {"files": False}


def get_ready(sort: str, begins: str = "") -> None:
    """Import what this sort needs: behind the walls nothing can be read any more."""
    for name in ("ascii", "latin-1", "utf-8", "utf-16", "utf-16-be", "utf-16-le", "cp1252", "charmap", "unicode_escape"):
        "".encode(name)
    if sort in PICTURES:
        from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin, WebPImagePlugin  # noqa: F401, PLC0415 -- slow import

        Image.preinit()
        said, fresh = Image.Exif(), io.BytesIO()
        said[0x0112] = 6
        Image.new("RGB", (2, 1)).save(fresh, sort, exif=said)  # once for practice: what it imports late, it imports here
        ImageOps.exif_transpose(Image.open(io.BytesIO(fresh.getvalue()))).save(io.BytesIO(), "PNG", optimize=True)
        if begins:
            codes(Image.new("L", (20, 20)), begins)
    elif sort == "pdf":
        from pypdf import PdfWriter, filters  # noqa: F401, PLC0415 -- slow import

        writer, fresh = PdfWriter(), io.BytesIO()
        writer.add_blank_page(9, 9)
        writer.write(fresh)
        paper(fresh.getvalue())  # as above
        if begins:
            looked_at(fresh.getvalue(), begins)
            one_page(writer.pages[0], 90)


def codes(drawn: Any, begins: str) -> tuple[list[str], int]:
    """The texts of the QR codes in a picture that begin so, and by how many degrees it is to be turned so that the first stands upright."""
    import zxingcpp  # noqa: PLC0415 -- slow import, done by get_ready

    read = zxingcpp.read_barcodes(drawn.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    found = [each for each in read if each.text.startswith(begins)]
    return [each.text[:LONGEST_CODE] for each in found[:MOST_CODES]], round(found[0].orientation / 90) * 90 % 360 if found else 0


def taken(opened: Any) -> dict[str, str]:
    """When and where a photo says that it was taken: two facts to keep, where the picture itself keeps none."""
    told, found = opened.getexif(), {}
    when = told.get_ifd(0x8769).get(0x9003) or told.get(0x0132)
    if isinstance(when, str):
        found["taken"] = when[:19]
    where = told.get_ifd(0x8825)
    with suppress(KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        degrees = [sum(float(part) / 60**at for at, part in enumerate(where[key])) * (-1 if where[key - 1] in ("S", "W") else 1) for key in (2, 4)]
        found["where"] = f"{degrees[0]:.3f}, {degrees[1]:.3f}"  # about a hundred metres: which village, not which house
    return found


def picture(strange: bytes, sort: str, begins: str = "", side: int = MOST_SIDE) -> tuple[dict[str, Any], bytes]:
    """A picture written anew: upright, at most 3000 pixels a side or as many as are asked for, nothing in it but what is seen; asked for, with the codes on it."""
    from PIL import Image, ImageOps  # noqa: PLC0415 -- imported by get_ready

    Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is drawn
    with Image.open(io.BytesIO(strange), formats=[sort]) as opened:
        width, height = opened.size
        if width * height > MOST_PIXELS[sort]:
            raise No("pixels")
        if sort == "JPEG":
            opened.draft(None, (side, side))
        opened.load()
        facts: dict[str, Any] = taken(opened)
        drawn: Any = ImageOps.exif_transpose(opened)
    few = sort == "PNG" and drawn.mode != "RGBA" and drawn.getcolors(FEW_COLOURS) is not None
    if max(drawn.size) > side:
        drawn = _on_white(drawn)
        drawn.thumbnail((side, side))
        few = False
    drawn = _on_white(drawn)
    drawn.info.clear()
    if begins:
        facts["codes"], by = codes(drawn, begins)
        drawn = drawn.rotate(by, expand=True) if by else drawn
    fresh, kind = io.BytesIO(), "PNG" if few else "JPEG"
    if few:
        drawn.save(fresh, "PNG", optimize=True)
    else:
        drawn.save(fresh, "JPEG", quality=QUALITY)
    return facts | {"kind": PICTURES[kind], "width": drawn.width, "height": drawn.height, "pages": None}, fresh.getvalue()


def _on_white(drawn: Any) -> Any:
    """Without transparency, in grey or in plain colours."""
    from PIL import Image  # noqa: PLC0415 -- imported by get_ready

    if drawn.mode in ("RGB", "L"):
        return drawn
    if drawn.mode in ("RGBA", "LA", "PA") or "transparency" in drawn.info:
        drawn = drawn.convert("RGBA")
        paper = Image.new("RGB", drawn.size, "white")
        paper.paste(drawn, mask=drawn.getchannel("A"))
        return paper
    return drawn.convert("L" if drawn.mode in ("1", "I;16", "I") else "RGB")


# What acts, carries other files, or asks the viewer to do something. A place to begin at, and links to the web, are none.
ACTS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/GoToR",
    "/GoToE",
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
    "/Hide",
    "/SetOCGState",
}
HOLDS = {"/JS", "/JavaScript", "/XFA", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/RichMediaContent", "/AA"}
SUBTYPES = {"/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Sound", "/Movie"}
WRITTEN = re.compile(rb"/(?:JavaScript|EmbeddedFile|RichMedia|Launch)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def paper(strange: bytes) -> tuple[dict[str, Any], bytes]:
    """A PDF as it is, when it only shows something: no script, no action, no file within, no lock."""
    from pypdf import PdfReader  # noqa: PLC0415 -- imported by get_ready

    reader = PdfReader(io.BytesIO(strange), strict=False)
    if reader.is_encrypted:
        raise No("locked")
    if WRITTEN.search(_plain_names(strange)):
        raise No("active")
    seen = 0
    for generation, numbers in [*reader.xref.items(), (0, dict.fromkeys(reader.xref_objStm))]:
        for number in numbers:
            found = reader.get_object(_reference(number, generation, reader))
            _look(found)
            seen += found is not None
    _look(reader.trailer)
    pages = len(reader.pages)
    if not pages or not seen:
        raise No("damaged")
    return {"kind": "application/pdf", "width": None, "height": None, "pages": pages}, strange


def looked_at(strange: bytes, begins: str) -> list[tuple[list[str], int]]:
    """Of each page of a PDF its codes and how it is to be turned; pages that would take too long are not looked at."""
    import pypdfium2  # noqa: PLC0415 -- slow import, done by get_ready

    found: list[tuple[list[str], int]] = []
    since = time.process_time()
    with pypdfium2.PdfDocument(strange) as document:
        for page in document:
            if time.process_time() - since > LOOKING:
                break
            found.append(([], 0))
            with suppress(pypdfium2.PdfiumError):  # a page that cannot be drawn has no code that can be read
                drawn = page.render(scale=min(SHARP, TALLEST / max(*page.get_size(), 1)), grayscale=True)
                found[-1] = codes(drawn.to_pil(), begins)
                drawn.close()
            page.close()
    return found


def one_page(page: Any, by: int) -> bytes:
    """A page of a PDF as a PDF of its own, turned by degrees against the clock."""
    from pypdf import PdfWriter  # noqa: PLC0415 -- imported by get_ready

    writer, fresh = PdfWriter(), io.BytesIO()
    writer.add_page(page).rotate(-by % 360)
    writer.write(fresh)
    return fresh.getvalue()


def pages(strange: bytes, begins: str) -> tuple[dict[str, Any], bytes]:
    """A PDF that bears codes as `parts`, one for each page: its length in what is kept, and its codes. Without codes it stays whole."""
    from pypdf import PdfReader  # noqa: PLC0415 -- imported by get_ready

    facts, whole = paper(strange)
    is_signed = b"/ByteRange" in _plain_names(strange)  # what is signed digitally is signed as these bytes
    found = looked_at(strange, begins) if facts["pages"] <= MOST_PARTS and not is_signed else []
    if not any(read for read, _by in found):
        return facts, whole
    found += [([], 0)] * (facts["pages"] - len(found))
    sheets = PdfReader(io.BytesIO(strange), strict=False).pages
    parts = [one_page(sheet, by) if by or len(found) > 1 else whole for sheet, (_read, by) in zip(sheets, found, strict=True)]
    if sum(map(len, parts)) > MOST_PART_BYTES:
        return facts, whole
    return facts | {"parts": [[len(part), read] for part, (read, _by) in zip(parts, found, strict=True)]}, b"".join(parts)


def _reference(number: int, generation: int, reader: Any) -> Any:
    from pypdf.generic import IndirectObject  # noqa: PLC0415 -- imported by get_ready

    return IndirectObject(number, generation, reader)


def _plain_names(strange: bytes) -> bytes:
    """The bytes with names as they are meant: `/J#61vaScript` is /JavaScript."""
    return ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), strange)


def _look(found: Any) -> None:
    """Raise when an object acts or carries something; what it refers to is looked at by itself."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            _look_at(each)
            if each.get("/Type") == "/ObjStm" and WRITTEN.search(_plain_names(each.get_data())):  # type: ignore[attr-defined]
                raise No("active")
            waiting.extend(dict.values(each))
        elif isinstance(each, list):
            waiting.extend(list.__iter__(each))


def _look_at(told: Any) -> None:
    names = set(told)
    if names & HOLDS or dict.get(told, "/S") in ACTS or dict.get(told, "/Subtype") in SUBTYPES:
        raise No("active")


def opened(strange: bytes, sort: str, *, begins: str = "", side: int = MOST_SIDE) -> tuple[dict[str, Any], bytes]:
    """What a file is, and the bytes of it that may be kept."""
    if sort == "pdf":
        return pages(strange, begins) if begins else paper(strange)
    if sort in PICTURES:
        return picture(strange, sort, begins, side)
    raise No("phone" if sort == "phone" else "kind")


def main() -> None:
    """Read, close in, open, answer."""
    strange = sys.stdin.buffer.read()
    (begins, side), sort, kept = sys.argv[1:], sort_of(strange[:16]), b""
    get_ready(sort, begins)
    walls = close_in()
    told: dict[str, Any]
    try:
        told, kept = opened(strange, sort, begins=begins, side=int(side)) if strange else ({"walls": walls}, b"")
    except No as problem:
        told = {"no": str(problem)}
    except MemoryError:
        told = {"no": "work"}
    except Exception:  # noqa: BLE001 -- whatever a parser trips over, the file is not kept
        told = {"no": "damaged"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + kept)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
