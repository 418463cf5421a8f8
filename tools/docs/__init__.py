"""The documents that are made from the house itself: `make docs` writes them, a guard compares."""

from collections.abc import Callable

from tools.docs import access, changes, commands, refusals, rooms
from tools.house import House

WRITTEN: dict[str, Callable[[House], str]] = {
    "docs/rooms.md": rooms.page,
    "docs/access.md": access.page,
    "docs/refusals.md": refusals.page,
    "docs/commands.md": commands.page,
    "CHANGELOG.md": changes.page,
}


def write(house: House) -> list[str]:
    """Write the documents that are not as the house says; their names."""
    fresh = {name: page(house) for name, page in WRITTEN.items()}
    stale = [name for name, text in fresh.items() if not house.has(name) or house.text(name) != text]
    for name in stale:
        (house.root / name).write_text(fresh[name], encoding="utf-8")
    return stale
