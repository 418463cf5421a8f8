"""What a session is: when it ends, what it has proved, on which device it began; and the codes of a demo."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse

from desbumi.access import devices, reading
from desbumi.access.demo import people
from desbumi.access.queries import locked
from desbumi.access.sessions import Session
from desbumi.book import keys
from desbumi.refusals import Refusal

SHARED_MINUTES = 15
LOOPBACK = ("127.0.0.1", "::1")
OF_A_STRANGE_DEVICE = ("account_logout", "language")  # what else a device may do that has not proved itself


@receiver(authenticator_removed)
def second_factor_was_removed(request: Any, user: Any, **_signal: Any) -> None:
    """What was proved with a factor that is gone counts no longer: here it is forgotten, elsewhere the session ends."""
    request.session.pop("factor_added", None)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [record for record in get_authentication_records(request, user) if record["method"] != "mfa"]
    for other in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key).order_by("id"):
        other.end()


@receiver(authenticator_added)
def second_factor_was_set_up(request: Any, **_signal: Any) -> None:
    """Who has just proved the new factor need not prove it again in this session."""
    request.session["factor_added"] = True


@receiver(user_logged_in)
def somebody_came_in(request: Any, user: Any, **_signal: Any) -> None:
    """A session belongs to the device on which it began."""
    devices.bind(request, user)


@receiver(authentication_step_completed)
def somebody_proved_it_again(request: Any, user: Any, method: str, **told: Any) -> None:
    """Who proves it again on another device takes the session there: with the second factor, if there is one."""
    if told.get("reauthenticated") and (method == "mfa" or not locked([user.pk])):
        devices.bind(request, user)
        reading.raise_budget(user)


def session(get_response: Callable[[Any], HttpResponse]) -> Callable[[Any], HttpResponse]:
    """Middleware: signs out who was idle, asks a strange device to prove itself, and tells the policy what the session has shown.

    The time of last use is written at most once a minute, so that reading a page seldom writes.
    """

    def middleware(request: Any) -> HttpResponse:
        request.is_strange = False
        if request.user.is_authenticated:
            now, seen = int(time.time()), request.session.get("seen_at")
            minutes = SHARED_MINUTES if request.session.get("shared") else settings.IDLE_MINUTES
            if seen is not None and now - seen > minutes * 60:
                logout(request)
            else:
                if seen is None or now - seen >= 60:
                    request.session["seen_at"] = now
                has_proved = _has_second_factor(request)
                request.user.session = Session(has_second_factor=has_proved)
                request.is_strange = not devices.is_known(request) or (not has_proved and bool(locked([request.user.pk])))
                if request.session.get("device") is None and not request.is_strange:
                    devices.bind(request, request.user)
        response = (_asked_again(request) if request.is_strange else None) or get_response(request)
        devices.send(request, response)
        return response

    return middleware


def _asked_again(request: Any) -> HttpResponse | None:
    """Where a strange device is led before anything else; None when it is there already."""
    ways = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn") if locked([request.user.pk]) else ("account_reauthenticate",)  # a code, or the passkey
    try:
        here = resolve(request.path).url_name
    except Resolver404:
        here = None
    if here in ways or here in OF_A_STRANGE_DEVICE:
        return None
    where = f"{reverse(ways[0])}?{urlencode({'next': request.get_full_path() if request.method == 'GET' else '/'})}"
    if getattr(request, "htmx", None):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = where
        return response
    return HttpResponseRedirect(where)


def _has_second_factor(request: Any) -> bool:
    return bool(request.session.get("factor_added")) or any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def demo(request: HttpRequest) -> dict[str, Any]:
    """Context: the invented people and their codes of the moment, in a demo seen from this very machine."""
    is_demo = settings.DEMO_FILE.exists()
    is_near = (
        is_demo
        and request.META.get("REMOTE_ADDR") in LOOPBACK
        and request.get_host().partition(":")[0] in ("127.0.0.1", "localhost")
        and not settings.IS_HTTPS
        and not any(name.lower().startswith(("forwarded", "x-forwarded", "x-real-ip")) for name in request.headers)  # a proxy: others see this page
    )
    return {"is_demo": is_demo, "demo_people": people if is_near else None, "ring_refusal": _ring_refusal}


def _ring_refusal() -> Refusal | None:
    """Why nobody can come in now, for the pages of the door that ask: before a password is typed in vain."""
    try:
        keys.check()
    except Refusal as refusal:
        return refusal
    return None
