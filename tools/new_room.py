"""Write an empty room that passes every guard: `make new ROOM=kas`, or `make new ROOM=kas BESIDE=people`.

A room that `pyproject.toml` knows in brackets stands where the contract has it; another one stands beside the pillars,
unless BESIDE says beside which room. What cannot be done is said in words, and nothing is written.
"""

import argparse
import keyword
import re
import sys

from django.conf import settings

from tools import docs, messages
from tools.house import PACKAGE, House

LOWEST = "pages"  # rooms beneath have no pages of their own
PILLAR = "participation"
FRAME = f"{PACKAGE}/settings.py"
MATRIX, QUESTIONS = "tests/matrix/routes.txt", "tests/matrix/queries.txt"
FILES = {
    "__init__.py": '''"""{Room}: an empty room. Say here what it is.

For whom: say who comes here, and for what. Deeds: none yet.
"""
''',
    "apps.py": """from django.apps import AppConfig


class {Room}Config(AppConfig):
    name = "desbumi.{room}"
""",
    "urls.py": """from django.urls import path

from desbumi.{room} import views

urlpatterns = [path("", views.home, name="{room}_home")]
""",
    "views.py": '''"""Pages of {room}."""

from typing import Any

from desbumi.pages import Request, page


@page("{room}/home.html", may="open.see")
def home(request: Request) -> dict[str, Any]:
    """The first page of {room}: nothing is here yet."""
    return {{}}
''',
    "templates/{room}/home.html": """{{% extends "ui/app.html" %}}
{{% block title %}}{{% translate "{Room}" %}}{{% endblock %}}
{{% block main %}}
<div class="page-head"><h1>{{% translate "{Room}" %}}</h1></div>
<c-empty title="{{% translate 'Nothing is here yet' %}}"><p>{{% translate "This room waits for its first work." %}}</p></c-empty>
{{% endblock %}}
""",
    "tests/__init__.py": "",
    "tests/test_pages.py": '''"""Is the first page there for whom it is for?"""


def test_the_first_page_is_there_for_who_is_in_the_programme(world, browser_of):
    response = browser_of(world.leader).get("/{room}/")

    assert response.status_code == 200
    assert "<h1>{Room}</h1>" in response.content.decode()


def test_the_first_page_is_absent_for_who_only_counts(world, browser_of):
    assert browser_of(world.person("observer", "00")).get("/{room}/").status_code == 404
''',
}


class NotARoom(Exception):
    """A room that cannot be made, in words."""


def check_name(house: House, room: str) -> None:
    """Raise NotARoom when there can be no room of this name."""
    if not re.fullmatch(r"[a-z]{2,20}", room):
        raise NotARoom(f"“{room}” cannot be a room: one word of 2 to 20 small letters, as in make new ROOM=kas")
    if keyword.iskeyword(room) or keyword.issoftkeyword(room) or room in ("self", "tests"):
        raise NotARoom(f"“{room}” is a word of Python: choose another")
    if house.has(f"{PACKAGE}/{room}") or house.has(f"{PACKAGE}/{room}.py"):
        raise NotARoom(f"“{room}” is there already: {PACKAGE}/{room}")
    if room in labels(house) | addresses(house):
        raise NotARoom(f"“{room}” is the name of a library's app or of an address: choose another")


def labels(house: House) -> set[str]:
    """Short names of all apps, ours and the libraries'."""
    return set(re.findall(r'^    "(?:\w+\.)*(\w+)",', house.text(FRAME).partition("INSTALLED_APPS")[2].partition("]")[0], re.MULTILINE))


def addresses(house: House) -> set[str]:
    """First words of the addresses that stand beside those of the rooms."""
    roots = re.findall(r'path\("", include\("desbumi\.(\w+)\.urls"\)\)', house.text(f"{PACKAGE}/urls.py"))
    told = "".join(house.text(f"{PACKAGE}/{room}/urls.py") for room in roots)
    return {"static", *re.findall(r'path\("([a-z-]+)/', told)}


def placed(contract: str, room: str, beside: str) -> str:
    """The contract with the room in it. Raises NotARoom when `beside` is no room with pages."""
    if f"({room})" in contract:
        return contract.replace(f"({room})", room)
    layers = re.findall(r'^    "(.+)",$', contract.partition("layers = [")[2].partition("]\n")[0], re.MULTILINE)
    with_pages = layers[: layers.index(LOWEST)]
    found = next((layer for layer in with_pages if beside in re.findall(r"\w+", layer)), None)
    if found is None:
        known = ", ".join(re.findall(r"\w+", " ".join(with_pages)))
        raise NotARoom(f"“{beside}” is no room that another can stand beside: choose one of {known}")
    return contract.replace(f'"{found}"', f'"{found} | {room}"')


def make(house: House, room: str, beside: str = "") -> list[str]:
    """Write the room and place it; the names of its files. Raises NotARoom, and then nothing is written."""
    check_name(house, room)
    contract = placed(house.text("pyproject.toml"), room, beside or PILLAR)
    _write(house, "pyproject.toml", contract)
    names = {"room": room, "Room": room.title()}
    made = [f"{PACKAGE}/{room}/{name.format(**names)}" for name in FILES]
    for name, text in zip(made, FILES.values(), strict=True):
        _write(house, name, text.format(**names))
    _before(house, FRAME, '    "desbumi.desk",\n', f'    "desbumi.{room}",\n')
    _before(house, f"{PACKAGE}/urls.py", "]\nhandler404", f'    path("{room}/", include("desbumi.{room}.urls")),\n')
    _before(house, "docs/architecture.md", "| `access` |", f"| `{room}` | an empty room |\n")
    add_to_matrix(house, room)
    messages.gather(house, {names["Room"]: names["Room"], "Nothing is here yet": "Belum ada apa-apa di sini",
                            "This room waits for its first work.": "Ruang ini menunggu pekerjaan pertamanya."})  # fmt: skip
    messages.compile_words(house)
    docs.write(house)
    return made


def add_to_matrix(house: House, room: str) -> None:
    """A line in the list of addresses, for all who know of programmes, and one in the list of questions."""
    name = f"{room}_home"
    _write(house, MATRIX, f"{house.text(MATRIX).rstrip()}\n\n# {room}\n{name:30}GET    | anywhere VILLAGE TEAM OFFICE\n")
    _write(house, QUESTIONS, f"{house.text(QUESTIONS).rstrip()}\n{name:30}{'4':13}{'4':19}4\n")


def _write(house: House, name: str, text: str) -> None:
    path = house.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _before(house: House, name: str, mark: str, more: str) -> None:
    text = house.text(name)
    if mark not in text:
        raise LookupError(f"{name} has no {mark!r}: the room is written but not placed there")
    _write(house, name, text.replace(mark, more + mark, 1))


def main() -> int:
    """Make the room that the command line names; 1 when it cannot be made."""
    asked = argparse.ArgumentParser(prog="make new", description=__doc__)
    asked.add_argument("room")
    asked.add_argument("--beside", default="")
    told = asked.parse_args()
    try:
        made = make(House(), told.room, told.beside)
    except NotARoom as refusal:
        print(refusal, file=sys.stderr)
        return 1
    print("\n".join(made))
    print(f"Next: say what it is in {made[0]}, put it in the menu in apps.py, then make check test.")
    return 0


if __name__ == "__main__":
    settings.configure(USE_I18N=False)
    sys.exit(main())
