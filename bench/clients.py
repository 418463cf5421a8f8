"""A signed-in client for measuring whole requests."""

import time

from django.test import Client


def client_of(account):
    """A client of this account with the second factor shown, on the host that the program allows."""
    client = Client(headers={"host": "localhost"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["factor_added"], session["seen_at"] = True, int(time.time())
    session.save()
    return client
