"""Mistakes with the home network that can be seen before a phone meets them."""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from . import choice


@register
def home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The choice can be read and served, nothing else contradicts it, and its key is for its owner alone."""
    try:
        chosen = choice.read(settings.DATA)
    except choice.Mistake as mistake:
        return [Error(str(mistake), hint="Choose again: nearer address home", id="home.E001")]
    if chosen is None:
        return []
    found: list[CheckMessage] = []
    if settings.HOME is None:
        hint = "Take NEARER_ADDRESS away, or forget the home network: nearer address forget"
        found.append(Warning("NEARER_ADDRESS is set, so the home network is not served.", hint=hint, id="home.W001"))
    elif getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        hint = "Take NEARER_PROXY away: at home nothing stands in front."
        found.append(Warning("NEARER_PROXY is set with a home network.", hint=hint, id="home.W002"))
    key = choice.folder(settings.DATA) / "signer.key"
    if not key.exists():
        hint = "Make another authority, and tell each phone again: nearer address home --anew"
        found.append(Error(f"{key} is missing.", hint=hint, id="home.E002"))
    elif os.name == "posix" and key.stat().st_mode & 0o077:
        hint = f'chmod 600 "{key}"'
        found.append(Warning(f"Others on this machine may read {key}.", hint=hint, id="home.W003"))
    return found
