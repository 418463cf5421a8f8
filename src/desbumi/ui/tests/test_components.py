"""What components and tags make of what they are given."""

import pytest
from django.core.paginator import Paginator
from django.template import engines
from django_cotton.compiler_regex import CottonCompiler

from desbumi.ui import house
from desbumi.ui.templatetags import ui


def rendered(source, **given):
    return " ".join(engines["django"].from_string(CottonCompiler().process(source)).render(given).split())


TASK = [("file", "File"), ("rows", "Rows"), ("save", "Save")]


def test_what_lies_before_the_present_step_is_done_unless_the_room_says_otherwise():
    assert ui.way_of(TASK, "rows", None) == [("File", "done"), ("Rows", "now"), ("Save", "")]
    assert ui.way_of(TASK, "save", ["file"]) == [("File", "done"), ("Rows", ""), ("Save", "now")]
    assert ui.way_of(TASK, "", None) == [("File", ""), ("Rows", ""), ("Save", "")]


def test_a_done_step_is_said_in_words_not_only_in_colour():
    assert "(selesai)" in rendered('<c-stepper :steps="task" now="rows" />', task=TASK)


@pytest.mark.parametrize(("page", "numbers"), [(1, [1, 2, 0, 20]), (9, [1, 0, 8, 9, 10, 0, 20]), (20, [1, 0, 19, 20])])
def test_a_pager_offers_the_first_the_near_and_the_last(page, numbers):
    assert ui.page_numbers(Paginator(range(1000), 50).page(page)) == numbers


def test_a_pager_of_thousands_leads_to_pages_that_exist():
    shown = Paginator(range(100_000), 50).page(1500)

    text = rendered('<c-pager :shown="shown" :query="query" />', shown=shown, query="stage=working&")

    assert "page=1499" in text
    assert "1.500" in text
    assert "stage=working&amp;page=2000" in text


def test_a_pager_of_one_page_is_not_there():
    assert not rendered('<c-pager :shown="shown" />', shown=Paginator(range(3), 50).page(1))


def test_progress_is_told_in_words_and_unknown_is_not_zero():
    assert "1.180 dari 2.460 rumah" in rendered('<c-progress label="x" :done="1180" :all="2460" unit="rumah" />')
    assert "belum diketahui" in rendered('<c-progress label="x" :done="unknown" :all="8" />', unknown=None)
    assert "0 dari 8" in rendered('<c-progress label="x" :done="0" :all="8" />')
    assert "%" not in rendered('<c-progress label="x" :done="3" :all="8" />')


def test_what_is_shown_is_escaped_once():
    text = rendered('<c-summary :rows="rows" /><c-stat value="{{ bad }}">{{ bad }}</c-stat>', rows=[("A & B", "<b>", "/x?a=1&b=2")], bad="<i>")

    assert "&lt;b&gt;" in text
    assert text.count("&lt;i&gt;") == 2
    assert "A &amp; B" in text
    assert "amp;amp" not in text


def test_long_measures_are_written_smaller_in_all_pillars():
    short, long = (1, 2), (116, 518)

    assert "big long" not in house.draw({"social": short, "roof": long}, size="l", of="x")
    assert house.draw({"social": short, "economic": long}, size="l", of="x").count("big long") == 2
