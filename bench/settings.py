"""The server beside which the product is measured: the same program with two bare views, and only what they need."""

from nearer.settings import *  # noqa: F403
from nearer.settings import INSTALLED_APPS

ROOT_URLCONF = "bench.urls"
INSTALLED_APPS = [*(name for name in INSTALLED_APPS if not name.startswith("allauth")), "bench"]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
TEMPLATES = []
