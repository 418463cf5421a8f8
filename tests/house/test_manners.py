"""The client with manners proves itself: each kind of unsound page is refused, in the words of what is wrong."""

from hashlib import sha256

import pytest
from django.http import HttpResponse

from desbumi.testing.client import check_page

pytestmark = pytest.mark.once

PAGE = '<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title} – Desbumi</title>{head}</head><body><main><h1>Papan desa</h1>{main}</main></body></html>'
LETTERS = str.maketrans("0123456789", "ghijklmnop")
NOISE = " ".join(sha256(str(at).encode()).hexdigest().translate(LETTERS) for at in range(1_500))


def page(main="", head="", title="Papan desa", **_more):
    return HttpResponse(PAGE.format(title=title, head=head, main=main))


def test_a_sound_page_passes():
    check_page(page('<form><label for="a">Nama</label><input id="a" name="a"></form>'))


@pytest.mark.parametrize(
    ("sinned", "says"),
    [
        (page("<p><div></p>"), "valid HTML"), (page("<h1>Lagi</h1>"), "2 h1"), (page(title="Lain"), "says nothing of"),
        (page('<p id="a"></p><p id="a"></p>'), "ids twice"), (page('<input name="a">'), "without a label"),
        (page('<label for="b">B</label>'), "not there"), (page('<p aria-describedby="b">B</p>'), "not there"),
        (page("<script>1</script>"), "inline script"), (page("<svg><script>1</script></svg>"), "inline script"), (page(head="<style>p{}</style>"), "inline script or style"),
        (page('<p style="color: red">x</p>'), "inline style"), (page('<p onclick="x()">x</p>'), "inline handler"),
        (page("<p>{{ nama }}</p>"), "template code"), (page("<p>3510041203850007</p>"), "16 digits"), (page('<img src="a.png">'), "without words"),
        (HttpResponse(page().content.decode().replace(' lang="id"', "")), "no language"), (page(f"<p>{NOISE}</p>"), "too heavy"),
    ],
)  # fmt: skip
def test_an_unsound_page_is_refused(sinned, says):
    with pytest.raises(AssertionError, match=says):
        check_page(sinned)
