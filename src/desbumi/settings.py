"""The frame: settings from the environment, with a default that runs on one laptop."""

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

env = environ.Env()
PACKAGE = Path(__file__).parent

# Everything that an installation owns lies here: database, keys, static files, the secret of its sessions.
DESBUMI_HOME = Path(env.str("DESBUMI_HOME", default="var")).resolve()
DEBUG = env.bool("DESBUMI_DEBUG", default=False)
ALLOWED_HOSTS = env.list("DESBUMI_HOSTS", default=["127.0.0.1", "localhost"])


def _secret() -> str:
    """The secret of sessions, made by `desbumi init`; before that, one for this process alone."""
    kept = DESBUMI_HOME / "secret"
    return kept.read_text().strip() if kept.exists() else secrets.token_urlsafe(48)


SECRET_KEY = _secret()
BACKUP_FOLDER = env.str("DESBUMI_BACKUP_FOLDER", default="")  # where the worker puts the backup of the day
DEMO_FILE = DESBUMI_HOME / "demo.json"  # there only where the people are invented

INSTALLED_APPS = [
    "desbumi.ui",  # before allauth: its templates are ours
    "desbumi.territory",
    "desbumi.book",
    "desbumi.access",
    "desbumi.papers",
    "desbumi.people",
    "desbumi.journeys",
    "desbumi.programme",
    "desbumi.desk",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django.contrib.auth",  # allauth cannot start without it; its groups and permissions stay empty
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "desbumi.pages.around.request_id",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # its random padding answers BREACH
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "desbumi.pages.around.language",
    "desbumi.pages.around.refusals",
    "desbumi.access.doors.session.session",
]

ROOT_URLCONF = "desbumi.urls"
WSGI_APPLICATION = "desbumi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [("django.template.loaders.cached.Loader", ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"])],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "desbumi.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "desbumi.pages.around.shell",
                "desbumi.access.doors.session.demo",
            ],
        },
    }
]
COTTON_ISOLATE_BY_DEFAULT = True
COTTON_DIR = "components"

SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;",
}

PREPARING = {"prepare_threshold": 0}  # what the book asks through `rows.prepared` is prepared at first use; Django's own cursors prepare nothing


def _database(url: str) -> dict[str, object]:
    """A database by its address; SQLite with the settings that keep a promise (safeguards, rule 1), PostgreSQL with those that make it quick (decision 6)."""
    found: dict[str, Any] = {**environ.Env.db_url_config(url), "CONN_MAX_AGE": None}
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found |= {"ENGINE": "desbumi.book.sqlite", "OPTIONS": SQLITE}
    else:
        found["OPTIONS"] = PREPARING | found.get("OPTIONS", {})
    return found


DATABASES = {
    "default": _database(env.str("DATABASE_URL", default=f"sqlite:///{DESBUMI_HOME}/desbumi.sqlite3")),
    "keys": _database(env.str("DESBUMI_KEYS_URL", default=f"sqlite:///{DESBUMI_HOME}/keys/keys.sqlite3")),
}
DATABASE_ROUTERS = ["desbumi.book.router.KeyStore"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "account_login", "/", "account_login"
ACCOUNT_ADAPTER = "desbumi.access.adapters.Accounts"
ACCOUNT_USER_MODEL_USERNAME_FIELD, ACCOUNT_USER_MODEL_EMAIL_FIELD = "name", "email"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_FORMS = {"login": "desbumi.access.forms.SignIn"}
MFA_FORMS = {
    "authenticate": "desbumi.access.forms.SecondStep", "reauthenticate": "desbumi.access.forms.ConfirmStep", "add_webauthn": "desbumi.access.forms.AddPasskey",
    "login_webauthn": "desbumi.access.forms.SignInByPasskey", "authenticate_webauthn": "desbumi.access.forms.SecondStepByPasskey",
    "reauthenticate_webauthn": "desbumi.access.forms.ConfirmByPasskey",
}  # fmt: skip
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user", "room_number": "100/10m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_TIMEOUT = 900
MFA_ADAPTER = "desbumi.access.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Desbumi"
MFA_TOTP_TOLERANCE = 1

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 20_000}}}  # limits of sign-in attempts
SESSION_COOKIE_AGE = 12 * 3600
IDLE_MINUTES = 30
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "desbumi_session", "desbumi_csrf"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "desbumi.pages.answers.csrf_failure"
IS_HTTPS = env.bool("DESBUMI_HTTPS", default=False)
PROXIES = env.int("DESBUMI_PROXIES", default=0)  # what they say of the caller is believed; served directly anyone could say it
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # http://localhost alone: browsers make no passkey elsewhere without HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES  # whose attempts are counted: the last but so many of X-Forwarded-For
IS_TRIAL = env.bool("DESBUMI_TRIAL", default=False)  # HSTS would lock browsers out of a name whose next certificate is another's
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS and not IS_TRIAL else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR picture of a second factor
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = True

FILE_UPLOAD_HANDLERS = ["desbumi.pages.uploads.InMemory"]  # nothing strange is laid on the disk as it is

STATIC_URL = "/static/"
STATIC_ROOT = DESBUMI_HOME / "static"
STATICFILES_DIRS: list[str] = []
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A path may hold an id: the request id in the error page finds the trace instead.
    "loggers": {"django.request": {"level": "CRITICAL"}, "django.security": {"level": "CRITICAL"}},
}
