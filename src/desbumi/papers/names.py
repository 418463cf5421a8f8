"""A file's name as people may see it: no path, nothing unseen, not too long."""

import re
import unicodedata

LONGEST = 120
PICTURES = {"jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif", "avif", "gif", "bmp", "tif", "tiff", "svg"}
OTHERS = {"exe", "bat", "com", "scr", "js", "html", "htm", "zip", "rar", "7z", "apk", "doc", "docx", "docm", "xls", "xlsx", "xlsm", "ppt", "pptx", "sh", "msi"}


def cleaned(name: str, ending: str = "") -> str:
    """The last part of a path, without control and direction marks; with `ending`, that one instead of its own."""
    last = re.split(r"[/\\]", name.replace("\0", "/"))[-1]
    seen = "".join(letter for letter in unicodedata.normalize("NFC", last) if unicodedata.category(letter)[0] != "C")
    stem, kind = _parted(" ".join(seen.split()).strip(" ."))
    kind = ending or kind
    return f"{stem[: LONGEST - len(kind) - 1].strip(' .') or 'berkas'}{'.' if kind else ''}{kind}"


def family_of(name: str) -> str:
    """What a name claims: "image", "application" (a PDF), "other", or "" when it claims nothing."""
    kind = _parted(name)[1].lower()
    if kind in PICTURES:
        return "image"
    return "application" if kind == "pdf" else "other" if kind in OTHERS else ""


def _parted(name: str) -> tuple[str, str]:
    stem, dot, kind = name.rpartition(".")
    return (stem, kind) if dot and stem and re.fullmatch(r"[A-Za-z0-9]{1,5}", kind) else (name, "")
