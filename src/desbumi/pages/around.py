"""What stands around every request: its id, its language, its Refusals; and the shell of its page."""

import logging
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404
from django.urls import reverse
from django.utils import translation

from desbumi.access.models import Account
from desbumi.access.policy import can, roles_of
from desbumi.book.constraints import storage_refusal
from desbumi.book.models import Head
from desbumi.pages.answers import absent, answer
from desbumi.pages.asking import Response
from desbumi.refusals import Refusal

log = logging.getLogger(__name__)
NO_SUCH_METHOD = 405
MENU_PARTS = ("", "roof", "social", "economic", "political", "ground")


def refusals(get_response: Callable[[Any], Response]) -> Callable[[Any], Response]:
    """Middleware: turn a Refusal, and an absent page, into their answers."""

    def middleware(request: Any) -> Response:
        response = get_response(request)
        return absent(request) if response.status_code == NO_SUCH_METHOD else response

    def process_exception(request: Any, exception: Exception) -> Response | None:
        refusal = storage_refusal(exception) if isinstance(exception, (DatabaseError, OSError)) else exception
        if isinstance(refusal, Refusal):
            return answer(request, refusal)
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
    for config in reversed(list(apps.get_app_configs())):  # the day's work, which a door gathers, before the rooms
        for part, label, icon, address, may in getattr(config, "menu", ()):
            if can(request.user, may):
                where = reverse(address)
                found.append({"part": part, "label": label, "icon": icon, "url": where, "is_here": request.path == where})
    return sorted(found, key=lambda each: MENU_PARTS.index(each["part"]))
