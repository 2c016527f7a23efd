from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "nearer.web"

    def ready(self) -> None:
        from nearer.address import checks as of_the_home  # noqa: F401  (each registers its own)

        from . import checks  # noqa: F401
