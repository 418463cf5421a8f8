"""The gallery: every component in every state, for those who build pages. It holds nothing of anyone."""

import re
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control

from desbumi.ui.pieces import GROUPS, Piece
from desbumi.ui.samples import samples

EXAMPLES = Path(__file__).parent / "templates/ui/gallery"
THEMES = ("light", "dark")


@cache_control(private=True, no_store=True)
def gallery(request: Any) -> HttpResponse:
    """All furniture of the house on one page, for whoever is signed in; `?theme=` looks at the other light."""
    if not request.user.is_authenticated or request.method not in ("GET", "HEAD"):
        raise Http404
    filling = samples()
    groups = [(group, [(piece, _shown(piece, filling, request)) for piece in group.pieces]) for group in GROUPS]
    theme = request.GET.get("theme", "")
    return render(
        request, "ui/gallery.html", {"groups": groups, "theme": theme if theme in THEMES else "", "pieces": sum(len(each) for _group, each in groups)}
    )


def _shown(piece: Piece, filling: dict[str, Any], request: HttpRequest) -> list[dict[str, Any]]:
    """Each state of a piece: its name, how it looks, and the markup to copy."""
    sources = examples(piece.key)
    return [
        {"label": label, "shown": get_template(f"ui/gallery/{piece.key}.html#{state}").render(dict(filling), request), "source": _to_copy(sources[state])}
        for state, label in piece.states
    ]


@lru_cache(maxsize=128)
def examples(key: str) -> dict[str, str]:
    """The examples of a piece by state, as they stand in its file."""
    text = (EXAMPLES / f"{key}.html").read_text()
    return {state: dedent(body).strip() for state, body in re.findall(r"{% partialdef (\w+) %}\n(.*?)\n?{% endpartialdef %}", text, re.DOTALL)}


def _to_copy(source: str) -> SafeString:
    """Markup as text; its braces as entities, so that it cannot be taken for template code that slipped through."""
    return mark_safe(escape(source).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S308 -- escaped
