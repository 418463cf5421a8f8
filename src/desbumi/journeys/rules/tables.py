"""Where in a sheet the people stand: titles, headers of one or two lines, rows, totals, footers, forms of one person a block. No database here."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from desbumi.journeys.rules import values, words
from desbumi.journeys.rules.columns import NAMED, Column, meaning
from desbumi.journeys.rules.values import Cell

LOOKED_AT, LONGEST_PILE, FEW = 400, 20_000, 3  # rows in which the first header is sought, and forms; cells that a line below a table has at most
MOST_TITLES, WIDEST_FORM, HIGHEST, LONGEST_DITTO, LONGEST_NAMED = 30, 40, 200, 18, 40
NUMBERED = re.compile(r"\(?\s*(\d{1,3})\s*[.)]?")
TITLES = ("daftar", "data", "rekap", "rekapitulasi", "laporan", "nama nama", "formulir")
WORDY = re.compile(r"[^\W_]")
SECTION = re.compile(r"^(?:dusun|dsn|dukuh|lingkungan)\b", re.IGNORECASE)
PLACE_AND_DAY = re.compile(r"^[a-z .]{3,40},\s*(?:\d{1,2}|\.{2,}|…)\s*[a-z0-9./ -]{3,}\d{4}$", re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """A row of a sheet: its number, from 1, and its cells."""

    number: int
    cells: Sequence[Cell]

    def at(self, column: int) -> Cell:
        """The cell of a column; nothing beyond the last."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass
class Table:
    """A table or a pile of forms: what its columns hold, what was said above it, and where its rows begin."""

    columns: list[Column]
    said: list[str]
    first: int  # number of the first row behind the header
    header: int = 0  # number of the header's last row; nought for forms
    heads: set[int] = field(default_factory=set)  # numbers of the rows of its header, and of its title
    lines: list[Line] = field(default_factory=list)  # of forms: one line a person; of a table none, they are read from the sheet

    def of(self, name: str) -> int | None:
        """Where a field stands."""
        return next((each.at for each in self.columns if each.field == name), None)

    @property
    def names(self) -> int | None:
        """Where the names stand."""
        return next((each.at for each in self.columns if each.field in NAMED), None)


Understands = Callable[[str, str], tuple[str, bool]]


def tables(rows: Iterable[Line], merged: Sequence[Sequence[int]] = (), understands: Understands = meaning) -> list[Table]:
    """All tables of a sheet, from the top; a sheet without a header that names people is tried as forms. Nothing found: an empty list."""
    found: list[Table] = []
    said: list[str] = []
    before: Line | None = None
    waiting: Table | None = None
    kept: list[Line] = []
    titles: set[int] = set()
    for line in rows:
        if not found and len(kept) < LONGEST_PILE:
            kept.append(line)
        if waiting is not None:  # the row behind a header: its second line, the numbers of its columns, or the first person
            if _is_numbered(line) or _joins(waiting, line, merged, understands):
                waiting.first = line.number + 1
                waiting.heads.add(line.number)
                continue
            waiting = None
        if len(kept) < LOOKED_AT if not found else _may_be_header(line):
            over = before if before and before.number == line.number - 1 and (not found or _is_heading(before)) else None
            header = _header(line, over, merged, understands)
            if header:
                heads = {line.number, *titles, *([over.number] if over and _headings(over, merged) else [])}
                is_same = bool(found) and [each.label for each in header] == [each.label for each in found[-1].columns]
                found.append(Table(header, found[-1].said if is_same and not said else said, line.number + 1, line.number, heads))
                waiting, said, before, titles = found[-1], [], line, set()
                continue
        is_title = not found or _is_title(line, found[-1])
        said = [*said, *_texts(line)][-MOST_TITLES:] if is_title else []
        titles = {*titles, line.number} if is_title else set()
        before = line
    return found or forms(kept, understands)


def _may_be_header(line: Line) -> bool:
    """A quick look: whether a row below a header may be another one."""
    told = (each for each in islice(line.cells, 12) if isinstance(each, str) and len(each) < LONGEST_NAMED)
    return any("nam" in (plain := each.casefold()) and words.headers().get(words.bare(plain)) in NAMED for each in told)


def _is_heading(line: Line) -> bool:
    """Whether a row between two tables is the upper line of the next header, and not the last person of the table before."""
    return any(words.begins_with(words.bare(each), TITLES) for each in line.cells if isinstance(each, str))


def _is_title(line: Line, table: Table) -> bool:
    """Whether a row below a table heads the next one: a line that says what list it is, or tells one thing of all of it; a name beside something is a person."""
    there = [each for each in line.cells if each not in ("", None)]
    if not 0 < len(there) <= 2:
        return False
    told = [values.text(each) for each in there]
    first = words.bare(told[0])
    if words.begins_with(first, TITLES) or (len(told) == 2 and words.headers().get(first, "").startswith("journey.")):
        return True
    is_person = len(told) == 2 and line.at(table.names or 0) not in ("", None)
    return not is_person and told_by_title(told) != Told()


def _texts(line: Line) -> list[str]:
    told = [values.text(each) for each in line.cells if each not in ("", None)]
    return [" ".join(told)] if 0 < len(told) <= 4 else []


def _header(line: Line, before: Line | None, merged: Sequence[Sequence[int]], understands: Understands) -> list[Column]:
    """The columns, when a row is a header that names people; else nothing."""
    labels = [(at, each) for at, each in enumerate(line.cells) if isinstance(each, str) and each]
    if len(labels) < 2 or any(values.DIGITS_16.search(each) for _at, each in labels):
        return []
    if any(isinstance(each, list) for each in line.cells) or sum(isinstance(each, int | float) and not isinstance(each, bool) for each in line.cells) > 1:
        return []
    above = _headings(before, merged) if before else {}
    columns = [Column(at, _label(above.get(at, ""), label), *understands(label, above.get(at, ""))) for at, label in labels]
    known = [each for each in columns if each.field]
    sure = sum(each.is_sure for each in known)
    is_named = any(each.field in NAMED for each in known)
    if not is_named or len({each.field for each in known}) < 2 or sure < 1 or len(known) * 2 < len(columns):
        return []
    if sum(len(each.label) > 60 for each in columns) > 1:
        return []
    return columns


def _label(above: str, label: str) -> str:
    own = " ".join(label.split())
    return f"{' '.join(above.split())} > {own}" if above else own


def _headings(line: Line, merged: Sequence[Sequence[int]]) -> dict[int, str]:
    """The headings that stand over several columns: where cells are merged, or up to the next heading. A title alone is none."""
    told = [(at, each) for at, each in enumerate(line.cells) if isinstance(each, str) and each]
    if len(told) < 2 or any(len(each) > 60 for _at, each in told):
        return {}
    ends = {first: last for top, first, bottom, last in merged if top <= line.number - 1 <= bottom}
    found = {}
    for (at, text), following in pairwise([*told, (len(line.cells) + WIDEST_FORM, "")]):
        until = ends.get(at, at if ends else following[0] - 1)
        found.update(dict.fromkeys(range(at, until + 1), text))
    return found


def _joins(table: Table, line: Line, merged: Sequence[Sequence[int]], understands: Understands) -> bool:
    """Whether a row is the second line of the header above it; then the columns are read anew with both."""
    told = [(at, each) for at, each in enumerate(line.cells) if each not in ("", None)]
    if not told or not all(isinstance(each, str) for _at, each in told) or line.at(table.names or 0) not in ("", None):
        return False
    if len(told) == 1 and SECTION.match(str(told[0][1])):  # the first people's hamlet
        return False
    by_place = {each.at: each for each in table.columns}
    ends = {first: last for top, first, _bottom, last in merged if top == table.header - 1}
    fresh = dict(by_place)
    for at, text in told:
        over = max((each for each in by_place if each <= at), default=None)
        if over is None or not isinstance(text, str):
            return False
        is_within = ends[over] >= at if over in ends else True
        above = by_place[over].label if is_within else ""
        name, is_sure = understands(text, above)
        fresh[at] = Column(at, _label(above, text), name, is_sure)
    read = sum(bool(each.field) for at, each in fresh.items() if at in dict(told))
    if read * 2 < len(told):
        return False
    table.columns, table.header = [fresh[at] for at in sorted(fresh)], line.number
    return True


def _is_numbered(line: Line) -> bool:
    """Whether a row only counts the columns: 1 2 3 …"""
    there = [each for each in line.cells if each not in ("", None)]
    if len(there) < FEW or not NUMBERED.fullmatch(values.text(there[1])):  # the first is the number of most rows
        return False
    told = [NUMBERED.fullmatch(values.text(each)) for each in there]
    counted = [int(each[1]) for each in told if each]
    return len(counted) == len(told) >= 3 and all(later == sooner + 1 for sooner, later in pairwise(counted))


@dataclass(frozen=True)
class Place:
    """What the lines above a row say of where it belongs: a hamlet."""

    hamlet: str = ""


def people(rows: Iterable[Line], found: list[Table], merged: Sequence[Sequence[int]] = ()) -> Iterator[tuple[Table, Line, Place]]:
    """Each row that tells of a person, with its table; titles, totals, blanks, numbers of columns, repeated headers and what stands below are left out.

    What is merged over several rows stands in each of them, and "idem" stands for what is above it.
    """
    if found and not found[0].header:
        for table in found:
            for line in table.lines:
                yield table, line, Place()
        return
    ordered = sorted(found, key=lambda each: each.first)
    headers = {number for each in found for number in each.heads}
    reader: _Reader | None = None
    spread, waiting = _Spread(merged, found), 0
    for line in rows:
        while waiting < len(ordered) and line.number >= ordered[waiting].first:
            reader, waiting = _Reader(ordered[waiting]), waiting + 1
        if reader is None or line.number in headers:
            continue
        if person := reader.person(spread.filled(line)):
            yield reader.table, person, reader.place


@dataclass
class _Reader:
    """Reads the rows of one table from the top."""

    table: Table
    place: Place = field(default_factory=Place)
    is_over: bool = False  # what stands below a table has begun
    above: dict[int, Cell] = field(default_factory=dict)

    def person(self, line: Line) -> Line | None:
        """The row with what "idem" stands for, when it tells of a person."""
        kind = _kind(self.table, line)
        if kind == "section":
            self.place = Place(values.hamlet_name(next(each for each in line.cells if each not in ("", None))))
        if kind == "footer":
            self.is_over = True
        if kind != "person" or (self.is_over and sum(1 for each in line.cells if each not in ("", None)) <= FEW):
            return None
        self.is_over = False
        marks = words.dittos()
        if any(isinstance(each, str) and len(each) < LONGEST_DITTO and each.casefold() in marks for each in line.cells):
            cells = [self.above.get(at) if isinstance(each, str) and each.casefold() in marks else each for at, each in enumerate(line.cells)]
            line = Line(line.number, cells)
        self.above |= {at: each for at, each in enumerate(line.cells) if each not in ("", None)}
        return line


def _kind(table: Table, line: Line) -> str:
    """What a row behind the header is: "person", "section", "footer", or "nothing"."""
    numbers, names = table.of("row_number"), table.names
    told = [(at, each) for at, each in enumerate(line.cells) if each not in ("", None) and (at != numbers or (isinstance(each, str) and SECTION.match(each)))]
    says = any(WORDY.search(each) is not None if isinstance(each, str) else True for _at, each in told)
    if names is None or not says or _is_numbered(line) or _is_total(table, line) or _is_header_again(table, line):
        return "nothing"
    texts = [each for _at, each in told if isinstance(each, str)]
    of_number = line.at(numbers) if numbers is not None else None
    if len(told) > FEW or not texts or isinstance(of_number, int | float):
        return "person"
    if len(told) == 1 and SECTION.match(texts[0]):
        return "section"
    is_below = words.begins_with(words.bare(texts[0]), words.footers()) or PLACE_AND_DAY.match(texts[0])
    return "footer" if is_below else "person"


def _is_total(table: Table, line: Line) -> bool:
    """Whether a row adds up: its first text is a word for that, and no name stands beside it."""
    name = words.bare(values.text(line.at(table.names or 0)))
    first = next((words.bare(each) for each in line.cells if isinstance(each, str) and each), "")
    return words.begins_with(first, words.totals()) and (name == first or not any(each.isalpha() for each in name))


def _is_header_again(table: Table, line: Line) -> bool:
    label = next((each.label for each in table.columns if each.at == table.names), "")
    return words.bare(values.text(line.at(table.names or 0))) == words.bare(label.rpartition(">")[2])


class _Spread:
    """What is merged over several rows stands in each of them."""

    def __init__(self, merged: Sequence[Sequence[int]], found: Sequence[Table]) -> None:
        """Of the merged cells those behind a header that go over several rows."""
        first = min((each.first for each in found), default=0)
        self._origins: dict[int, dict[int, int]] = {}  # row → column → the row where its value stands; from 1
        self._seen: dict[tuple[int, int], Cell] = {}
        for top, left, bottom, _right in merged:
            if top < bottom < top + HIGHEST and top + 1 >= first:
                for row in range(top, bottom + 1):
                    self._origins.setdefault(row + 1, {})[left] = top + 1

    def filled(self, line: Line) -> Line:
        """A row with what is merged from above in its place."""
        columns = self._origins.get(line.number)
        if not columns:
            return line
        cells = [*line.cells, *([None] * (max(columns) + 1 - len(line.cells)))]
        for column, origin in columns.items():
            if origin == line.number:
                self._seen[origin, column] = cells[column]
            elif cells[column] in ("", None):
                cells[column] = self._seen.get((origin, column))
        return Line(line.number, cells)


def forms(rows: Sequence[Line], understands: Understands = meaning) -> list[Table]:
    """Forms of one person a block: labels below one another, what they say beside them."""
    labels: dict[int, dict[int, tuple[str, str]]] = {}
    for line in rows:
        for at, each in enumerate(line.cells[:WIDEST_FORM]):
            if isinstance(each, str) and len(each) < 200:
                label, _colon, _said = each.partition(":")
                name, is_sure = understands(label, "")
                if name and is_sure:
                    labels.setdefault(at, {})[line.number] = (name, " ".join(label.split()))
    columns = sorted(
        at for at, those in labels.items() if len({name for name, _label in those.values()}) >= FEW and any(name in NAMED for name, _l in those.values())
    )
    blocks = [block for at in columns for block in _blocks(rows, at, labels[at], min((each for each in columns if each > at), default=at + 6))]
    if not blocks:
        return []
    fields = list(dict.fromkeys(key for _number, told in blocks for key in told))
    places = {key: at for at, key in enumerate(fields)}
    lines = [Line(number, [told.get(key) for key in places]) for number, told in sorted(blocks, key=lambda each: each[0])]
    said = [
        text
        for line in rows[: max(0, min(min(labels[at]) for at in columns) - 1)]
        for text in _texts(line)
        if line.number < min(min(labels[at]) for at in columns)
    ]
    return [Table([Column(at, label, name) for (name, label), at in places.items()], said, lines[0].number, lines=lines)]


def _blocks(rows: Sequence[Line], at: int, labels: dict[int, tuple[str, str]], until: int) -> list[tuple[int, dict[tuple[str, str], Cell]]]:
    """The people of one column of labels: (row of the name, field and label → what is said). Someone begins where a label comes again."""
    found: list[tuple[int, dict[tuple[str, str], Cell]]] = []
    told: dict[tuple[str, str], Cell] = {}
    since = 0
    first = next(iter(labels.values()))[0]
    for line in rows:
        if line.number not in labels:
            continue
        name, label = labels[line.number]
        if name == first and told:
            found.append((since, told))
            told, since = {}, 0
        if any(name == known for known, _label in told):
            continue  # a second of the same in one form: of somebody else
        beside = str(line.at(at)).partition(":")[2].strip()
        said: Cell = beside or next((each for each in line.cells[at + 1 : until] if each not in ("", None, ":")), None)
        told[name, label] = said.removeprefix(":").strip() if isinstance(said, str) else said
        since = line.number if name in NAMED or not since else since
    if told:
        found.append((since, told))
    return [(number, those) for number, those in found if any(each not in ("", None) for each in those.values())]


@dataclass(frozen=True)
class Told:
    """What only a title tells of all people of a table."""

    stage: str = ""
    destination: str = ""


TITLE_STAGES = (
    ("preparing", re.compile(r"\b(?:calon|cpmi|ctki|akan berangkat|proses pemberangkatan)\b")),
    ("returned", re.compile(r"\b(?:purna|mantan|eks|ex|kepulangan|sudah pulang|telah pulang|pulang)\b")),
    ("working", re.compile(r"\b(?:aktif|masih bekerja|sedang bekerja|bekerja di luar negeri|di luar negeri|di ln|masih di ln|yang bekerja)\b")),
)  # fmt: skip


def told_by_title(texts: Iterable[str]) -> Told:
    """Stage and destination as a title, a preamble or the name of a sheet tells them; nothing where it tells of several."""
    stages, countries = set[str](), set[str]()
    known = words.destinations()
    for each in texts:
        plain = words.bare(each)
        stages |= {code for code, wording in TITLE_STAGES if wording.search(plain)}
        parts = plain.split()
        runs = (" ".join(parts[at : at + long]) for long in (3, 2, 1) for at in range(len(parts) - long + 1))
        countries |= {known[run] for run in runs if len(run) > 2 and run in known}
    return Told(stages.pop() if len(stages) == 1 else "", countries.pop() if len(countries) == 1 else "")
