"""Pages and deeds: a page cannot write, a deed is done once, every "no" is a Refusal.

A view names what it needs by annotation: a model is loaded through `visible` (none is 404), a form is bound,
anything else comes from the address as it is.
"""

import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache, wraps
from hashlib import sha256
from secrets import token_hex
from typing import Any, TypeVar, get_type_hints
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Page, Paginator
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import register_converter, resolve, reverse
from django.urls.converters import StringConverter
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desbumi.access.models import Account
from desbumi.access.policy import NotAllowed, can, require, roles_of, vetoed, visible
from desbumi.book import keys
from desbumi.book.models import Head
from desbumi.book.once import AlreadyDone, keep, once
from desbumi.refusals import Invalid, Refusal
from desbumi.territory.rules import CODE

log = logging.getLogger(__name__)

View = Callable[..., Any]
Response = HttpResponse
NOT_TO_KEEP = "private, no-store"


class CodeConverter(StringConverter):
    """A territory's code in an address; whatever has another shape is absent."""

    regex = CODE


register_converter(CodeConverter, "code")


class Request(HttpRequest):
    """What a view gets: a signed-in account, the htmx headers, and what the deed's form sent about itself."""

    user: Any  # an Account, or nobody
    htmx: Any
    deed: dict[str, Any]
    id: str


class DeedForm(forms.Form):
    """The spelling of a deed: its fields are the deed's parameters but `by`, `op`, `device` and `seen`."""

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = _("Still empty: %(label)s") % {"label": field.label or _("choice")}
            if isinstance(field, ThingField):
                field.offer_to(user)

    def asked(self) -> dict[str, Any]:
        """The parameters of the deed."""
        return self.cleaned_data

    def refuse(self, refusal: Refusal) -> None:
        """Show a Refusal where it belongs: on its field, or above the form."""
        self.add_error(refusal.field if refusal.field in self.fields else None, f"{refusal.sentence} {refusal.way}".strip())


class Filter(forms.Form):
    """What a list is narrowed by, from the address; whatever makes no sense is left out."""

    def asked(self) -> dict[str, Any]:
        """The filter's values that make sense."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class ThingField(forms.CharField):
    """A thing named by its key, loaded as far as the user may see it; `among` widens what may be named."""

    user: Any = None
    widget = forms.Select

    def __init__(self, model: type[models.Model], *, among: Callable[[Any], models.QuerySet[Any]] | None = None, **kwargs: Any) -> None:
        self.model, self.among = model, among or (lambda user: visible(user, model))
        super().__init__(**kwargs)

    def offer_to(self, user: Any) -> None:
        """Offer what this user may name, where the field is a list to choose from."""
        self.user = user
        if isinstance(self.widget, forms.Select):
            self.widget.choices = [("", _("choose …")), *((str(thing.pk), str(thing)) for thing in self.among(user))]

    def clean(self, value: Any) -> Any:
        """The thing itself."""
        key = super().clean(value)
        if not key:
            return None
        try:
            found = self.among(self.user).filter(pk=key).first()
        except (ValidationError, ValueError):
            found = None
        if found is None:
            raise ValidationError(_("Choose one from the list."))
        return found


# --- A page cannot write ------------------------------------------------------------------------------------------


@contextmanager
def reading_only() -> Iterator[None]:
    """Both databases refuse to write while this is open; on PostgreSQL by a transaction, on SQLite by a pragma.

    Inside a transaction on SQLite a page would take the write lock, so there it runs in autocommit.
    """
    keys.check()
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(_read_only(connections[alias]))
        yield


@contextmanager
def _read_only(connection: BaseDatabaseWrapper) -> Iterator[None]:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:  # by the raw connection: after a refused write a cursor of Django raises
            connection.connection.execute("PRAGMA query_only = OFF")
    else:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
            yield


# --- Pages and deeds ----------------------------------------------------------------------------------------------


def page(template: str, *, may: str) -> Callable[[View], View]:
    """A page: GET, and databases that refuse to write while view and template run.

    `template` may name a partial behind `#`, sent alone when htmx asks for a part. `may` is the deed that must be
    granted, to the first thing that the address names or anywhere at all; otherwise the page is absent.
    """
    whole, _hash, partial = template.partition("#")

    def wrap(view: View) -> View:
        needs = Needs(view)

        @wraps(view)
        def handler(request: Request, form: DeedForm | None = None, refusal: Refusal | None = None, **address: Any) -> Response:
            if not request.user.is_authenticated or (request.method not in ("GET", "HEAD") and refusal is None):
                raise NotAllowed
            with reading_only():
                given = admit(request, needs, may, address)
                if needs.form:
                    given["form"] = form or needs.form(user=request.user, initial=request.GET.dict())
                shown = view(request, **given)
                if isinstance(shown, HttpResponse):
                    return shown
                name = template if partial and _wants_part(request) else whole
                response = HttpResponse(render_to_string(name, {**given, **shown}, request), status=refusal.status if refusal else 200)
            return _private(response)

        handler.is_page, handler.may, handler.view = True, may, view  # type: ignore[attr-defined]
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
            request.deed = _deed_of(request)
            form = needs.form(request.POST, user=request.user) if needs.form else None
            try:
                return _private(_done_once(request, lambda: _do(request, view, given, form)))
            except Refusal as refusal:
                if on is None or refusal.status == NotAllowed.status or isinstance(refusal, AlreadyDone):
                    raise
                if form is not None and not isinstance(refusal, Invalid):
                    form.is_valid()
                    form.refuse(refusal)
                shown: Response = on(request, form=form, refusal=refusal, **address)
                return shown

        handler.is_deed, handler.may, handler.view = True, may, view  # type: ignore[attr-defined]
        return handler

    return wrap


def _do(request: Request, view: View, given: dict[str, Any], form: DeedForm | None) -> Response:
    if form is not None:
        if not form.is_valid():
            raise Invalid
        given["form"] = form
    response: Response = view(request, **given)
    return response


class OpMissing(Refusal):
    """A form that says nothing of its deed's id cannot be recorded exactly once."""

    code, status = "op_missing", 422
    says = gettext_lazy("This form is not complete.")
    way_forward = gettext_lazy("Load the page anew and send it once more.")


def _done_once(request: Request, do: Callable[[], Response]) -> Response:
    op, asked = request.deed["op"], _digest(request)
    if op is None:
        raise OpMissing
    try:
        with transaction.atomic():
            told = once(request.user, op, asked)
            if told is None:
                response = do()
                keep(request.user, op, {"to": response.headers.get("HX-Redirect") or response.headers.get("Location", "/"), "says": _said(request)}, asked)
                return response
    except AlreadyDone:
        told = once(request.user, op, asked)  # another was in the midst of it: now its answer is there
        if told is None:
            raise
    return _go(request, told["to"], told["says"])


def _digest(request: Request) -> str:
    """What a form asks: its address and what was typed, as a hash; the same op with another digest is another wish."""
    typed = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return sha256(repr((request.path, typed)).encode()).hexdigest()


def _said(request: Request) -> str:
    return str(getattr(request, "said", ""))


def back_to(request: Request, thing: Any, says: str = "") -> Response:
    """After a deed: to the thing's page (or an address), with a sentence about what was done."""
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
        found = visible(request.user, model).filter(pk=address[name]).first()
        if found is None:
            raise NotAllowed
        given[name] = found
        things.append(found)
    if things:
        require(request.user, may, things[0])
    return given


def _deed_of(request: Request) -> dict[str, Any]:
    """What the form sent about its deed: op, and the version that was seen; nonsense is left out."""
    told: dict[str, Any] = {"op": None, "device": ""}
    with suppress(ValueError):
        told["op"] = UUID(request.POST.get("op", ""))
    if request.POST.get("seen", "").isdecimal():
        told["seen"] = int(request.POST["seen"])
    return told


def _wants_part(request: Request) -> bool:
    return bool(request.htmx) and request.headers.get("HX-Request-Type") != "full" and not request.htmx.boosted


def _private(response: Response) -> Response:
    response["Cache-Control"] = NOT_TO_KEEP
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type", "Cookie"])
    return response


M = TypeVar("M", bound=models.Model)


def paginate(request: HttpRequest, rows: models.QuerySet[M], size: int = 50) -> Page[M]:
    """One page of an ordered list; a page number that is none shows the nearest."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


# --- Refusals on every surface --------------------------------------------------------------------------------------


def answer(request: Any, refusal: Refusal) -> Response:
    """A Refusal as a page, as a part for htmx, or as problem+json."""
    if isinstance(refusal, NotAllowed):
        return absent(request)
    if request.headers.get("Accept", "").startswith("application/json"):
        told = {"type": f"urn:desbumi:{refusal.code}", "title": refusal.sentence, "status": refusal.status, "detail": refusal.way}
        return JsonResponse(told, status=refusal.status, content_type="application/problem+json")
    part = "#refusal" if getattr(request, "htmx", None) and _wants_part(request) else ""
    outer = "ui/app.html" if request.user.is_authenticated else "ui/gate.html"
    shown = {"refusal": refusal, "outer": outer, "leads_to": reverse(refusal.leads_to) if refusal.leads_to else ""}
    return _private(render(request, f"ui/refused.html{part}", shown, status=refusal.status))


def absent(request: Any, exception: Exception | None = None) -> Response:  # noqa: ARG001 -- Django names it
    """What does not exist, or is not for this account: the same answer, byte for byte. Signed out: to the door."""
    if not request.user.is_authenticated:
        return to_the_door(request)
    return _private(render(request, "ui/absent.html", status=404))


def to_the_door(request: Any) -> Response:
    """Signed out, whether the address exists or not: to the sign-in page, and back afterwards."""
    was_working = request.method == "POST" or settings.SESSION_COOKIE_NAME in request.COOKIES
    to = request.get_full_path() if request.method in ("GET", "HEAD") else _page_before(request)
    where = f"{reverse('account_login')}?{urlencode({'next': to} | ({'expired': '1'} if was_working else {}))}"
    if getattr(request, "htmx", None):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = where
        return response
    return HttpResponseRedirect(where)


def _page_before(request: Any) -> str:
    """The page from which a form was sent, if it is ours; else the form's own address, if it shows one."""
    sent_from = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure()):
        told = urlsplit(sent_from)
        return f"{told.path}?{told.query}" if told.query else str(told.path)
    try:
        return str(request.path) if hasattr(resolve(request.path).func, "page") else "/"
    except Http404:
        return "/"


def broken(request: Any) -> Response:
    """A mistake of ours: no details, an id that finds the trace."""
    return HttpResponse(render_to_string("ui/broken.html", {"request_id": getattr(request, "id", "")}), status=500)


def csrf_failure(request: Any, reason: str = "") -> Response:
    """A form from another session, or one that was open too long."""
    log.info("form refused: %s", reason.partition(".")[0])
    if not request.user.is_authenticated:
        return to_the_door(request)
    return answer(request, FormTooOld())


class FormTooOld(Refusal):
    """The form's token belongs to another sign-in."""

    code, status = "form.too_old", 403
    says = gettext_lazy("This form was opened before you signed in again.")
    way_forward = gettext_lazy("Go back, load the page anew and send it once more. What you typed is kept on this device.")


def refusals(get_response: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """Middleware: turn a Refusal, and an absent page, into their answers."""

    def middleware(request: Any) -> Response:
        return get_response(request)

    def process_exception(request: Any, exception: Exception) -> Response | None:
        if isinstance(exception, Refusal):
            return answer(request, exception)
        return absent(request) if isinstance(exception, (Http404, PermissionDenied)) else None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def request_id(get_response: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """Middleware: an id for each request; the trace of a mistake is logged under it, without the address."""

    def middleware(request: Any) -> Response:
        request.id = token_hex(4).upper()
        return get_response(request)

    def process_exception(request: Any, exception: Exception) -> None:
        if not isinstance(exception, (Refusal, Http404, PermissionDenied)):
            log.error("mistake %s", request.id, exc_info=exception)

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def language(get_response: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """Middleware: Indonesian, unless the account or the switch says otherwise. The browser's wish is not asked."""

    def middleware(request: Any) -> Response:
        chosen = request.COOKIES.get("desbumi_language") or (request.user.language if request.user.is_authenticated else "id")
        with translation.override(chosen if chosen in dict(settings.LANGUAGES) else "id"):
            response = get_response(request)
        response["Content-Language"] = chosen if chosen in dict(settings.LANGUAGES) else "id"
        return response

    return middleware


# --- The shell ------------------------------------------------------------------------------------------------------


def shell(request: Any) -> dict[str, Any]:
    """Context of the app's shell: menu, place of the signed-in person, last entry of that place's book."""
    user = getattr(request, "user", None)
    if not isinstance(user, Account):
        return {"menu": [], "own_place": None, "own_role": "", "own_head": None}
    roles = roles_of(user)
    first = roles[0] if roles else None
    return {
        "menu": menu(request),
        "own_place": first.territory if first else None,
        "own_role": first.get_role_display() if first else "",
        "own_head": Head.objects.filter(pk=f"{first.territory_id}/main").first() if first else None,
    }


def menu(request: Any) -> list[dict[str, Any]]:
    """The way through the house, roof to ground: what the rooms offer and the policy grants."""
    found: list[dict[str, Any]] = []
    for config in apps.get_app_configs():
        for part, label, icon, address, may in getattr(config, "menu", ()):
            if can(request.user, may):
                where = reverse(address)
                found.append({"part": part, "label": label, "icon": icon, "url": where, "is_here": request.path == where})
    return found
