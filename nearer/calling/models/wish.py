"""When and by what a member wants to be called. Only this member ever sees it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import connection, models, transaction
from django.db.models import Q

from nearer import clock
from nearer.calling.hours import EVERY_DAY, LATE, Reckoned, next_moment, reckon, zone_named
from nearer.people.models import Member

from .call import Call
from .groups import packed, rows_of
from .place import Place, home_of, places
from .way import Channel, Way

EVENING, NIGHT, MORNING = 19, 22, 8
MOST_A_DAY = 2
"""How often a day a member is called for openings, and as often for letters, however many there are."""

MANY = 2000

ADVANCE = """UPDATE calling_wish SET next_reminder_at = new.next, called_on = new.day
FROM {new} WHERE member_id = new.member"""


class Wish(models.Model):
    """The row is made when somebody chooses; whoever never did is never called.

    `next_reminder_at` is when the daily moment is due next, None while it is not wanted or there is no way to bring it.
    It was reckoned by where the member was; where they are when it comes is looked up then. `called_on` is the last
    day, by their own calendar, on which the daily moment was due. `told_on`, `told_openings` and `told_letters` count
    what was told at once on one day, which is never an earlier one than before.

    `zone` is that of the browser in which this member chose; without scripts it is where the days of their space turned
    when they first chose. It is never looked up in the space again: the other may change that one.
    """

    member = models.OneToOneField(Member, models.CASCADE, to_field="public_id", primary_key=True, related_name="+")
    channel = models.CharField(max_length=4, choices=Channel.choices, default=Channel.PUSH)
    moments = models.BooleanField(default=True)
    openings = models.BooleanField(default=False)
    letters = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField(default=EVERY_DAY)
    hour = models.PositiveSmallIntegerField(default=EVENING)
    quiet_from = models.PositiveSmallIntegerField(default=NIGHT)
    quiet_to = models.PositiveSmallIntegerField(default=MORNING)
    zone = models.CharField(max_length=64, blank=True)
    next_reminder_at = models.DateTimeField(null=True)
    called_on = models.DateField(null=True)
    told_on = models.DateField(null=True)
    told_openings = models.PositiveSmallIntegerField(default=0)
    told_letters = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[Self]]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=EVERY_DAY), name="calling_some_day"),
            models.CheckConstraint(
                condition=Q(hour__lte=23, quiet_from__lte=23, quiet_to__lte=23), name="calling_hours"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_reminder_at"], condition=Q(next_reminder_at__isnull=False), name="calling_next_reminder"
            )
        ]

    @classmethod
    def of(cls, member: Member) -> Self:
        """What this member chose, or, not stored, what is usual."""
        return cls.objects.filter(pk=member.public_id).first() or cls(member=member)

    @classmethod
    def hold(cls, member_ids: Collection[str]) -> dict[str, Self]:
        """Lock what these chose, in the one order in which everybody does, before their ways and calls."""
        rows = cls.objects.select_for_update().filter(member__public_id__in=member_ids).order_by("pk")
        return {wish.pk: wish for wish in rows}

    def choose(self, *, zone: str = "", **chosen: Any) -> None:
        """From now on so, by the clocks of that zone. What was on its way and does not fit it is not brought."""
        with transaction.atomic():
            mine, _new = Wish.objects.select_for_update().get_or_create(member_id=self.pk)
            chosen["zone"] = zone or mine.zone or home_of(self.pk)
            changed = {name for name, value in chosen.items() if getattr(mine, name) != value}
            for name in changed:
                setattr(mine, name, chosen[name])
            mine.save(update_fields=changed)
            calls = Call.objects.filter(way__member__public_id=self.pk)
            Call.end(calls.exclude(way__channel=mine.channel) if changed <= {"channel"} else calls)
            if mine.channel == Channel.MAIL:
                Way.objects.get_or_create(member_id=self.pk, channel=Channel.MAIL)
            else:
                Way.objects.filter(member__public_id=self.pk, channel=Channel.MAIL).delete()
            self.plan_for(self.pk)

    def zone_in(self, place: Place) -> str:
        """Whose clocks the hours are: where this member said to be, else where they chose."""
        return place.said or self.zone or "UTC"

    def try_it(self) -> None:
        """Call this member now, once, whatever the hour."""
        with transaction.atomic():
            Call.make([(self.pk, self.channel, clock.now() + LATE)])

    @classmethod
    def no_more_mails(cls, member_id: str) -> None:
        """By the link in a mail: who chose mails gets none any more; what else was chosen stays."""
        wish = cls.objects.filter(pk=member_id, channel=Channel.MAIL).first()
        if wish is not None:
            wish.choose(channel=Channel.NONE)

    @classmethod
    def plan_for(cls, member_id: str) -> None:
        """Reckon anew when this member's daily moment is due: never, where it is not wanted or no way leads there."""
        wish = cls.objects.filter(pk=member_id).first()
        if wish is None:
            return
        reached = Way.objects.filter(member__public_id=member_id, channel=wish.channel).exists()
        moment = None
        if wish.moments and reached:
            zone = wish.zone_in(places([member_id])[member_id])
            moment = next_moment(clock.now(), zone, wish.hour, wish.days, wish.called_on)
        cls.objects.filter(pk=member_id).update(next_reminder_at=moment)

    @classmethod
    def call_due(cls, limit: int = MANY) -> int:
        """Claim up to `limit` reminders that are due and make their calls; returns how many were due.

        A job of the clock, and what a bench of due reminders calls: any number of workers may run it at once, each
        takes rows that no other has (SKIP LOCKED; SQLite has one writer). It is one transaction of four statements for
        the whole batch: find, where are they, move on, make calls. Sending them is another job. One that came
        too late (the server was down), or in a pause, is moved on without a call.
        """
        now = clock.now()
        with transaction.atomic():
            due = cls.objects.select_for_update(skip_locked=True).filter(next_reminder_at__lte=now)
            columns = ("pk", "channel", "zone", "hour", "days", "quiet_from", "quiet_to", "called_on")
            rows = list(due.order_by("next_reminder_at").values_list(*columns)[:limit])
            if not rows:
                return 0
            where = places([row[0] for row in rows])
            reckoned: dict[Any, Reckoned] = {}
            moved, called = [], []
            for member_id, channel, zone, *chosen in rows:
                said, is_here = where[member_id]
                key = (said or zone or "UTC", *chosen)
                if key not in reckoned:
                    reckoned[key] = reckon(now, *key)
                after, day, until = reckoned[key]
                moved.append((member_id, after, day))
                if until is not None and is_here:
                    called.append((member_id, channel, until))
            _move_on(moved)
            Call.make(called)
        return len(rows)

    def count(self, kind: str, zone: str) -> bool:
        """One more told at once today; False, and not counted, where it would be one too many.

        The row must be locked.
        """
        today = clock.now().astimezone(zone_named(zone)).date()
        if self.told_on is None or self.told_on < today:
            self.told_on, self.told_openings, self.told_letters = today, 0, 0
        name = f"told_{kind}s"
        if getattr(self, name) >= MOST_A_DAY:
            return False
        setattr(self, name, getattr(self, name) + 1)
        self.save(update_fields=["told_on", "told_openings", "told_letters"])
        return True

    @classmethod
    def forget_private(cls, member_id: str) -> None:
        """The account was closed."""
        cls.objects.filter(pk=member_id).delete()


def _move_on(moved: Collection[tuple[str, datetime, date | None]]) -> None:
    """Write the next moment and the day of the last one, all rows in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(ADVANCE.format(new=rows_of(next="timestamptz", day="date")), [packed(moved, "next", "day")])
