"""What every page carries on its <html>."""

from __future__ import annotations

import hashlib
import secrets
from functools import partial
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


def device_of(request: HttpRequest) -> str:
    """What this sign-in is called in rows that belong to it alone."""
    return device_named(session_half(request))


def device_named(half: str) -> str:
    """What the sign-in with this session half is called there."""
    return hashlib.sha256(half.encode()).hexdigest()


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for the base template: who, the session half, the keyring's revision, where quick exit leads.

    `regain` is the moment from which someone without the recovery code could come in, where that was asked for;
    people/_announcements.html shows it, and lets the browser post the weekly number when `pace_is_due`.
    The half is made when a template writes it: a page that passes half="" begins no session.
    """
    known = getattr(request, "user", None)
    if known is None:  # an error before the session was read
        return {}
    signed_in = known.is_authenticated
    return {
        "member_id": known.public_id if signed_in else "",
        "half": partial(session_half, request),
        "ring_revision": known.ring_revision if signed_in else "",
        "regain": known.regain_due_at if signed_in else None,
        "pace_is_due": signed_in and known.pace_is_due(),
        "exit_address": settings.EXIT_ADDRESS,
    }
