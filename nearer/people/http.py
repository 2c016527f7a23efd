"""Requests of signed-in people, typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from nearer.web.refusals import Refusal

from .models import Member

P = ParamSpec("P")


def member_of(request: HttpRequest) -> Member:
    """The signed-in member of a request behind `signed_in`."""
    assert isinstance(request.user, Member)
    return request.user


def signed_in(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """For members only. A page leads to sign-in; a script is told so, and keeps what was written."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if "text/html" in request.headers.get("Accept", ""):
            return redirect_to_login(request.get_full_path())
        raise Refusal(401, _("Your sign-in has ended. Sign in again; what you wrote is kept on this device."))

    return guarded
