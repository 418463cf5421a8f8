"""Forms of the door."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm
from allauth.core import context, ratelimit
from allauth.mfa.adapter import get_adapter as factors
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm, AuthenticateWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from desbumi.access.devices import device_of
from desbumi.book import keys


class SignIn(LoginForm):
    """Name or e-mail, password, and whether others use this device too."""

    shared = forms.BooleanField(
        label=_("Others use this computer or phone too"), help_text=_("You are signed out after 15 minutes without use."), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        login, password = self.fields["login"], self.fields["password"]
        login.label, login.widget.attrs = _("User name or e-mail"), {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        password.label, password.help_text = _("Password"), _("Capital and small letters count.")
        password.widget.attrs = {"autocomplete": "current-password"}
        self.fields.pop("remember", None)

    def clean(self) -> Any:
        """A closed account is answered like a wrong password. While the ring of keys is locked nobody signs in, and is told so."""
        keys.check()
        cleaned = super().clean()
        if self.user is not None and not self.user.is_active:
            raise get_adapter().validation_error("username_password_mismatch")
        return cleaned

    def login(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Sign in; remember in the session whether the device is shared."""
        request.session["shared"] = self.cleaned_data["shared"]
        return super().login(request, *args, **kwargs)


class _Code:
    """A code of the moment, or a recovery code; what it is called depends on what its owner has.

    Codes are counted as passwords are: on a device that the owner has used before, apart from those of strangers.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = set(Authenticator.objects.filter(user=self.user).order_by("id").values_list("type", flat=True))  # type: ignore[attr-defined]
        self.has_app, self.has_passkey = Authenticator.Type.TOTP in kinds, Authenticator.Type.WEBAUTHN in kinds
        self.label_suffix = ""
        code = self.fields["code"]  # type: ignore[attr-defined]
        code.label = _("Code") if self.has_app else _("Recovery code")
        code.help_text = _("A recovery code is accepted too.") if self.has_app else ""
        code.widget.attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}

    def clean_code(self) -> str:
        """The code, if it is right."""
        device, user = device_of(context.request), self.user  # type: ignore[attr-defined]
        if device is None or not device.has_met(user.name):
            return super().clean_code()  # type: ignore[misc,no-any-return]
        key, code = f"{device.id}:code:{user.pk}", str(self.cleaned_data["code"])  # type: ignore[attr-defined]
        if not ratelimit.consume(context.request, action="login_failed", key=key):
            raise get_adapter().validation_error("too_many_login_attempts")
        for each in Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
            if each.wrap().validate_code(code):
                each.user, self.authenticator = user, each
                ratelimit.clear(context.request, action="login_failed", key=key)
                return code
        raise factors().validation_error("incorrect_code")


class SecondStep(_Code, AuthenticateForm):
    """The second step of signing in."""


class ConfirmStep(_Code, ReauthenticateForm):
    """The second factor once more."""


class ChoosePassword(forms.Form):
    """A first password, through a one-time link."""

    password = forms.CharField(
        label=_("Choose a password"), help_text=_("At least 10 characters. A short sentence is easy to remember."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False,
    )  # fmt: skip

    def clean_password(self) -> str:
        """The password, if it is hard enough to guess."""
        password: str = self.cleaned_data["password"]
        validate_password(password)
        return password


class FirstAdministrator(ChoosePassword):
    """access.first_administrator: the first account of an empty installation; the token stands in the address."""

    field_order = ("full_name", "name", "password")

    full_name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    name = forms.RegexField(
        r"(?i)^[a-z][a-z0-9.-]{1,39}$", label=_("User name"), help_text=_("Small letters; you sign in with it."), max_length=40,
        error_messages={"invalid": _("Use 2 to 40 small letters, digits, dots or hyphens, beginning with a letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip


class PasskeyField(forms.JSONField):
    """A passkey as a browser sends it."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """What was sent; what is nested without end is none."""
        with _as_wrong():
            return super().to_python(value)


class _Shown:
    """A passkey that was shown; what has another shape is a wrong passkey, not a mistake of ours.

    Attempts are not counted: there is nothing in a passkey to be guessed, and nobody is locked out by another's.
    """

    def clean_credential(self) -> Any:
        """The passkey, if it is one of the account's."""
        shown, user = self.cleaned_data["credential"], self.user  # type: ignore[attr-defined]
        with _as_wrong():
            webauthn.parse_authentication_response(shown)
            return webauthn.complete_authentication(user or webauthn.extract_user_from_response(shown), shown)


@contextmanager
def _as_wrong() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as problem:  # fido2 takes the shape for granted
        raise get_adapter().validation_error("username_password_mismatch") from problem


class SignInByPasskey(_Shown, LoginWebAuthnForm):
    """A passkey instead of name and password."""

    credential = PasskeyField()


class SecondStepByPasskey(_Shown, AuthenticateWebAuthnForm):
    """A passkey after the password."""

    credential = PasskeyField()


class ConfirmByPasskey(_Shown, ReauthenticateWebAuthnForm):
    """A passkey once more."""

    credential = PasskeyField()


class AddPasskey(AddWebAuthnForm):
    """A passkey that opens the account alone: held and unlocked, so it is both factors."""

    credential = PasskeyField()

    def clean(self) -> dict[str, Any]:
        """The passkey that was made."""
        with _as_wrong():
            made: dict[str, Any] = super().clean()
        return made

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["name"].label, self.fields["name"].help_text = _("What do you call it?"), _("For instance: my phone, office laptop.")
        self.fields["passwordless"].widget, self.fields["passwordless"].initial = forms.HiddenInput(), True
