"""The gallery: every component in every state, in both languages, as people last looked at it."""

import re
import shutil

import html5lib
import pytest
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from desbumi.testing.languages import foreign_words
from desbumi.ui.gallery import EXAMPLES, examples
from desbumi.ui.pieces import GROUPS, pieces

COMPONENTS = EXAMPLES.parents[1] / "components"


class Page(SingleFileSnapshotExtension):
    """A snapshot that a browser can open."""

    _write_mode = WriteMode.TEXT
    file_extension = "html"


@pytest.fixture
def gallery(world, browser_of):
    """The gallery in a language, seen by someone who may little."""

    browser = browser_of(world.person("cadre", "35.10.04.2003"))

    def fetch(language="id", **query):
        browser.cookies["desbumi_language"] = language
        response = browser.get("/ui/", query)
        assert response.status_code == 200
        return response.content.decode()

    return fetch


def absent_from(text, folder):
    """The components of a folder that no example on the page uses."""
    return {path.stem for path in folder.glob("*.html")} - set(re.findall(r"&lt;c-([a-z]+)", text))


def masked(text):
    """What is shown between the shell's header and foot, without what is new each time."""
    shown = re.search(r"<main.*</main>", text, re.DOTALL).group()
    return re.sub(r'(name="(?:op|csrfmiddlewaretoken)" value=")[^"]+', r"\1…", shown)


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_gallery_looks_as_it_was_last_looked_at(gallery, language, snapshot):
    assert masked(gallery(language)) == snapshot(extension_class=Page)


def test_every_component_stands_in_the_gallery_and_a_planted_one_is_missed(gallery, tmp_path):
    text = gallery()
    folder = shutil.copytree(COMPONENTS, tmp_path / "components")
    assert absent_from(text, folder) == set()

    (folder / "chandelier.html").write_text("<p>{{ slot }}</p>")

    assert absent_from(text, folder) == {"chandelier"}


def test_every_example_is_shown_and_every_piece_has_its_examples():
    assert {path.stem for path in EXAMPLES.glob("*.html")} == {piece.key for piece in pieces()}
    for piece in pieces():
        assert list(examples(piece.key)) == [state for state, _label in piece.states], piece.key
        assert not piece.is_component or (COMPONENTS / f"{piece.key}.html").exists()


def test_groups_and_pieces_can_be_linked_to(gallery):
    ids = set(re.findall(r' id="([^"]+)"', gallery()))

    assert {group.key for group in GROUPS} | {piece.key for piece in pieces()} <= ids


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_word_of_the_gallery_is_of_the_other_language(gallery, language):
    assert foreign_words(html5lib.parse(gallery(language), namespaceHTMLElements=False), language) == []


def test_the_light_can_be_chosen_and_nonsense_is_left_out(gallery):
    assert 'data-theme="dark"' in gallery(theme="dark")
    assert "data-theme" not in gallery(theme="<dusk>")


def test_the_gallery_is_for_those_who_are_signed_in_and_takes_nothing(world, browser_of):
    assert browser_of().get("/ui/")["Location"].startswith("/sign-in/")

    browser = browser_of(world.leader)
    assert browser.post("/ui/").status_code == 404
    assert "no-store" in browser.get("/ui/")["Cache-Control"]
