"""What everyone may do about the own account, whatever the role: devices, the second factor's reset, the language."""

from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from desbumi.access.actions import stop_reset
from desbumi.access.models import FactorReset
from desbumi.access.policy import NotAllowed


@login_required
@require_safe
def own_account(request: Any) -> HttpResponse:
    """The own account: where it is signed in, its locks, and whether someone asked to reset them."""
    sessions = sorted(UserSession.objects.purge_and_list(request.user), key=lambda each: (not each.is_current(), each.pk))
    locks = set(Authenticator.objects.filter(user=request.user).order_by("id").values_list("type", flat=True))
    waiting = [each for each in FactorReset.objects.filter(account=request.user, status="asked").select_related("asked_by").order_by("id") if each.is_open]
    response = render(request, "account/own.html", {"sessions": sessions, "locks": locks, "waiting": waiting})
    add_never_cache_headers(response)
    return response


@login_required
@require_POST
def end_session(request: Any, session: int) -> HttpResponse:
    """Sign out one device of the own account. Raises NotAllowed."""
    found = UserSession.objects.filter(user=request.user, pk=session).first()
    if found is None:
        raise NotAllowed
    is_here = found.is_current()
    found.end()
    if is_here:
        logout(request)
    return HttpResponseRedirect(reverse("account_login" if is_here else "usersessions_list"))


@login_required
@require_POST
def keep_my_lock(request: Any) -> HttpResponse:
    """Stop the reset of the own second factor that someone asked for."""
    for each in FactorReset.objects.filter(account=request.user, status="asked").select_related("territory").order_by("id"):
        stop_reset(by=request.user, reset=each)
    return HttpResponseRedirect(reverse("usersessions_list"))


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
    sent_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(sent_from, {request.get_host()}, require_https=request.is_secure())
    told = urlsplit(sent_from if is_ours else "/")
    back = told.path if told.path.startswith("/") and not told.path.startswith("//") else "/"
    response = HttpResponseRedirect(f"{back}?{told.query}" if told.query and back != "/" else back)
    response.set_cookie(
        "desbumi_language", chosen if chosen in dict(settings.LANGUAGES) else "id", max_age=31_536_000, samesite="Lax", secure=settings.IS_HTTPS
    )
    return response
