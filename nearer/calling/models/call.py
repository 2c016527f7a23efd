"""A call on its way: at most one for each way, and gone when it was brought."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import connection, models, transaction
from django.db.models import F

from nearer import clock

from .groups import packed, rows_of
from .way import GIVEN_UP, Channel, Way

LEASE = timedelta(minutes=5)
"""So long a call belongs to who claimed it. It is longer than the longest time that bringing it may take."""

FIRST_WAIT = timedelta(minutes=1)

MAKE = """INSERT INTO calling_call (way_id, due_at, until, attempts)
SELECT way.id, %s, new.until, 0 FROM {new}
JOIN calling_way way ON way.member_id = new.member AND way.channel = new.channel
WHERE true ORDER BY way.id
ON CONFLICT (way_id) DO UPDATE SET until = excluded.until"""


class Call(models.Model):
    """An outbox row. Claiming it moves `due_at` by the lease, so that what a killed worker had claimed comes back by
    itself; bringing it deletes it. It holds no kind and no words, since a call says the same whatever it is for.

    From `until` on it is too late. A second call while one waits is the same call, with the end of the second.
    """

    way = models.OneToOneField(Way, models.CASCADE, primary_key=True, related_name="call")
    due_at = models.DateTimeField(db_index=True)
    until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Self]]

    @classmethod
    def make(cls, called: Collection[tuple[str, str, datetime]]) -> None:
        """Call each of these members by every way of that channel, until that moment.

        It must be inside the transaction that claims what calls them.
        """
        if not called:
            return
        now = connection.ops.adapt_datetimefield_value(clock.now())
        new = rows_of(channel="text", until="timestamptz")
        with connection.cursor() as cursor:
            cursor.execute(MAKE.format(new=new), [now, packed(called, "channel", "until")])

    @classmethod
    def claim(cls, limit: int) -> list[Self]:
        """Up to `limit` calls that are due, now this worker's until the lease ends; those that are too late go."""
        now = clock.now()
        with transaction.atomic():
            due = cls.objects.select_for_update(skip_locked=True, of=("self",)).filter(due_at__lte=now)
            claimed = list(due.select_related("way").order_by("due_at")[:limit])
            late = [call.pk for call in claimed if call.until <= now]
            if late:
                cls.objects.filter(pk__in=late).delete()
            kept = [call for call in claimed if call.until > now]
            if kept:
                ids = [call.pk for call in kept]
                cls.objects.filter(pk__in=ids).update(due_at=now + LEASE, attempts=F("attempts") + 1)
            for call in kept:
                call.due_at, call.attempts = now + LEASE, call.attempts + 1
        return kept

    @classmethod
    def wait(cls, calls: Collection[Self], until: datetime) -> None:
        """Give these back untried: their push service does not answer, and is asked again at that moment."""
        cls.objects.filter(pk__in=[call.pk for call in calls]).update(due_at=until, attempts=F("attempts") - 1)

    @classmethod
    def brought(cls, calls: Collection[Self]) -> None:
        """These have been brought."""
        with transaction.atomic():
            list(cls._in_order(calls))
            cls.objects.filter(pk__in=[call.pk for call in calls]).delete()
        again = [call.way_id for call in calls if call.way.failed]
        if again:
            Way.objects.filter(pk__in=again).update(failed=0)

    @classmethod
    def end(cls, which: models.QuerySet[Self]) -> None:
        """These are not brought any more."""
        with transaction.atomic():
            ids = list(which.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
            if ids:
                cls.objects.filter(pk__in=ids).delete()

    @classmethod
    def _in_order(cls, calls: Collection[Self]) -> models.QuerySet[Self]:
        """Their rows, locked in the one order in which everybody locks them."""
        ids = [call.pk for call in calls]
        return cls.objects.select_for_update().filter(pk__in=ids).order_by("pk")

    def try_again(self, after: timedelta | None = None) -> None:
        """It could not be brought: once more later, each time after twice as long, or when the service said so."""
        wait = max(FIRST_WAIT * 2 ** min(self.attempts - 1, 10), after or timedelta())
        if clock.now() + wait < self.until:
            type(self).objects.filter(pk=self.pk).update(due_at=clock.now() + wait)
        else:
            self.give_up()

    def give_up(self) -> None:
        """It is not brought, and the way is not to blame: the mail server or this machine's own line was away."""
        self.end(type(self).objects.filter(pk=self.pk))

    def refused(self) -> None:
        """Who was asked to bring it answered that they do not. A subscription that is refused again and again is taken
        for gone; a mailbox is no subscription, and stays.
        """
        with transaction.atomic():
            type(self).objects.filter(pk=self.pk).delete()
            Way.objects.filter(pk=self.way_id, channel=Channel.PUSH).update(failed=F("failed") + 1)
        Way.end(Way.objects.filter(pk=self.way_id, channel=Channel.PUSH, failed__gte=GIVEN_UP))
