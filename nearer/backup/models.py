"""When copies were made, and what went wrong: so that one night has one copy, and `nearer check` knows of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.db import models, transaction

from nearer import clock

NIGHT_ENDS = timedelta(hours=3)
"""The copy of a night is due from 03:00 UTC, or as soon after as the machine is on."""
LEASE = timedelta(minutes=30)
"""How long a claim holds without a sign of life: one that was killed is taken over then."""
AGAIN = timedelta(hours=1)
"""After what time one that failed is tried again."""
KEPT_DAYS = 60


def tonight() -> date:
    """The night whose copy is due."""
    return (clock.now() - NIGHT_ENDS).date()


class Copy(models.Model):
    """One copy, made or tried. `night` is empty where somebody asked for it or an upgrade made it."""

    night = models.DateField(null=True, unique=True)
    until = models.DateTimeField()
    """Nobody else tries before."""
    ended_at = models.DateTimeField(null=True)
    file = models.CharField(max_length=1000, default="")
    size = models.BigIntegerField(default=0)
    trouble = models.TextField(default="")

    objects: ClassVar[models.Manager[Copy]] = models.Manager()

    @classmethod
    def claim(cls) -> Copy | None:
        """The copy of this night for the one who makes it; None where it is made, or another one is at it."""
        night, now = tonight(), clock.now()
        known = cls.objects.filter(night=night).first()
        if known is None:
            with transaction.atomic():
                made, is_new = cls.objects.get_or_create(night=night, defaults={"until": now + LEASE})
            return made if is_new else None
        if known.ended_at is not None or known.until > now:
            return None
        with transaction.atomic():
            taken = cls.objects.filter(pk=known.pk, until=known.until, ended_at=None).update(until=now + LEASE)
        return known if taken else None

    def begin(self, file: str) -> None:
        """It is made there from now on."""
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).update(file=file)
        self.file = file

    def hold(self) -> None:
        """A sign of life of the one who makes it."""
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).update(until=clock.now() + LEASE)

    def succeeded(self, file: str, size: int) -> None:
        """It is made and was opened."""
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).update(file=file, size=size, ended_at=clock.now(), trouble="")
            type(self).objects.filter(until__lt=clock.now() - timedelta(days=KEPT_DAYS)).delete()

    def failed(self, why: str) -> None:
        """It was not made; it is tried again in an hour."""
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).update(trouble=why, until=clock.now() + AGAIN)

    @classmethod
    def note(cls, file: str, size: int) -> None:
        """One that somebody asked for is made."""
        now = clock.now()
        with transaction.atomic():
            cls.objects.create(until=now, ended_at=now, file=file, size=size)

    @classmethod
    def last(cls) -> Copy | None:
        """The last one that was made."""
        return cls.objects.filter(ended_at__isnull=False).order_by("-ended_at").first()

    @classmethod
    def trouble_now(cls) -> Copy | None:
        """The last one, where it failed and none was made since."""
        last, failed = cls.last(), cls.objects.exclude(trouble="").order_by("-until").first()
        return failed if failed and (last is None or failed.until > (last.ended_at or failed.until)) else None
