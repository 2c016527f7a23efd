"""What every page carries on its <html>."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.http import HttpRequest

HALF = "half"


def session_half(request: HttpRequest) -> str:
    """The 32 bytes of this sign-in that what lies on the device is sealed under; made with the first page."""
    if HALF not in request.session:
        request.session[HALF] = secrets.token_urlsafe(32)
    half: str = request.session[HALF]
    return half


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for the base template: who, the session half, the keyring's revision, where quick exit leads."""
    known = getattr(request, "user", None)
    if known is None:  # an error before the session was read
        return {}
    signed_in = known.is_authenticated
    return {
        "member_id": known.public_id if signed_in else "",
        "half": session_half(request),
        "ring_revision": known.ring_revision if signed_in else "",
        "exit_address": settings.EXIT_ADDRESS,
    }
