from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "nearer.web"

    def ready(self) -> None:
        from . import checks  # noqa: F401  (registers them)
