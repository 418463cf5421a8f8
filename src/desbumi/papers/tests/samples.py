"""Real pictures and PDFs, and those that mean no good."""

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, NumberObject, TextStringObject

SECRET = "kenari-tempat-diambil"


def photo(width: int = 400, height: int = 300, kind: str = "JPEG", **saved: Any) -> bytes:
    """A photo with everything in it that a phone writes: where, which device, a remark, which way up."""
    drawn, told, fresh = Image.effect_noise((width, height), 40).convert("RGB"), Image.Exif(), io.BytesIO()
    told[0x0112], told[0x010E] = 6, SECRET
    told.get_ifd(0x8825).update({1: "S", 2: (8.0, 13.0, 9.0), 3: "E", 4: (114.0, 22.0, 1.0)})
    more: dict[str, Any] = {"comment": SECRET.encode(), "xmp": f"<x:xmpmeta>{SECRET}</x:xmpmeta>".encode()} if kind == "JPEG" else {}
    drawn.save(fresh, kind, exif=told, **more, **saved)
    return fresh.getvalue()


def line_art() -> bytes:
    """A scan in few colours, with a remark in it."""
    from PIL.PngImagePlugin import PngInfo

    drawn, told, fresh = Image.new("P", (200, 100), 0), PngInfo(), io.BytesIO()
    drawn.putpalette([255, 255, 255, 20, 30, 90])
    ImageDraw.Draw(drawn).rectangle((10, 10, 150, 60), fill=1)
    told.add_text("Comment", SECRET)
    drawn.save(fresh, "PNG", pnginfo=told)
    return fresh.getvalue()


def bomb(side: int = 60_000) -> bytes:
    """A PNG that says it is 60,000 pixels a side, in some hundred bytes."""

    def chunk(kind: bytes, told: bytes) -> bytes:
        return struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(90_000)))
        + chunk(b"IEND", b"")
    )


def jpeg_bomb(side: int = 60_000) -> bytes:
    """A small JPEG whose header says it is 60,000 pixels a side."""
    small = photo(16, 16)
    at = small.index(b"\xff\xc0") + 5
    return small[:at] + struct.pack(">HH", side, side) + small[at + 4 :]


def _written(writer: PdfWriter) -> bytes:
    fresh = io.BytesIO()
    writer.write(fresh)
    return fresh.getvalue()


def _of(pages: int) -> PdfWriter:
    writer = PdfWriter()
    for _each in range(pages):
        writer.add_blank_page(595, 842)
    return writer


def pdf(pages: int = 1) -> bytes:
    """A PDF that only shows pages, and says where to begin, as office programs write it."""
    writer = _of(pages)
    begin = ArrayObject([writer.pages[0].indirect_reference, NameObject("/Fit")])
    writer.root_object[NameObject("/OpenAction")] = begin
    return _written(writer)


def scan(*pages: bytes) -> bytes:
    """A PDF as an office scanner makes it: each page is one picture."""
    first, *others = (Image.open(io.BytesIO(each)) for each in pages)
    fresh = io.BytesIO()
    first.save(fresh, "PDF", save_all=True, append_images=others, resolution=150)
    return fresh.getvalue()


def _action(kind: str, **more: Any) -> DictionaryObject:
    told = {NameObject("/S"): NameObject(kind)} | {NameObject(f"/{name}"): value for name, value in more.items()}
    return DictionaryObject(told)


def active() -> dict[str, bytes]:
    """PDFs that do something, by what they do."""
    found = {}
    script = TextStringObject("app.alert('x')")
    for name, action in {
        "script": _action("/JavaScript", JS=script),
        "launch": _action("/Launch", F=TextStringObject("calc.exe")),
        "submit": _action("/SubmitForm", F=TextStringObject("http://example.org")),
        "elsewhere": _action("/GoToR", F=TextStringObject("other.pdf")),
    }.items():
        writer = _of(1)
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
        found[name] = _written(writer)
    writer = _of(1)
    writer.add_attachment("surat.exe", b"MZ")
    found["file within"] = _written(writer)
    writer = _of(1)
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/XFA"): ArrayObject([TextStringObject("<xdp/>")])})
    found["form that acts"] = _written(writer)
    writer = _of(1)
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
            NameObject("/Rect"): ArrayObject([NumberObject(0)] * 4),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])
    found["paper clip"] = _written(writer)
    writer = _of(1)
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): _action("/Named", N=NameObject("/Print"))})
    found["acts when seen"] = _written(writer)
    found["name in disguise"] = found["script"].replace(b"/JavaScript", b"/J#61vaScript")
    writer = _of(1)
    hidden = DecodedStreamObject()
    hidden.set_data(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>")
    hidden.update({NameObject("/Type"): NameObject("/ObjStm"), NameObject("/N"): NumberObject(1), NameObject("/First"): NumberObject(4)})
    writer._add_object(hidden.flate_encode())
    found["packed away"] = _written(writer)
    return found


def locked() -> bytes:
    """A PDF with a password."""
    writer = _of(1)
    writer.encrypt("rahasia", algorithm="RC4-128")
    return _written(writer)
