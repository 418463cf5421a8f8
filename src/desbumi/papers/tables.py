"""Tables as people bring them: a spreadsheet or text is opened in the cell, and its rows are read from what comes out."""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from desbumi.papers import cell
from desbumi.papers.cell import FileEmpty, FileRefused, Opened
from desbumi.papers.inside_tables import sort_of
from desbumi.papers.names import cleaned

INSIDE = Path(__file__).with_name("inside_tables.py")
MOST_TOLD = 160 * 1024**2  # bytes of all rows as they are told
KIND = "application/x-rows"  # of a file that holds rows as the cell told them
PATIENCE = 20.0  # seconds by the clock
Cell = str | float | bool | list[str] | None


class NotATable(FileRefused):
    """Neither a spreadsheet nor a text with columns."""

    code = "tables.kind"
    says = _("“%(name)s” is not a table.")
    way_forward = _("Bring a spreadsheet (XLSX, XLS, ODS) or a CSV file.")


class TableMissing(FileRefused):
    """No such file, or it may not be read."""

    code, status = "tables.missing", 404
    says = _("“%(name)s” cannot be read.")
    way_forward = _("Look whether the file is there, and whether you may open it.")


class TableLocked(FileRefused):
    """A workbook with a password."""

    code = "tables.locked"
    says = _("“%(name)s” is locked with a password.")
    way_forward = _("Open it in your spreadsheet program, save it without the password, and bring it again.")


class TableTooLarge(FileRefused):
    """More than 20 MB."""

    code, status = "tables.too_large", 413
    says = _("“%(name)s” is larger than 20 MB.")
    way_forward = _("Save only the sheet with the people as a new file, without pictures, and bring that.")


class TableTooLong(FileRefused):
    """More rows or columns than a register has."""

    code = "tables.too_long"
    says = _("“%(name)s” has more rows or columns than a register has.")
    way_forward = _("Delete the empty columns and rows, or bring it in parts: one sheet for each village.")


class TableTooMuchWork(FileRefused):
    """Opening it took more time or memory than a table needs."""

    code = "tables.work"
    says = _("“%(name)s” takes too much work to open.")
    way_forward = _("Copy the rows into a new spreadsheet, save that, and bring it instead.")


class TableDamaged(FileRefused):
    """It does not open."""

    code = "tables.damaged"
    says = _("“%(name)s” cannot be opened; it may be damaged.")
    way_forward = _("Open it in your spreadsheet program. If that works, save it anew and bring that file.")


SAID: dict[str, type[FileRefused]] = {
    "kind": NotATable, "locked": TableLocked, "long": TableTooLong, "wide": TableTooLong, "work": TableTooMuchWork, "damaged": TableDamaged,
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row that says something: its number in the sheet, from 1, and its cells as far as they go."""

    number: int
    cells: list[Cell]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a table, whose rows are read as often as they are asked for."""

    name: str
    is_hidden: bool
    merged: Sequence[Sequence[int]]  # first row, first column, last row, last column, from nought
    count: int
    told: bytes = field(repr=False)  # of the whole table, of which this sheet's rows are a part
    since: int
    until: int

    def rows(self) -> Iterator[Row]:
        """Its rows, from the first."""
        since = self.since
        while since < self.until:
            until = self.told.index(b"\n", since)
            number, *cells = json.loads(self.told[since:until])
            yield Row(number, cells)
            since = until + 1


@dataclass(frozen=True)
class Table:
    """A spreadsheet that was opened in the cell, as it can be kept and read again."""

    name: str
    told: bytes

    def __len__(self) -> int:
        """How many rows it has, headers and all."""
        return sum(each.count for each in self.sheets)

    @property
    def opened(self) -> Opened:
        """As a file that may be kept: its rows, never the strange bytes."""
        return Opened(self.name, KIND, zlib.compress(self.told))

    @classmethod
    def kept(cls, name: str, content: bytes) -> "Table":
        """A table that was kept."""
        return cls(name, zlib.decompress(content))

    @property
    def sheets(self) -> list[Sheet]:
        """Its sheets, in order."""
        line, _newline, _rest = self.told.partition(b"\n")
        since, found = len(line) + 1, []
        for each in json.loads(line)["sheets"]:
            found.append(Sheet(each["name"], each["hidden"], each["merged"], each["rows"], self.told, since, since + each["bytes"]))
            since += each["bytes"]
        return found


def read(path: Path) -> bytes:
    """The bytes of a file on this machine, unless it is too large to be a table. Raises TableTooLarge, TableMissing."""
    try:
        if not path.is_file():
            raise TableMissing(name=cleaned(path.name))
        if path.stat().st_size > cell.MOST_BYTES:
            raise TableTooLarge(name=cleaned(path.name))
        return path.read_bytes()
    except OSError as problem:
        raise TableMissing(name=cleaned(path.name)) from problem


def opened(strange: bytes, name: str) -> Table:
    """Open a strange table. Raises a FileRefused that says why not, for the file of that name."""
    shown = cleaned(name)
    if not strange:
        raise FileEmpty(name=shown)
    if len(strange) > cell.MOST_BYTES:
        raise TableTooLarge(name=shown)
    if not sort_of(strange[:16]):
        raise NotATable(name=shown)
    told, rows = cell.run(strange, INSIDE, PATIENCE, most=MOST_TOLD)
    sheets = told.get("sheets")
    if not isinstance(sheets, list) or not all(map(_is_sheet, sheets)):
        raise SAID.get(str(told.get("no")), TableDamaged)(name=shown)
    if sum(each["bytes"] for each in sheets) != len(rows):
        raise TableTooMuchWork(name=shown)
    return Table(shown, json.dumps({"sheets": sheets}).encode() + b"\n" + rows)


def _is_sheet(told: Any) -> bool:
    """Whether the cell tells of a sheet as it should."""
    if not isinstance(told, dict) or not isinstance(told.get("name"), str) or not isinstance(told.get("merged"), list):
        return False
    return all(type(told.get(each)) is int and told[each] >= 0 for each in ("rows", "bytes")) and isinstance(told.get("hidden"), bool)
