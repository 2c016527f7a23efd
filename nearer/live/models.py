"""A sign that somebody looks after the clock: the product itself, or a worker beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models, transaction
from django.utils import timezone

CLOCKWORK = "clockwork"
BEATS_EVERY = timedelta(minutes=1)
"""One small write a minute, whoever and however many look: an SD card notices more than that."""
LATELY = timedelta(minutes=3)


class Beat(models.Model):
    """The last moment at which somebody looked for what is due.

    By the clock of the machine, not by `nearer.clock`: it says whether a program runs, not what day it is for the two.
    """

    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    objects: ClassVar[models.Manager[Beat]] = models.Manager()

    @classmethod
    def strike(cls) -> int:
        """Somebody looks; 0, since nothing is left to do. A job of the scheduler."""
        if not cls._within(BEATS_EVERY):
            with transaction.atomic():
                cls.objects.update_or_create(name=CLOCKWORK, defaults={"at": timezone.now()})
        return 0

    @classmethod
    def seen_lately(cls) -> bool:
        """Whether somebody looked within the last minutes."""
        return cls._within(LATELY)

    @classmethod
    def _within(cls, time: timedelta) -> bool:
        now = timezone.now()
        return cls.objects.filter(name=CLOCKWORK, at__range=(now - time, now + time)).exists()  # clocks are set, too
