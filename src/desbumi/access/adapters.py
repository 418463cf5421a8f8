"""How the sign-in library is fitted to this house."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from os import urandom
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from desbumi.book import keys
from desbumi.book.layout import NONCE


class Accounts(DefaultAccountAdapter):
    """People are invited; nobody signs up."""

    def is_open_for_signup(self, _request: Any) -> bool:
        """Never."""
        return False

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """The pages say what happened; the library's own messages are not shown."""


class Factors(DefaultMFAAdapter):
    """Secrets of second factors lie sealed under a key of the ring, not in plain text in the library's table."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages, "incorrect_code": _("This code is wrong, or it was used already. Wait for the next one."),
    }  # fmt: skip

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        nonce = urandom(NONCE)
        return urlsafe_b64encode(nonce + AESGCM(keys.derived("factor")).encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret."""
        sealed = urlsafe_b64decode(encrypted_text)
        return AESGCM(keys.derived("factor")).decrypt(sealed[:NONCE], sealed[NONCE:], None).decode()
