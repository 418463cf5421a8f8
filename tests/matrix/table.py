"""Reads `routes.txt`, and the addresses that there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from desbumi.access.roles import ROLES
from desbumi.pages.deeds import Needs

FILE = Path(__file__).with_name("routes.txt")
COLUMNS = ("home", "inside", "near", "above")
ANYWHERE, SELF, PUBLIC = "anywhere", "self", "public"


@dataclass(frozen=True)
class Line:
    """One address and method: column → the roles that get it there; or whether it is everyone's own, or public."""

    name: str
    method: str
    kind: str  # "placed", "anywhere", "self" or "public"
    roles: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Route:
    """An address of the house: its name, its parameters, and the methods that it must be listed with."""

    name: str
    parameters: tuple[str, ...]
    methods: tuple[str, ...]
    is_traced: bool = False
    is_untraced: bool = False  # a page that opens a person and leaves no row in the read log


def lines(text: str | None = None) -> list[Line]:
    """The lines of the file. Raises ValueError for a line that says nothing, KeyError for a role that is none."""
    groups: dict[str, frozenset[str]] = {role: frozenset({role}) for role in ROLES} | {"-": frozenset()}
    found = []
    for raw in (FILE.read_text() if text is None else text).splitlines():
        told = raw.partition("#")[0].strip()
        if not told:
            continue
        if "=" in told:
            name, _is, members = told.partition("=")
            groups[name.strip()] = frozenset().union(*(groups[each] for each in members.split()))
            continue
        name, method, *cells = told.split("|")[0].split() + [cell.strip() for cell in told.split("|")[1:]]
        found.append(_line(name, method, cells, groups))
    return found


def _line(name: str, method: str, cells: list[str], groups: dict[str, frozenset[str]]) -> Line:
    if cells[0] in (SELF, PUBLIC):
        return Line(name, method, cells[0], {})
    if cells[0].startswith(ANYWHERE):
        return Line(name, method, ANYWHERE, {ANYWHERE: _roles(cells[0].removeprefix(ANYWHERE), groups)})
    if len(cells) != len(COLUMNS):
        raise ValueError(f"{name} {method}: {len(cells)} columns, not {len(COLUMNS)}")
    return Line(name, method, "placed", {column: _roles(cell, groups) for column, cell in zip(COLUMNS, cells, strict=True)})


def _roles(cell: str, groups: dict[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(groups[each] for each in cell.split()))


def routes(resolver: Any = None) -> Iterator[Route]:
    """All addresses, rooms' and library's."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from routes(each)
        elif isinstance(each, URLPattern):
            yield Route(
                each.name or str(each.pattern),
                tuple(each.pattern.converters),
                _methods(each.callback),
                bool(_trace(each.callback)),
                _is_untraced(each.callback),
            )


def _methods(view: Any) -> tuple[str, ...]:
    if hasattr(view, "page"):
        return ("GET", "POST")
    if getattr(view, "is_deed", False):
        return ("POST",)
    if getattr(view, "is_page", False):
        return ("GET",)
    kind = getattr(view, "view_class", None)  # the library's; functions of the door say nothing of their methods
    return tuple(method for method in ("GET", "POST") if hasattr(kind, method.lower()))


def _trace(view: Any) -> str:
    return str(getattr(getattr(view, "page", view), "trace", ""))


def _is_untraced(view: Any) -> bool:
    page = getattr(view, "page", view)
    if not getattr(page, "is_page", False) or page.trace:
        return False
    return any(getattr(model, "SUBJECT", None) for _name, model in Needs(page.view).things)


def unlisted(found: list[Route], listed: list[Line]) -> list[str]:
    """Addresses that no line names with each of their methods."""
    known = {(line.name, line.method) for line in listed}
    names = {line.name for line in listed}
    missing = [f"{route.name} {method}" for route in found for method in route.methods if (route.name, method) not in known]
    return missing + [route.name for route in found if route.name not in names]


def stale(found: list[Route], listed: list[Line]) -> list[str]:
    """Lines that name no address, or a method that it does not take, or the same twice."""
    methods = {route.name: route.methods for route in found}
    seen: set[tuple[str, str]] = set()
    told = []
    for line in listed:
        if line.name not in methods or (methods[line.name] and line.method not in methods[line.name]) or (line.name, line.method) in seen:
            told.append(f"{line.name} {line.method}")
        seen.add((line.name, line.method))
    return told
