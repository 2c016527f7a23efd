"""Coming in: the very first page, how a password is stretched, a forgotten password."""

from __future__ import annotations

import base64
import hmac
from typing import Any

from allauth.account.forms import UserTokenForm
from allauth.account.views import INTERNAL_RESET_SESSION_KEY
from allauth.core.ratelimit import consume
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nearer.people import regain
from nearer.people.fields import KDF_RANGES
from nearer.people.forms import NameForm
from nearer.people.models import Keys, Member
from nearer.sealed.models import not_found
from nearer.web.refusals import Refusal


def welcome(request: HttpRequest) -> HttpResponse:
    """`/` for someone who is not signed in: the first person is guided, everyone after signs in."""
    if Member.objects.filter(is_active=True).exists():
        return redirect("account_login")
    return render(request, "people/welcome.html")


@require_POST
def kdf(request: HttpRequest) -> HttpResponse:
    """How the password of a name is stretched; the same shape for a name that nobody has."""
    limit(request, "login")
    name = NameForm.of(request)["login"]
    keys = Keys.objects.filter(member__name__iexact=name.strip(), member__is_active=True).first()
    return JsonResponse(keys.kdf if keys else _made_up_kdf(name))


def _made_up_kdf(name: str) -> dict[str, Any]:
    """Stable, and made of the same numbers that browsers choose, so that it tells nothing."""
    salt = hmac.digest(settings.SECRET_KEY.encode(), b"kdf:" + name.strip().lower().encode(), "sha256")[:16]
    least = {key: low for key, (low, _high) in KDF_RANGES.items()}
    return {"alg": "argon2id13", **least, "salt": base64.urlsafe_b64encode(salt).rstrip(b"=").decode()}


@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a reset link by name. The answer is the same whoever is named."""
    if request.method == "POST":
        name = NameForm.of(request)["login"]
        limit(request, "reset_password", name.lower())
        regain.mail_link(request, name)
    return render(
        request, "people/forgotten.html", {"asked": request.method == "POST", "mails": bool(settings.EMAIL_HOST)}
    )


@require_POST
def ask_regain(request: HttpRequest, uidb36: str) -> HttpResponse:
    """Access without the recovery code, asked for with a valid reset link: the day of waiting begins."""
    form = UserTokenForm({"uidb36": uidb36, "key": request.session.get(INTERNAL_RESET_SESSION_KEY, "")})
    if not form.is_valid():
        raise not_found()
    form.reset_user.ask_regain()
    return redirect("account_reset_password_from_key", uidb36=uidb36, key="set-password")


def limit(request: HttpRequest, action: str, key: str | None = None) -> None:
    """Raises Refusal 429 when this was done too often of late (allauth's limits, by address and by key)."""
    if not consume(request, action=action, key=key):
        raise Refusal(429, _("That was quick. Wait a minute, then try again."))
