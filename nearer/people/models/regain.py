"""Access given back without the recovery code: it waits a day, and every signed-in device can stop it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models

from nearer import clock

from .member import Member

WAIT = timedelta(hours=24)


class Regain(models.Model):
    """Someone with a reset link but no recovery code asked for access; the row is the announcement."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True)
    asked_at = models.DateTimeField()

    @classmethod
    def ask(cls, member: Member) -> Self:
        """The request for this member; asking again does not start the day anew."""
        return cls.objects.get_or_create(member=member, defaults={"asked_at": clock.now()})[0]

    @property
    def due_at(self) -> datetime:
        """The moment from which the link works without the code."""
        return self.asked_at + WAIT

    def is_due(self) -> bool:
        """Whether the day has passed."""
        return clock.now() >= self.asked_at + WAIT

    def cancel(self) -> None:
        """Stopped from a signed-in device: whoever holds the link has to begin again, and wait again."""
        self.delete()
