"""The swap is proved: the old page, with what htmx gets put in its place, is the fresh page."""

import re
from urllib.parse import parse_qs

import html5lib
import pytest
from django.urls import get_resolver, reverse

from tests.matrix.table import ANYWHERE, routes
from tests.matrix.things import HOMES, Things, level_of

pytestmark = pytest.mark.once

# Address → what the page shows before, what is asked for then, and the part of the page that is swapped.
SWAPS = {
    "programme_board": ("", "regency=35.10&cohort=expansion", "columns"),
    "programme_add": ("", "q=kedung", "found"),
    "desk_people": ("text=kenari", "text=xyz", "rows"),
    "desk_invite": ("", "q=kedung", "found"),
    "desk_role": ("", "q=banyuwangi", "found"),
    "people_people": ("", "text=kenari", "rows"),
    "people_add": ("", "name=Siti Aminah&village=35.10.04.2007", "alike"),
    "people_join": ("", "text=kenari", "found"),
    "people_relative_add": ("", "text=kenari", "found"),
    "people_pair_up": ("", "text=kenari", "found"),
    "journeys_import": ("", "page=2", "whole"),
    "people_join_contact": ("", "text=kenari", "found"),
}


def pages_with_a_part():
    found = {}
    for resolver in get_resolver().url_patterns:
        for pattern in getattr(resolver, "url_patterns", [resolver]):
            view = getattr(pattern.callback, "page", pattern.callback)
            if getattr(view, "partial", ""):
                found[pattern.name] = view.partial
    return found


def tree_of(text):
    drawn = re.sub(r'(name="(?:csrfmiddlewaretoken|op)" value=")[^"]+', r"\1", text)
    return html5lib.parse(drawn, treebuilder="etree", namespaceHTMLElements=False)


def type_in(tree, query):
    """What the person typed or chose before htmx asked: the controls already show it."""
    for name, values in parse_qs(query).items():
        for each in tree.iter():
            if each.get("name") == name and each.tag == "input" and each.get("type") in ("search", "text"):
                each.set("value", values[0])
            if each.get("name") == name and each.tag == "select":
                for option in each.iter("option"):
                    option.attrib.pop("selected", None)
                    if option.get("value") == values[0]:
                        option.set("selected", "")


def swapped(old, part, target):
    """The old page with the element of that id replaced by the part."""
    above = {child: parent for parent in old.iter() for child in parent}
    there = next(each for each in old.iter() if each.get("id") == target)
    fresh = next(each for each in tree_of(part).iter() if each.get("id") == target)
    fresh.tail = there.tail
    parent = above[there]
    parent[list(parent).index(there)] = fresh
    return old


def told(tree):
    """Everything a tree holds, white space aside."""
    return [(str(each.tag), sorted(each.attrib.items()), (each.text or "").split(), (each.tail or "").split()) for each in tree.iter()]


@pytest.mark.parametrize("name", SWAPS)
def test_the_old_page_with_the_part_put_in_is_the_fresh_page(world, browser_of, name):
    things = Things(world)
    before, after, target = SWAPS[name]
    route = next(each for each in routes() if each.name == name)
    columns = ("home", "inside") if route.parameters else (ANYWHERE,)  # a person is of a village
    path = reverse(name, kwargs=next(filter(None, (things.parameters(route, "coordinator", column) for column in columns)), {}))
    browser = browser_of(world.person("coordinator", HOMES[level_of("coordinator")], name="siapa"))

    old = tree_of(browser.get(f"{path}?{before}").content.decode())
    part = browser.part(f"{path}?{after}").content.decode()
    fresh = tree_of(browser.get(f"{path}?{after}").content.decode())
    type_in(old, after)

    assert told(swapped(old, part, target)) == told(fresh)


def test_every_page_with_a_part_is_proved():
    assert pages_with_a_part() == {name: target for name, (_before, _after, target) in SWAPS.items()}


def test_a_part_that_forgot_something_is_found():
    old, fresh = tree_of("<p>a</p><ul id='rows'><li>1</li></ul>"), tree_of("<p>b</p><ul id='rows'><li>2</li></ul>")

    assert told(swapped(old, "<ul id='rows'><li>2</li></ul>", "rows")) != told(fresh)
