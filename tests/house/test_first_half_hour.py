"""docs/first-half-hour.md, walked in a copy: the sentence of a newcomer is missed, translated, and seen by every guard."""

import re

import pytest

from tests.house import guards
from tests.house.copies import copy_to, plant
from tests.house.test_new_room import run
from tools.house import ROOT

pytestmark = pytest.mark.once

PAGE, VILLAGE, WORDS = ROOT / "docs/first-half-hour.md", "src/desbumi/desk/templates/desk/village.html", "src/desbumi/locale/id/LC_MESSAGES/django.po"


def test_the_first_half_hour_ends_with_a_changed_page_and_everything_green(tmp_path):
    told = PAGE.read_text()
    sentence = re.search(r"```html\n(.*?)\n```", told, re.DOTALL).group(1)
    english, indonesian = re.search(r'translate "([^"]+)"', sentence).group(1), re.search(r'msgstr "([^"]+)"', told).group(1)
    house = copy_to(tmp_path, whole=True)
    assert VILLAGE in told

    plant(house, VILLAGE, lambda text: text.replace('{% include "desk/people.html"', f'{sentence}\n  {{% include "desk/people.html"'))
    assert {(name, each.key) for name, found in guards.watch(house).items() for each in found} == {("missing_translations", english)}

    assert run(house, "-m", "tools.messages", "gather").returncode == 0
    plant(house, WORDS, lambda text: text.replace(f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{indonesian}"'))
    assert guards.watch(house) == {}

    seen = run(house, "-m", "pytest", "-p", "no:cacheprovider", "-q", "tests/matrix/test_walk.py", "-k", "service_officer")
    assert seen.returncode == 0, seen.stdout
