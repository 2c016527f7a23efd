"""A table for the bare insert."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Row(models.Model):
    """As long as a sealed answer."""

    box = models.TextField()

    objects: ClassVar[models.Manager[Row]] = models.Manager()
