"""Settings of the tests: those of production, cheaper passwords, strict templates."""

import os
from typing import Any

from desbumi.settings import *  # noqa: F403 -- the same but for what follows
from desbumi.settings import DATABASES, STORAGES

SECRET_KEY = "only-in-tests"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False  # type: ignore[assignment]  # -- a set of tests signs in more often than a person


def _named(database: dict[str, Any], name: str) -> dict[str, Any]:
    """A database with a test name of its own."""
    if database["ENGINE"] == "desbumi.book.sqlite":
        return {**database, "TEST": {"NAME": f"{os.environ['DESBUMI_HOME']}/{name}.sqlite3"}}
    return {**database, "TEST": {"NAME": f"test_{name}"}}


DATABASES = {"default": _named(DATABASES["default"], "test"), "keys": _named(DATABASES["keys"], "keys")}
