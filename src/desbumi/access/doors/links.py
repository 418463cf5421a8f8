"""One-time links, and the first run of an empty installation."""

from typing import Any

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from desbumi.access import actions, first
from desbumi.access.forms import ChoosePassword, FirstAdministrator
from desbumi.access.models import Account


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: choose a password, then you are in. Raises LinkSpent."""
    account = actions.account_of(token)
    form = ChoosePassword(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        actions.choose_password(account, form.cleaned_data["password"])
        return _enter(request, account)
    return _shown(request, "account/link.html", {"form": form, "account": account})


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def first_run(request: HttpRequest, token: str) -> HttpResponse:
    """Make the first administrator of an empty installation. Raises FirstRunOver."""
    first.check(token)
    form = FirstAdministrator(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        return _enter(request, actions.first_administrator(token=token, **form.cleaned_data))
    return _shown(request, "account/first.html", {"form": form})


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    """Signed in, with the password just chosen as what was proved; an account with a second factor is asked for it first."""
    record_authentication(request, account, method="password", reauthenticated=True)
    response: HttpResponse = perform_login(request, Login(user=account))
    return response


def _shown(request: HttpRequest, template: str, shown: dict[str, Any]) -> HttpResponse:
    response = render(request, template, shown, status=422 if shown["form"].errors else 200)
    add_never_cache_headers(response)
    return response
