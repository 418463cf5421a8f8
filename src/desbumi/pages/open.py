"""Pages and deeds for whoever comes without an account. Nothing is public that does not say so by these."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from desbumi.access.policy import NotAllowed
from desbumi.book.actors import Visitor
from desbumi.pages.asking import Request, Response, View, private
from desbumi.pages.deeds import Needs, answered, deed_of, noticing
from desbumi.pages.forms import DeedForm
from desbumi.pages.guard import reading_only
from desbumi.refusals import Refusal


def open_page(template: str) -> Callable[[View], View]:
    """A page for whoever comes: GET, without an account, under the same guard. Nothing is public that does not say so by this.

    The view is given what stands in the address as it is, and says itself whether that opens anything (by a Refusal).
    """

    def wrap(view: View) -> View:
        needs = Needs(view)

        @wraps(view)
        def handler(request: Request, form: DeedForm | None = None, refusal: Refusal | None = None, **address: Any) -> Response:
            if request.method not in ("GET", "HEAD") and refusal is None:
                raise NotAllowed
            given = dict(address)
            with reading_only():
                if needs.form:
                    given["form"] = form or needs.form(user=Visitor())
                shown = view(request, **given)
                if isinstance(shown, HttpResponse):
                    return private(shown)
                return private(HttpResponse(render_to_string(template, {**given, **shown}, request), status=refusal.status if refusal else 200))

        handler.is_page, handler.is_open, handler.view, handler.trace = True, True, view, ""  # type: ignore[attr-defined]
        return handler

    return wrap


def open_deed(*, on: View) -> Callable[[View], View]:
    """A deed of whoever comes without an account: POST, done once, as a Visitor; on a Refusal the page `on` again, with what was typed."""

    def wrap(view: View) -> View:
        needs = Needs(view)

        @wraps(view)
        def handler(request: Request, **address: Any) -> Response:
            if request.method != "POST":
                raise NotAllowed
            request.deed, request.seen = deed_of(request), {}
            visitor = Visitor()
            form = needs.form(request.POST, request.FILES, user=visitor) if needs.form else None
            given = {**address, **({"form": form} if form is not None else {})}
            return answered(request, visitor, form, lambda: noticing(request, view, given), on, address)

        handler.is_deed, handler.is_open, handler.view = True, True, view  # type: ignore[attr-defined]
        return handler

    return wrap
