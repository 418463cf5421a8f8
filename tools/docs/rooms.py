"""docs/rooms.md: what each room says of itself, its deeds, its pages."""

import ast

from tools.docs.refusals import refusals_of
from tools.house import PACKAGE, House, sentence_of

HEAD = """# The rooms

Made from the rooms themselves by `make docs`: what each says of itself, its deeds, its pages.
"""


def _room(house: House, room: str) -> str:
    told = ast.get_docstring(house.parsed(f"{PACKAGE}/{room}/__init__.py")) or ""
    title, _dot, rest = told.partition("\n")
    deeds = [f"`{room}.{each.name}`: {sentence_of(each)}" for each in house.deeds(room)]
    pages = [sentence_of(each) for each in house.functions(room, "views") if each.decorator_list]
    lists = "".join(f"\n{heading}:\n\n" + "".join(f"- {row}\n" for row in rows) for heading, rows in (("Deeds", deeds), ("Pages", pages)) if rows)
    refused = f"\nIts Refusals: [refusals.md](refusals.md#{room}).\n" if refusals_of(house, room) else ""
    return f"\n## {room}\n\n{title}\n{rest.rstrip()}\n{lists}{refused}"


def page(house: House) -> str:
    """The whole document."""
    return HEAD + "".join(_room(house, room) for room in house.rooms())
