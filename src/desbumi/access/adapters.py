"""How the sign-in library is fitted to this house."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from os import urandom
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from desbumi.access.devices import device_of
from desbumi.book import keys
from desbumi.book.layout import NONCE


class Accounts(DefaultAccountAdapter):
    """People are invited; nobody signs up."""

    def is_open_for_signup(self, _request: Any) -> bool:
        """Never."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say what happened; the library's own messages are not shown."""

    def respond_user_inactive(self, _request: Any, _user: Any) -> HttpResponseRedirect:
        """A closed account meets the door, as if it had never been."""
        return HttpResponseRedirect(f"{reverse('account_login')}?passkey=unknown")

    def _get_login_attempts_cache_key(self, request: Any, **credentials: Any) -> str:
        """Wrong passwords are counted by name; on a device where the name signed in before, apart from those of strangers.

        So whoever tries names all day locks nobody out of the own device.
        """
        name = str(credentials.get("email", credentials.get("username", ""))).strip().lower()
        device = device_of(request)
        return f"{device.id}:{name}" if device is not None and device.has_met(name) else name


class Factors(DefaultMFAAdapter):
    """Secrets of second factors lie sealed under a key of the ring, not in plain text in the library's table."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages, "incorrect_code": _("This code is wrong, or it was used already. Wait for the next one."),
    }  # fmt: skip

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Whose passkeys these are: this house, at the name by which it is opened."""
        return {"id": context.request.get_host().partition(":")[0], "name": "Desbumi"}

    def generate_authenticator_name(self, _user: Any, _kind: Any) -> str:
        """What a passkey is called until its owner says otherwise."""
        return str(_("My passkey"))

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        nonce = urandom(NONCE)
        return urlsafe_b64encode(nonce + AESGCM(keys.derived("factor")).encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        sealed = urlsafe_b64decode(encrypted_text)
        return AESGCM(keys.derived("factor")).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
