"""The inside of the cell for spreadsheets: a program of its own, as `inside.py`, whose walls it shares.

It answers with one line of JSON, `{"sheets": [...]}` or `{"no": code}`, and behind it the rows of each sheet, one a line:
the number of the row, then its cells. A cell is a text, a number, true or false, null, or `["2024-03-12"]` for a day.
"""

import csv
import io
import json
import math
import sys
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

if __name__ == "__main__":  # the program is run without the package, so that it can read nothing of it
    sys.path.append(str(Path(__file__).parent))
    from inside import No, close_in  # type: ignore[import-not-found]
else:
    from desbumi.papers.inside import No, close_in

MOST_ROWS, MOST_COLUMNS, MOST_SHEETS, LONGEST_CELL, LARGEST = 300_000, 1_000, 60, 2_000, 1e17
MOST_UNPACKED, MOST_MEMBERS = 300 * 1024**2, 2_000
OLE, ZIP, ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04", "EncryptedPackage".encode("utf-16-le")
SEPARATORS, LOOKED_AT = ";,\t|", 40  # lines of a text that are tried with each separator
DROPPED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x00AD, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)])


def sort_of(head: bytes) -> str:
    """What a table claims to be by how it begins: "book" (XLSX, ODS), "old" (XLS), "text", or "" for a picture or a paper."""
    if head.startswith(ZIP):
        return "book"
    if head.startswith(OLE):
        return "old"
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG", b"%PDF-", b"GIF8", b"RIFF", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"PK", b"MZ", b"\x7fELF")):
        return ""
    return "text"


def cell(value: Any) -> Any:
    """A cell as it is told: marks of direction, of no width and of control are taken out of a text."""
    if isinstance(value, str):
        return value[:LONGEST_CELL].translate(DROPPED).strip()
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < LARGEST else value if math.isfinite(value) else ""
    if isinstance(value, date):
        return [value.isoformat()[:10]]
    return value if isinstance(value, int) else str(value)


def written(rows: Iterable[Iterable[Any]], first: int) -> tuple[bytes, int]:
    """Rows that say something, each on a line with its number; and how many they are."""
    out, many = io.StringIO(), 0
    for number, row in enumerate(rows, first):
        cells = [cell(each) for each in islice(row, MOST_COLUMNS + 1)]
        while cells and cells[-1] in ("", None):
            cells.pop()
        if not cells:
            continue
        many += 1
        if many > MOST_ROWS:
            raise No("long")
        if len(cells) > MOST_COLUMNS:
            raise No("wide")
        out.write(json.dumps([number, *cells], ensure_ascii=False, separators=(",", ":")) + "\n")
    return out.getvalue().encode("utf-8", "replace"), many


def workbook(strange: bytes, sort: str) -> tuple[list[dict[str, Any]], list[bytes]]:
    """The sheets of a workbook."""
    import python_calamine  # noqa: PLC0415 -- slow import, done by get_ready

    if sort == "old" and ENCRYPTED in strange:
        raise No("locked")
    if sort == "book":
        check_archive(strange)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(strange))
    except python_calamine.PasswordError:
        raise No("locked") from None
    told: list[dict[str, Any]] = []
    kept: list[bytes] = []
    for number, about in enumerate(book.sheets_metadata[:MOST_SHEETS]):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(number)
        if sheet.width > MOST_COLUMNS:
            raise No("wide")
        before = [None] * (sheet.start[1] if sheet.start else 0)  # its rows begin with the first column that is used
        lines, many = written((before + row for row in sheet.iter_rows()), 1)
        merged = [[*first, *last] for first, last in (sheet.merged_cell_ranges or [])][:5_000]
        is_hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
        told.append({"name": cell(about.name)[:80], "hidden": is_hidden, "merged": merged, "rows": many, "bytes": len(lines)})
        kept.append(lines)
    return told, kept


def check_archive(strange: bytes) -> None:
    """An archive that would unpack to more than a spreadsheet needs is not unpacked."""
    with zipfile.ZipFile(io.BytesIO(strange)) as archive:
        members = archive.infolist()
        names = {each.filename for each in members}
        if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_UNPACKED:
            raise No("work")
        if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
            raise No("kind")
        if any(each.flag_bits & 1 for each in members):
            raise No("locked")


def text(strange: bytes) -> tuple[list[dict[str, Any]], list[bytes]]:
    """A table as text: in the usual encodings, with the usual separators."""
    plain = decoded(strange)
    if plain[:5].lower() == "sep=;" or (plain[:4].lower() == "sep=" and "\n" in plain[:8]):
        separator, plain = plain[4], plain.partition("\n")[2]
        before = 1
    else:
        separator, before = separator_of(plain), 0
    lines, many = written(csv.reader(io.StringIO(plain, newline=""), delimiter=separator), 1 + before)
    return [{"name": "", "hidden": False, "merged": [], "rows": many, "bytes": len(lines)}], [lines]


def decoded(strange: bytes) -> str:
    """The text of bytes: by its mark, else UTF-8, else as Windows writes here; UTF-16 without a mark is known by its many noughts."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if strange.startswith(mark):
            return strange[len(mark) :].decode(name, "replace")
    head = strange[:2_000]
    if head.count(0) > len(head) // 4:
        return strange.decode("utf-16-le" if head[1:2] == b"\0" else "utf-16-be", "replace")
    with suppress(UnicodeDecodeError):
        return strange.decode("utf-8").replace("\0", "")
    return strange.decode("cp1252", "replace").replace("\0", "")


def separator_of(plain: str) -> str:
    """What parts the cells: what parts most of the first lines into the same number of them."""
    return max(SEPARATORS, key=lambda each: _evenness(plain, each))


def _evenness(plain: str, separator: str) -> tuple[int, int]:
    widths: list[int] = []
    with suppress(csv.Error):
        widths = [len(row) for row in islice(csv.reader(io.StringIO(plain[:100_000], newline=""), delimiter=separator), LOOKED_AT) if len(row) > 1]
    return max(((widths.count(each), each) for each in set(widths)), default=(0, 0))


def get_ready(sort: str) -> None:
    """Import what this sort needs: behind the walls nothing can be read any more."""
    for name in ("ascii", "utf-8", "utf-16-be", "utf-16-le", "utf-32-le", "cp1252", "cp437", "charmap"):
        b"a\0\0\0".decode(name, "replace")
    if sort in ("book", "old"):
        import python_calamine  # noqa: F401, PLC0415 -- slow import


def opened(strange: bytes, sort: str) -> tuple[list[dict[str, Any]], list[bytes]]:
    """What sheets a table has, and the rows of each."""
    if not sort:
        raise No("kind")
    return text(strange) if sort == "text" else workbook(strange, sort)


def main() -> None:
    """Read, close in, open, answer."""
    csv.field_size_limit(10 * LONGEST_CELL)
    strange = sys.stdin.buffer.read()
    sort = sort_of(strange[:16])
    kept: list[bytes] = []
    get_ready(sort)
    close_in()
    told: dict[str, Any]
    try:
        sheets, kept = opened(strange, sort)
        told = {"sheets": sheets}
    except No as problem:
        told = {"no": str(problem)}
    except MemoryError:
        told = {"no": "work"}
    except BaseException:  # noqa: BLE001 -- a reader written in another language panics past Exception; whatever it trips over, the file is not read
        told = {"no": "damaged"}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n")
    for part in kept:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
