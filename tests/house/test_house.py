"""The house watches itself where it runs; what can be read off the tree is watched by the guards (test_guards.py)."""

import json

import pytest
from django.template import engines

from tools.house import PACKAGE, ROOT


def test_an_undefined_template_variable_fails_a_test():
    template = engines["django"].from_string("{{ nobody_said_what_this_is }}")

    with pytest.raises(pytest.fail.Exception, match="nobody_said"):
        template.render({})


def test_a_component_inside_a_partial_renders_whole_and_as_a_part(world, browser_of):
    browser = browser_of(world.leader)

    for response in (browser.get("/programme/board/?regency=33.07"), browser.part("/programme/board/", regency="33.07")):
        assert '<section class="empty">' in response.content.decode()


def test_the_founding_document_in_the_package_is_valid_json_with_eight_villages():
    assert len(json.loads((ROOT / PACKAGE / "programme/data/programme.json").read_text())["villages"]) == 8
