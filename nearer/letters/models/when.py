"""What is chosen for a letter beside its words. The server knows it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy


class When(models.TextChoices):
    """When a letter may be opened."""

    NOW = "now", gettext_lazy("Now")
    DATE = "date", gettext_lazy("On a day")
    OCCASION = "occasion", gettext_lazy("Open when …")


class Paper(models.TextChoices):
    """What it is written on."""

    PLAIN = "plain", gettext_lazy("Plain")
    LINED = "lined", gettext_lazy("Lined")
    DAWN = "dawn", gettext_lazy("Morning")
    NIGHT = "night", gettext_lazy("Evening")
