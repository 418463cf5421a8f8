"""A client with manners: whatever page a test fetches must be sound."""

import gzip
import re
import time
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import html5lib
from django.core import signing
from django.test import Client, RequestFactory

import desbumi
from desbumi.access.devices import COOKIE, SALT, Device, mark
from desbumi.access.models import Account

STAFF_BYTES, PUBLIC_BYTES = 90_000, 30_000  # over the wire, on first view
LONG_NUMBER = re.compile(r"(?<!\d)\d{16}(?!\d)")


class Browser(Client):
    """Signed in as an account (or signed out), with a second factor unless told otherwise; checks each HTML page."""

    looks = True  # whether pages are checked

    def __init__(self, account: Account | None = None, *, second_factor: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.raise_request_exception = True
        if account is not None:
            self.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
            session = self.session
            session["seen_at"] = int(time.time())
            session["device"] = self._device()
            if second_factor:
                session["factor_added"] = True
            session.save()

    def _device(self) -> str:
        """A device of its own, which the session knows."""
        device = Device(uuid4().hex)
        self.cookies[COOKIE] = signing.dumps({"id": device.id, "knows": []}, salt=SALT)
        return mark(RequestFactory().get("/"), device)

    def request(self, **request: Any) -> Any:
        """Send a request and look at what comes back."""
        response = super().request(**request)
        if self.looks and response.headers.get("Content-Type", "").startswith("text/html") and response.content and not request.get("HTTP_HX_REQUEST"):
            check_page(response)
        return response

    def part(self, path: str, **query: Any) -> Any:
        """What htmx gets from a page."""
        return self.get(path, query, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    def do(self, path: str, **fields: Any) -> Any:
        """Send a deed's form, with a fresh op unless one is given."""
        return self.post(path, {"op": str(uuid4()), **fields})


def check_page(response: Any) -> None:
    """Valid HTML, one h1 that agrees with the title, labels, unique ids, no inline script or style, no `{{`, language set."""
    text = response.content.decode()
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    tree = parser.parse(text)
    problems = [str(error) for error in parser.errors if error[1] != "expected-doctype-but-got-eof"]
    assert not problems, f"not valid HTML: {problems[:3]}"
    everything = list(tree.iter())
    ids = [each.get("id") for each in everything if each.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted(name for name in ids if ids.count(name) > 1)}"
    _check_words(text, tree, everything)
    _check_labels(everything, set(ids))
    budget = STAFF_BYTES if "/vendor/htmx" in text else PUBLIC_BYTES
    assert len(gzip.compress(response.content)) + _weight_of_files(text) < budget, "too heavy for a village's line"


@lru_cache(maxsize=8)
def _compressed(name: str) -> int:
    return len(gzip.compress((Path(desbumi.__file__).parent / "ui/static" / name).read_bytes()))


def _weight_of_files(text: str) -> int:
    """Compressed bytes of the styles and scripts that a page asks for."""
    return sum(_compressed(name) for name in set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', text)))


def _check_words(text: str, tree: Any, everything: list[Any]) -> None:
    assert "{{" not in text, "template code on the page"
    assert "{%" not in text, "template code on the page"
    assert not LONG_NUMBER.search(re.sub(r"<[^>]*>", " ", text)), "16 digits in a row"
    html = tree if tree.tag == "html" else tree.find("html")
    assert html.get("lang") in ("id", "en"), "no language"
    assert all(each.get("style") is None for each in everything), "inline style"
    kinds = [(str(each.tag).rpartition("}")[2], each) for each in everything]  # a drawing has scripts and styles of its own
    assert all(kind != "style" and not (kind == "script" and each.get("src") is None) for kind, each in kinds), "inline script or style"
    assert all(not name.startswith("on") for each in everything for name in each.attrib), "inline handler"
    heads = [_in_public(each).strip(" :\n") for each in everything if each.tag == "h1"]
    assert len(heads) == 1, f"{len(heads)} h1"
    title = "".join(next(each for each in everything if each.tag == "title").itertext())
    assert " ".join(heads[0].split()) in " ".join(title.split()), f"title {title!r} says nothing of {heads[0]!r}"


def _in_public(element: Any) -> str:
    """The words of a heading, but for the name of a person (`data-private`), which no title, tab or history of a browser may hold."""
    inner = ("" if each.get("data-private") is not None else _in_public(each) for each in element)
    return (element.text or "") + "".join(text + (each.tail or "") for text, each in zip(inner, element, strict=True))


def _check_labels(everything: list[Any], ids: set[str]) -> None:
    named = {each.get("for") for each in everything if each.tag == "label"}
    for each in everything:
        if each.tag in ("input", "select", "textarea") and each.get("type") not in ("hidden", "submit"):
            assert each.get("id") in named or each.get("aria-label"), f"{each.tag} {each.get('name')} without a label"
        for name in ("aria-describedby", "aria-labelledby"):
            for wanted in (each.get(name) or "").split():
                assert wanted in ids, f"{name} points to {wanted}, which is not there"
        if each.tag == "label" and each.get("for"):
            assert each.get("for") in ids, f"label for {each.get('for')}, which is not there"
        if each.tag == "img":
            assert each.get("alt") is not None, "picture without words"
