"""The door: what a session is, the one-time link, signing out everywhere, and the codes of a demo."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY, get_authentication_records
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from desbumi.access.actions import account_of, choose_password
from desbumi.access.demo import people
from desbumi.access.forms import ChoosePassword
from desbumi.access.sessions import Session

SHARED_MINUTES = 15
LOOPBACK = ("127.0.0.1", "::1")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


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


def session(get_response: Callable[[Any], HttpResponse]) -> Callable[[Any], HttpResponse]:
    """Middleware: signs out who was idle, and tells the policy what the session has shown.

    The time of last use is written at most once a minute, so that reading a page seldom writes.
    """

    def middleware(request: Any) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = int(time.time()), request.session.get("seen_at")
            minutes = SHARED_MINUTES if request.session.get("shared") else settings.IDLE_MINUTES
            if seen is not None and now - seen > minutes * 60:
                logout(request)
            else:
                if seen is None or now - seen >= 60:
                    request.session["seen_at"] = now
                request.user.session = Session(has_second_factor=_has_second_factor(request))
        return get_response(request)

    return middleware


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
    return {"is_demo": is_demo, "demo_people": people if is_near else None}


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: choose a password, then you are in. Raises LinkSpent."""
    account = account_of(token)
    form = ChoosePassword(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        choose_password(account, form.cleaned_data["password"])
        login(request, account, backend=BACKEND)
        UserSession.objects.create_from_request(request)
        return HttpResponseRedirect("/")
    response = render(request, "account/link.html", {"form": form, "account": account}, status=422 if form.errors else 200)
    add_never_cache_headers(response)
    return response


@require_POST
def sign_out_everywhere(request: Any) -> HttpResponse:
    """End all sessions of this account, this one too."""
    if request.user.is_authenticated:
        for other in UserSession.objects.filter(user=request.user).order_by("id"):
            other.end()
        logout(request)
    return HttpResponseRedirect(reverse("account_login"))


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """The switch between Indonesian and English, kept on this device."""
    chosen = request.POST.get("language", "id")
    told = urlsplit(request.headers.get("Referer", ""))
    back = told.path if told.netloc == request.get_host() and told.path.startswith("/") and not told.path.startswith("//") else "/"
    response = HttpResponseRedirect(f"{back}?{told.query}" if told.query and back != "/" else back)
    response.set_cookie(
        "desbumi_language", chosen if chosen in dict(settings.LANGUAGES) else "id", max_age=31_536_000, samesite="Lax", secure=settings.IS_HTTPS
    )
    return response
