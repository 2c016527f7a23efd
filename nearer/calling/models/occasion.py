"""What could call somebody at once: an exchange opened, a letter came."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models, transaction

from nearer import clock
from nearer.calling import still_there
from nearer.calling.hours import LATE, before_quiet, is_quiet, next_moment
from nearer.spaces.models import Membership

from .call import Call
from .place import places
from .wish import Wish

LASTS = timedelta(hours=12)
"""So long something is new enough to be told at once; quiet times do not count."""

AT_ONCE = 500


class Kind(models.TextChoices):
    """What may be told at once."""

    OPENING = "opening"
    LETTER = "letter"


class Occasion(models.Model):
    """Written for everybody to whom something comes, in the transaction in which it comes, and gone when it was
    weighed: told at once, kept until the end of their quiet times, or not told. `about` is what came, where that may be
    gone by then.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    due_at = models.DateTimeField(default=clock.now, db_index=True)
    until = models.DateTimeField()
    about = models.CharField(max_length=22, blank=True)

    objects: ClassVar[models.Manager[Self]]

    @classmethod
    def note(cls, memberships: Iterable[Membership], kind: str, about: str = "") -> None:
        """One for each of these."""
        now = clock.now()
        Occasion.objects.bulk_create(
            Occasion(membership=one, kind=Kind(kind), due_at=now, until=now + LASTS, about=about) for one in memberships
        )

    @classmethod
    def weigh_due(cls, limit: int = AT_ONCE) -> int:
        """Weigh up to `limit` that are due; returns how many there were. A job of the clock, for any number of workers.

        All of it is one transaction: of a worker that is killed nothing stays but what was there before.
        """
        now = clock.now()
        with transaction.atomic():
            due = cls.objects.select_for_update(skip_locked=True, of=("self",)).filter(due_at__lte=now)
            found = list(due.select_related("membership").order_by("due_at", "pk")[:limit])
            wishes = Wish.hold({one.membership.member_id for one in found})
            where, gone = places(wishes), cls._gone(found)
            called: dict[str, tuple[str, datetime]] = {}
            kept = set()
            for one in found:
                wish = wishes.get(one.membership.member_id)
                if wish is None or one.about in gone or not one.is_wanted(wish, now):
                    continue
                zone = wish.zone_in(where[wish.pk])
                quiet = (zone, wish.quiet_from, wish.quiet_to)
                if is_quiet(now, *quiet):
                    one.wait_until(next_moment(now, zone, wish.quiet_to))
                    kept.add(one.pk)
                elif wish.pk in called or wish.count(one.kind, zone):
                    called[wish.pk] = wish.channel, before_quiet(now, now + LATE, *quiet)
            cls.objects.filter(pk__in=[one.pk for one in found if one.pk not in kept]).delete()
            Call.make([(member, *how) for member, how in called.items()])
        return len(found)

    @classmethod
    def _gone(cls, found: Collection[Self]) -> set[str]:
        """What of these was about something that is not there any more; one statement for each kind."""
        gone: set[str] = set()
        for kind, looked_up in still_there.items():
            asked = {one.about: one.membership.space_id for one in found if one.about and one.kind == kind}
            if asked:
                gone |= asked.keys() - set(looked_up(set(asked.values()), asked.keys()))
        return gone

    def is_wanted(self, wish: Wish, now: datetime) -> bool:
        """Whether this member chose to be told of it, and it is not too late; in a pause nothing is told."""
        if self.until <= now or self.membership.paused_on or self.membership.left_on:
            return False
        return wish.openings if self.kind == Kind.OPENING else wish.letters

    def wait_until(self, moment: datetime) -> None:
        """It is quiet: weighed again at the end of it, together with whatever else came meanwhile."""
        type(self).objects.filter(pk=self.pk).update(due_at=moment, until=moment + LATE)
