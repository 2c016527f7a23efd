from __future__ import annotations

from django.apps import AppConfig


class GivingConfig(AppConfig):
    name = "nearer.giving"

    def ready(self) -> None:
        from . import vocabulary  # noqa: F401  (a sheet is known from the start)
