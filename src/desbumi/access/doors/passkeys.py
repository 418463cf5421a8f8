"""Passkeys: the library's pages, fitted to this house."""

from typing import Any

from allauth.account.models import Login
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme


class SignIn(LoginWebAuthnView):
    """Sign in with a passkey alone: it is held and it is unlocked, so it is both factors."""

    def form_valid(self, form: Any) -> HttpResponse:
        """In, and on to the page that was asked for."""
        passkey = form.cleaned_data["credential"]
        to = self.request.POST.get("next", "")
        is_ours = url_has_allowed_host_and_scheme(to, {self.request.get_host()}, require_https=self.request.is_secure())
        login = Login(user=passkey.user, redirect_url=to if is_ours else None)
        response: HttpResponse = flows.perform_passwordless_login(self.request, passkey, login)
        return response

    def form_invalid(self, _form: Any) -> HttpResponse:
        """A passkey that opens nothing here: said on the sign-in page."""
        return HttpResponseRedirect(f"{reverse('account_login')}?passkey=unknown")


class Add(AddWebAuthnView):
    """Add a passkey of this device, or of a phone beside it."""


class Remove(RemoveWebAuthnView):
    """Remove a passkey."""

    success_url = reverse_lazy("mfa_index")
