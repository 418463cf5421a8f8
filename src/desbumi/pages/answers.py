"""Every "no" on its surface: a page, a part for htmx, problem+json; the absent page, the door, and our own mistakes."""

import logging
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy

from desbumi.access.policy import NotAllowed
from desbumi.pages.asking import Response, private, wants_part
from desbumi.refusals import Refusal

log = logging.getLogger(__name__)


def answer(request: Any, refusal: Refusal) -> Response:
    """A Refusal as a page, as a part for htmx, or as problem+json."""
    if isinstance(refusal, NotAllowed):
        return absent(request)
    if _wants_json(request):
        return problem(refusal)
    part = "#refusal" if getattr(request, "htmx", None) and wants_part(request) else ""
    outer = "ui/app.html" if request.user.is_authenticated else "ui/gate.html"
    shown = {"refusal": refusal, "outer": outer, "leads_to": _leading(request, refusal)}
    return private(render(request, f"ui/refused.html{part}", shown, status=refusal.status))


def _leading(request: Any, refusal: Refusal) -> str:
    """Where the way forward begins, with the page to come back to."""
    if not refusal.leads_to:
        return ""
    back = f"?{urlencode({'next': request.get_full_path()})}" if refusal.leads_back and request.method == "GET" else ""
    return f"{reverse(refusal.leads_to)}{back}"


def absent(request: Any, exception: Exception | None = None) -> Response:  # noqa: ARG001 -- Django names it
    """What does not exist, or is not for this account: the same answer, byte for byte. Signed out: to the door."""
    if not request.user.is_authenticated:
        return to_the_door(request)
    return problem(NotAllowed()) if _wants_json(request) else private(render(request, "ui/absent.html", status=404))


def problem(refusal: Refusal) -> Response:
    """A Refusal as problem+json."""
    told = {"type": f"urn:desbumi:{refusal.code}", "title": refusal.sentence, "status": refusal.status, "detail": refusal.way}
    return private(JsonResponse(told, status=refusal.status, content_type="application/problem+json"))


def _wants_json(request: Any) -> bool:
    return str(request.headers.get("Accept", "")).startswith("application/json")


def to_the_door(request: Any) -> Response:
    """Signed out, whether the address exists or not: to the sign-in page, and back afterwards."""
    was_working = (request.method == "POST" and not request.path.startswith(reverse("account_login"))) or settings.SESSION_COOKIE_NAME in request.COOKIES
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
