"""The catalogue as Django sees it: mistakes in the content are found before the first visitor finds them."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from nearer.catalogue.loading import catalogue
from nearer.catalogue.mistakes import ContentError


class CatalogueConfig(AppConfig):
    """Reads the content when the program starts, as one of Django's system checks."""

    name = "nearer.catalogue"

    def ready(self) -> None:
        """Registers the check."""
        register(content_can_be_read)


def content_can_be_read(**_: Any) -> list[CheckMessage]:
    """One error for each mistake in the content, with its mend as the hint."""
    try:
        catalogue()
    except ContentError as error:
        return [
            Error(f"{mistake.place}: {mistake.what}", hint=mistake.mend, id="catalogue.E001")
            for mistake in error.mistakes
        ]
    return []
