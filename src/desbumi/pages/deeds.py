"""Pages and deeds: GET under the guard, POST exactly once.

A view names what it needs by annotation: a model is loaded through `visible` (none is 404), a form is bound,
anything else comes from the address as it is.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache, wraps
from hashlib import sha256
from typing import Any, get_type_hints
from uuid import UUID

from django.contrib import messages
from django.db import models, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access import reading
from desbumi.access.policy import NotAllowed, can, require, vetoed, visible
from desbumi.book import conflicts
from desbumi.book.actors import Actor
from desbumi.book.once import AlreadyDone, keep, once
from desbumi.pages.asking import Request, Response, View, private, wants_part
from desbumi.pages.forms import DeedForm
from desbumi.pages.guard import reading_only
from desbumi.refusals import Invalid, Refusal


def page(template: str, *, may: str, trace: str = "") -> Callable[[View], View]:
    """A page: GET, and databases that refuse to write while view and template run.

    `template` may name a partial behind `#`, sent alone when htmx asks for a part. `may` is the deed that must be
    granted, to the first thing that the address names or anywhere at all; otherwise the page is absent. `trace` names
    the reading of a page that opens a person: without a row in the read log there is no page, and a day has a budget.
    """
    whole, _hash, partial = template.partition("#")

    def wrap(view: View) -> View:
        needs = Needs(view)

        @wraps(view)
        def handler(request: Request, form: DeedForm | None = None, refusal: Refusal | None = None, **address: Any) -> Response:
            if not request.user.is_authenticated or (request.method not in ("GET", "HEAD") and refusal is None):
                raise NotAllowed
            with reading.told(request.user), reading_only():
                given = admit(request, needs, may, address)
                opened = subject_of(given[needs.things[0][0]]) if trace and needs.things else ""  # a list or search counts as one
                left = [(trace, each) for each in (opened, *getattr(given[needs.things[0][0]], "also_about", ()))] if opened else [(trace, "")] if trace else []
                if trace == reading.OPENED and request.GET.get("text"):
                    left.append((reading.SEARCHED, ""))  # a page of a person on which one looks for another
                for deed_read, record in left:
                    reading.check(request.user, deed_read, record)
                if needs.form:
                    given["form"] = form or needs.form(user=request.user, initial={name: str(value).replace("\0", "") for name, value in request.GET.items()})
                shown = view(request, **given)
                if isinstance(shown, HttpResponse):  # a file, a sheet, or the way to another page
                    response = shown
                else:
                    name = template if partial and wants_part(request) else whole
                    response = private(HttpResponse(render_to_string(name, {**given, **shown}, request), status=refusal.status if refusal else 200))
            for deed_read, record in left:
                reading.keep(request.user, deed_read, record)
            return response

        handler.is_page, handler.may, handler.view, handler.trace, handler.partial = True, may, view, trace, partial  # type: ignore[attr-defined]
        return handler

    return wrap


def deed(*, may: str, on: View | None = None) -> Callable[[View], View]:
    """A deed: POST, done once, then the answer of the view; on a Refusal the page `on` again, with what was typed."""

    def wrap(view: View) -> View:
        needs = Needs(view)

        @wraps(view)
        def handler(request: Request, **address: Any) -> Response:
            if not request.user.is_authenticated or request.method != "POST":
                raise NotAllowed
            given = admit(request, needs, may, address)
            request.deed, request.seen = deed_of(request), _seen_of(request)
            form = needs.form(request.POST, request.FILES, user=request.user) if needs.form else None
            if form is not None:
                given["form"] = form
            return answered(request, request.user, form, lambda: noticing(request, view, given), on, address)

        handler.is_deed, handler.may, handler.view = True, may, view  # type: ignore[attr-defined]
        return handler

    return wrap


def answered(request: Request, by: Actor, form: DeedForm | None, do: Callable[[], Response], on: View | None, address: dict[str, Any]) -> Response:
    """What a deed answers, done once; on a Refusal the page `on` again, with what was typed."""
    try:
        return private(done_once(request, by, form, do))
    except Refusal as refusal:
        if on is None or refusal.status == NotAllowed.status or isinstance(refusal, AlreadyDone):
            raise
        if form is not None and not isinstance(refusal, Invalid):
            form.is_valid()
            form.refuse(refusal)
        shown: Response = on(request, form=form, refusal=refusal, **address)
        return shown


def noticing(request: Request, view: View, given: dict[str, Any]) -> Response:
    """What a deed's view answers, with an ear for conflicts that it meets."""
    with conflicts.noticing():
        response: Response = view(request, **given)
    return response


class OpMissing(Refusal):
    """A form that says nothing of its deed's id cannot be recorded exactly once."""

    code, status = "op_missing", 422
    says = gettext_lazy("This form is not complete.")
    way_forward = gettext_lazy("Load the page anew and send it once more.")


def done_once(request: Request, by: Actor, form: DeedForm | None, do: Callable[[], Response]) -> Response:
    """The form is looked at before the transaction begins: opening a file takes long, and on SQLite a deed holds the only lock."""
    op, asked = request.deed["op"], _digest(request)
    if op is None:
        raise OpMissing
    try:
        if form is None or form.is_valid():
            with transaction.atomic():
                told = once(by, op, asked)
                if told is None:
                    response = do()
                    keep(by, op, {"to": response.headers.get("HX-Redirect") or response.headers.get("Location", "/"), "says": _said(request)}, asked)
                    return response
        else:
            told = once(by, op, asked)  # what was done before is answered, though it would not be taken again
            if told is None:
                raise Invalid
    except AlreadyDone:
        told = once(by, op, asked)  # another was in the midst of it: now its answer is there
        if told is None:
            raise
    return _go(request, told["to"], told["says"])


def _digest(request: Request) -> str:
    """What a form asks: its address, what was typed and the bytes of its files, as a hash; the same op with another digest is another wish."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    sent = sorted((name, [(file.name, sha256(file.open().read()).hexdigest()) for file in files]) for name, files in request.FILES.lists())
    return sha256(repr((request.path, typed, *sent)).encode()).hexdigest()


def _said(request: Request) -> str:
    return str(getattr(request, "said", ""))


def back_to(request: Request, thing: Any, says: str = "") -> Response:
    """After a deed: to the thing's page (or an address), with a sentence about what was done; to a conflict, when it found one."""
    if waiting := conflicts.noticed():
        thing, says = waiting[0], _("Recorded, but for what another wrote differently meanwhile: decide here.")
    where = thing if isinstance(thing, str) else thing.get_absolute_url()
    return _go(request, where, says)


def _go(request: Request, where: str, says: str) -> Response:
    if says:
        request.said = says  # type: ignore[attr-defined]
        messages.success(request, says)
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = where
        return response
    return HttpResponseRedirect(where)


def door(shown: View, done: View) -> View:
    """One address for a page and its deed: GET shows, POST does."""

    @wraps(shown)
    def handler(request: Request, **address: Any) -> Response:
        response: Response = (done if request.method == "POST" else shown)(request, **address)
        return response

    handler.page, handler.deed = shown, done  # type: ignore[attr-defined]
    return handler


class Needs:
    """What a view needs, by its annotations; read at the first call, when all models are loaded."""

    def __init__(self, view: View) -> None:
        self.view = view

    @property
    def form(self) -> type[DeedForm] | None:
        """The form that the view wants bound."""
        return next((kind for name, kind in _hints(self.view) if name == "form"), None)

    @property
    def things(self) -> list[tuple[str, type[models.Model]]]:
        """Parameters that are loaded from the database."""
        return [(name, kind) for name, kind in _hints(self.view) if isinstance(kind, type) and issubclass(kind, models.Model)]


@lru_cache(maxsize=512)
def _hints(view: View) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(view)
    return tuple((name, hints[name]) for name in inspect.signature(view).parameters if name in hints and name != "request")


def admit(request: Request, needs: Needs, may: str, address: Mapping[str, Any]) -> dict[str, Any]:
    """Load what the address names, as far as it may be seen; raise the veto, or NotAllowed."""
    if not request.user.is_authenticated:
        raise NotAllowed
    if refusal := vetoed(request.user, may):
        raise refusal
    if not can(request.user, may):
        raise NotAllowed
    given = dict(address)
    things = []
    for name, model in needs.things:
        rows = visible(request.user, model)
        read_with = getattr(model, "WITH", ())
        found = (rows.select_related(*read_with) if read_with else rows).filter(pk=address[name]).first()
        if found is None:
            raise NotAllowed
        given[name] = found
        things.append(found)
    if things:
        require(request.user, may, things[0])
    return given


def subject_of(thing: Any) -> str:
    """Whom a record is about, for the read log: its subject, or itself."""
    subject = getattr(thing, "subject_id", None)
    return str(subject.hex if subject else thing.pk)


def deed_of(request: Request) -> dict[str, Any]:
    """What the form sent about its deed, for every deed: op and device; nonsense is left out."""
    told: dict[str, Any] = {"op": None, "device": ""}
    with suppress(ValueError):
        told["op"] = UUID(request.POST.get("op", ""))
    return told


def _seen_of(request: Request) -> dict[str, Any]:
    """The version of the record that the form showed, for deeds that ask for it; empty when it sent none."""
    seen = request.POST.get("seen", "")
    return {"seen": int(seen)} if re.fullmatch(r"[0-9]{1,18}", seen) else {}
