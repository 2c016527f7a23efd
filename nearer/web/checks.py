"""Mistakes in the configuration that can be seen before anybody meets them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

AT_HOME = {"localhost", "127.0.0.1", "::1"}


@register
def address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Browsers seal under https, or on the computer itself."""
    parts = urlsplit(settings.ADDRESS)
    if parts.scheme != "http" or parts.hostname in AT_HOME:
        return []
    hint = "Put Caddy or Tailscale in front and write https:// in NEARER_ADDRESS; docs/running.md shows how."
    return [Warning(f"Browsers cannot seal under {settings.ADDRESS}.", hint=hint, id="nearer.W001")]


@register
def data_folder(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Nobody else on the machine has to read the data folder."""
    folder = Path(settings.DATA)
    if os.name != "posix" or not folder.stat().st_mode & 0o077:
        return []
    hint = f'chmod 700 "{folder}"'
    return [Warning(f"Others on this machine may look into {folder}.", hint=hint, id="nearer.W002")]
