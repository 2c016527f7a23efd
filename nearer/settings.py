"""All settings, read top to bottom. Every NEARER_* variable is optional; docs/configuration.md explains each."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from nearer.address import choice, machine

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent


def switch(name: str) -> bool:
    """True for "1", False for "0" or unset; anything else is a mistake that is named."""
    value = os.environ.get(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} is {value!r}; write 1 for yes or 0 for no.")
    return value == "1"


def number(name: str, otherwise: int) -> int:
    """A whole number, or the usual one; anything else is a mistake that is named."""
    value = os.environ.get(name) or str(otherwise)
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.")
    return int(value)


def one_of(name: str, *values: str) -> str:
    """One of the values, the first where the variable is unset; anything else is a mistake that is named."""
    value = os.environ.get(name) or values[0]
    if value not in values:
        raise ImproperlyConfigured(f"{name} is {value!r}; write {' or '.join(values)}.")
    return value


def kept_secret(path: Path) -> str:
    """The secret in a file that only the owner may read; made on first use."""
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(secrets.token_urlsafe(48))
            except FileExistsError:
                pass  # another process of ours was first
        return path.read_text().strip()
    except PermissionError:
        raise ImproperlyConfigured(
            f"{path} belongs to another user. Run every nearer command as the user who owns {path.parent}."
        ) from None


# -- Where things lie ---------------------------------------------------------------------------------------------
DATA = Path(os.environ.get("NEARER_DATA") or "data").resolve()
SECRET_KEY = kept_secret(DATA / "secret-key")
PUSH_KEY = kept_secret(DATA / "push-key")

# -- The address --------------------------------------------------------------------------------------------------
# NEARER_ADDRESS, e.g. https://us.example.org: the one address under which both open the product.
ADDRESS = os.environ.get("NEARER_ADDRESS", "").rstrip("/")
# Without it: a home network with an authority of its own, where `nearer address home` has chosen that.
HOME = None if ADDRESS else choice.kept(DATA)
if HOME:
    ADDRESS = HOME.address
_address = urlsplit(ADDRESS)
if ADDRESS and (_address.scheme not in {"http", "https"} or not _address.hostname):
    raise ImproperlyConfigured("NEARER_ADDRESS must look like https://us.example.org")
SECURE = _address.scheme == "https"
_hosts = [*HOME.names, *machine.addresses()] if HOME else [_address.hostname or "localhost"]
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *choice.as_hosts(_hosts)]
CSRF_TRUSTED_ORIGINS = [ADDRESS] if SECURE else []
# NEARER_PROXY=1: a proxy in front of us says by X-Forwarded-Proto whether the visitor came by https.
if switch("NEARER_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count visitors, not the proxy
SIGNUP_OPEN = one_of("NEARER_SIGNUP", "invited", "open") == "open"
# NEARER_EXIT: where quick exit leads. The one request that leaves this origin.
EXIT_ADDRESS = os.environ.get("NEARER_EXIT", "https://www.wikipedia.org/")

DEBUG = False
WSGI_APPLICATION = "nearer.asgi.wsgi"
ROOT_URLCONF = "nearer.urls"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "nearer.web",
    "nearer.sealed",
    "nearer.catalogue",
    "nearer.people",
    "nearer.spaces",
    "nearer.live",
    "nearer.backup",
    "nearer.calling",
    "nearer.photos",
    "nearer.moving",
    "nearer.exchange",
    "nearer.together",
    "nearer.reading",
    "nearer.giving",
    "nearer.letters",
    "nearer.myself",
    "nearer.today",
]

MIDDLEWARE = [
    "nearer.web.middleware.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "nearer.people.middleware.RollingSession",
    "nearer.web.refusals.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "nearer.people.context.page",
            ],
        },
    }
]


# -- The database: one SQLite file, or PostgreSQL by DATABASE_URL ---------------------------------------------------
def database() -> dict[str, Any]:
    """Settings of the one database."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "nearer.sqlite",
            "NAME": DATA / "nearer.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 5,
                # FULL: an acknowledged word survives a power cut.
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-4000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://; leave it out for SQLite.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(options.pop("port", "") or parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- People: names, derived secrets, sessions ---------------------------------------------------------------------
AUTH_USER_MODEL = "people.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["nearer.people.hashers.Argon2"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "nearer.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USERNAME_MIN_LENGTH = 2
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_FORMS = {
    "login": "nearer.people.forms.LoginForm",
    "signup": "nearer.people.forms.SignupForm",
    "change_password": "nearer.people.forms.ChangePasswordForm",
    "reset_password_from_key": "nearer.people.forms.ResetPasswordKeyForm",
    "reauthenticate": "nearer.people.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Nearer"

DAY = 24 * 60 * 60
SESSION_COOKIE_AGE = 30 * DAY  # rolling: see people.middleware.RollingSession
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True  # scripts read the token from the page
CSRF_FAILURE_VIEW = "nearer.web.views.csrf_failed"
# At home a browser must not remember https: the page for phones, and other things on that machine, come without.
SECURE_HSTS_SECONDS = 365 * DAY if SECURE and not HOME else 0
SECURE_REFERRER_POLICY = None  # all headers are set in one place: web.middleware.Headers
SECURE_CROSS_ORIGIN_OPENER_POLICY = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # the bridge refuses larger bodies with a readable 413
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# -- Mail: optional -----------------------------------------------------------------------------------------------
EMAIL_HOST = os.environ.get("NEARER_MAIL_HOST", "")
EMAIL_PORT = number("NEARER_MAIL_PORT", 587)
EMAIL_HOST_USER = os.environ.get("NEARER_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("NEARER_MAIL_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 20  # mails go out one after the other
DEFAULT_FROM_EMAIL = os.environ.get("NEARER_MAIL_FROM", "nearer@localhost")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # mails are neutral outside

# -- Calls to browsers --------------------------------------------------------------------------------------------
# NEARER_PUSH_ALLOWED, e.g. https://push.home.lan:8443: push services that may have a private address, or no https.
PUSH_ALLOWED = os.environ.get("NEARER_PUSH_ALLOWED", "").lower().split()

# -- Language, time, files ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
FORMAT_MODULE_PATH = "nearer.web.formats"
USE_TZ = True
TIME_ZONE = "UTC"


def photos() -> dict[str, Any]:
    """Where sealed photos lie: files in the data folder, or an S3-compatible store (NEARER_PHOTOS=s3://bucket/folder)."""
    url = os.environ.get("NEARER_PHOTOS")
    if not url:
        options = {"location": DATA / "photos", "file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(url)
    if parts.scheme != "s3" or not parts.hostname:
        raise ImproperlyConfigured("NEARER_PHOTOS must look like s3://bucket/folder; leave it out for files.")
    more = dict(parse_qsl(parts.query))  # endpoint and region; the keys are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
    named = {"endpoint_url": more.get("endpoint"), "region_name": more.get("region")}
    place = {"bucket_name": parts.hostname, "location": parts.path.strip("/")}
    care = {"default_acl": None, "file_overwrite": False}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": place | care | named}


STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "nearer.web.storage.HashedFiles"},
    "photos": photos(),
}
WHITENOISE_MAX_AGE = 10 * 365 * DAY
WHITENOISE_ALLOW_ALL_ORIGINS = False

# -- Copies: one each night, so many kept; with PostgreSQL only where a folder is named -------------------------------
BACKUPS = Path(os.environ.get("NEARER_BACKUPS") or DATA / "backups").resolve()
_each_night = not os.environ.get("DATABASE_URL") or "NEARER_BACKUPS" in os.environ
BACKUPS_KEEP = number("NEARER_BACKUPS_KEEP", 7 if _each_night else 0)

# -- Logs: what went wrong, never what was sent -----------------------------------------------------------------------
# NEARER_LOG=json: one object a line, for whatever collects logs.
_lines = one_of("NEARER_LOG", "plain", "json")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"bare": {"()": "nearer.web.logs.WithoutRequest"}},
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "nearer.web.logs.Lines"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": _lines, "filters": ["bare"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # What was refused tells when somebody did what; only what broke is for whoever runs it.
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    },
}

# -- Numbers for Prometheus, on a port of their own: off, since on a server for two they tell when somebody was here ---
METRICS_PORT = number("NEARER_METRICS_PORT", 0)
METRICS_HOST = os.environ.get("NEARER_METRICS_HOST") or "127.0.0.1"
if METRICS_PORT:
    MIDDLEWARE.insert(0, "nearer.web.logs.NamesRoute")
