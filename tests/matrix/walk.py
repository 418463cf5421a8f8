"""A walk through every page that a role gets, and the guards that look at what was seen on it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from desbumi.pages.guard import PageWrites
from desbumi.territory.queries import districts
from desbumi.testing.client import check_page
from tests.matrix.table import Line, Route, lines, routes, stale, unlisted
from tests.matrix.things import Walker

OPENS_A_PERSON = {route.name for route in routes() if route.is_traced}
QUERIES = Path(__file__).with_name("queries.txt")

# Fields that stand on pages of readers who do not see their record, each with its reason; one that no page shows is stale.
SHARED = {
    "programme.programme.name": "what the programme is called is no secret; an observer counts in it",
    "programme.programme.component": "as its name",
    "programme.organisation.name": "who carries the programme out stands beside its counts",
}


@dataclass
class Seen:
    """One page as one reader saw it."""

    name: str
    column: str
    queries: int = 0
    writes: bool = False
    rude: str = ""
    leaked: set[str] = field(default_factory=set)


@dataclass
class Walk:
    """Everything that was seen on the walk, the addresses that there are and the lines that list them."""

    role: str
    pages: list[Seen]
    routes: list[Route]
    lines: list[Line]
    begins: str = ""  # how the names of the pages begin that were walked

    def queries(self) -> dict[str, int]:
        """Page → its number of questions to the databases, at the widest place where it was seen."""
        return {each.name: each.queries for each in reversed(self.pages)}


def addresses(things, role, listed=None, known=None) -> Iterator[tuple[Line, str, str]]:
    """Each line of the table, each column, with an address that can be asked for."""
    by_name = {route.name: route for route in (known or routes())}
    for line in listed or lines():
        for column in line.roles:
            found = things.parameters(by_name[line.name], role, column)
            if found is not None:
                yield line, column, reverse(line.name, kwargs=found)


def walk(things, reader, role, begins="") -> Walk:
    """Open every page that the table gives this role; of names that begin so, where that is enough."""
    walker, pages, known, listed = Walker(reader), [], list(routes()), lines()
    walker.get("/programme/")  # what a process reads once
    districts()
    for line, column, path in addresses(things, role, [line for line in listed if line.method == "GET" and line.name.startswith(begins)], known):
        if role in line.roles[column]:
            pages.append(look(walker, things, reader, line.name, column, path))
    return Walk(role, pages, known, listed, begins)


def look(walker, things, reader, name, column, path) -> Seen:
    """One page: whether it writes, its manners, what it tells that the reader may not see, its questions."""
    seen = Seen(name, column)
    try:
        if name in OPENS_A_PERSON:
            walker.get(path)  # the first time on a day asks more: the budget is looked at
        with CaptureQueriesContext(connections["default"]) as asked:
            response = walker.get(path)
    except PageWrites:
        return Seen(name, column, writes=True)
    seen.queries = len([each for each in asked.captured_queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE", "SET TRANSACTION"))])
    seen.leaked = things.canaries.leaked(reader, told_by(response))
    if is_page(response):
        try:
            check_page(response)
        except AssertionError as problem:
            seen.rude = str(problem).partition("\n")[0]
    return seen


def told_by(response) -> str:
    """Everything that leaves the house with a response."""
    return f"{text_of(response)} {dict(response.headers)} {response.cookies}"


def is_page(response) -> bool:
    """Whether this is a page for a browser, not an answer without one or a sheet of paper."""
    return response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")


def text_of(response) -> str:
    """What a response says; of a sheet of paper the words on it, and once more without the ends of its lines."""
    if response.headers.get("Content-Type") != "application/pdf" or not response.content:
        return response.content.decode(errors="replace")
    words = "\n".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages)
    return f"{words}\n{words.replace(chr(10), '')}"


def literal(role: str) -> dict[str, int]:
    """How many questions each page asks of a role, as `queries.txt` says."""
    head, *rows = [line.partition("#")[0].split() for line in QUERIES.read_text().splitlines() if line.partition("#")[0].split()]
    at = head.index(role)
    return {row[0]: int(row[at]) for row in rows if row[at] != "-"}


def not_as_listed(one: Walk, three: Walk) -> list[str]:
    """Pages whose number of questions grows with their rows, or is not the one that is listed."""
    few, many = one.queries(), three.queries()
    listed = {name: number for name, number in literal(one.role).items() if name.startswith(one.begins)}
    sound = {each.name for each in three.pages if not each.writes}
    grown = [f"{name}: {few[name]}, {many[name]} of {listed.get(name)}" for name in many if name in sound and not few[name] == many[name] == listed.get(name)]
    return grown + sorted(set(listed) - set(many))


GUARDS: dict[str, Callable[[Walk, Walk], list[str]]] = {
    "pages_do_not_write": lambda one, three: sorted({each.name for each in [*one.pages, *three.pages] if each.writes}),
    "pages_have_manners": lambda one, three: sorted({f"{each.name}: {each.rude}" for each in [*one.pages, *three.pages] if each.rude}),
    "nothing_leaks": lambda one, three: sorted({f"{each.name}: {name}" for each in [*one.pages, *three.pages] for name in each.leaked - set(SHARED)}),
    "three_rows_ask_no_more_than_one": not_as_listed,
    "pages_of_persons_leave_a_row": lambda _one, three: [route.name for route in three.routes if route.is_untraced],
    "routes_are_listed": lambda _one, three: unlisted(three.routes, three.lines) + stale(three.routes, three.lines),
}
