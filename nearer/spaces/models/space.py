"""A space: what belongs to the two of them. Its day turns at 04:00 in its home time zone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from nearer import clock
from nearer.live.hub import tell
from nearer.people import items
from nearer.people.models import Keys, Member
from nearer.sealed.fields import IdField
from nearer.sealed.models import not_found
from nearer.web.refusals import malformed

if TYPE_CHECKING:
    from .membership import Membership

DAY_TURNS = timedelta(hours=4)
AHEAD = timedelta(hours=1)
"""So long before a turn its question is chosen: then the first look at it is like every other."""


@cache
def time_zones() -> list[str]:
    """All zones that this machine knows, also by their older names, since browsers still say those."""
    return sorted(zone for zone in available_timezones() if zone == "UTC" or "/" in zone)


def check_time_zone(value: str) -> None:
    """Raises ValidationError for a zone that this machine does not know."""
    if value not in time_zones():
        raise ValidationError("unknown time zone")


class Bond(models.TextChoices):
    """What the two are to each other. Changes only which content fits."""

    PARTNER = "partner", _("Partners")
    FAMILY = "family", _("Family")
    FRIENDS = "friends", _("Friends")


class Rhythm(models.TextChoices):
    """How often a new question comes."""

    DAILY = "daily", _("Every day")
    THREE = "three", _("Three times a week")
    WEEKLY = "weekly", _("Once a week")

    def turn(self, began: date, day: date) -> date:
        """The latest day up to `day` on which a new question came, counted from the weekday of `began`."""
        into_week = (day - began).days % 7
        starts = {Rhythm.DAILY: range(7), Rhythm.THREE: (0, 2, 4), Rhythm.WEEKLY: (0,)}[self]
        return day - timedelta(days=into_week - max(start for start in starts if start <= into_week))

    def next_turn(self, began: date, day: date) -> date:
        """The first day after `day` on which a new question comes."""
        return next(later for n in range(1, 8) if self.turn(began, later := day + timedelta(days=n)) == later)


class Space(models.Model):
    """The bond of two. `epoch` numbers its present key: everything newly shared has to be sealed under it.

    `wording` is the newest text of the agreement in their own words; none as long as the catalogue's holds.
    `next_turn_at` is when the next turn wants its question; a new or rearranged space wants one now. `sitting` is the
    session that the two are in the middle of.
    """

    id = IdField(primary_key=True)
    bond = models.CharField(max_length=8, choices=Bond.choices, default=Bond.PARTNER)
    time_zone = models.CharField(max_length=64, validators=[check_time_zone])
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.DAILY)
    began_on = models.DateField()
    epoch = models.PositiveIntegerField(default=0)
    wording = models.CharField(max_length=22, blank=True)
    next_turn_at = models.DateTimeField(default=clock.now, db_index=True)
    sitting = models.CharField(max_length=22, blank=True)

    @classmethod
    def begin(
        cls,
        member: Member,
        *,
        id: str,
        bond: str,
        time_zone: str,
        rhythm: str,
        keyring: str = "",
        revision: int | None = None,
        auth: str = "",
    ) -> Membership:
        """A new space with its first member; the same again is the same space.

        `keyring` is the next revision, when the present one has no key for the space; it comes with `auth`. Raises
        Refusal 400 when the id names a space of somebody else, 403 for a wrong secret, 409 when the keyring moved on.
        """
        from .membership import Membership

        with transaction.atomic():
            space, is_new = cls.objects.get_or_create(
                id=id,
                defaults={
                    "bond": bond,
                    "time_zone": time_zone,
                    "rhythm": rhythm,
                    "began_on": local_day(time_zone, clock.now()),
                },
            )
            if is_new and keyring and revision:
                Keys.objects.get(member=member).replace_keyring(keyring, revision, auth)
            if is_new:
                return Membership.objects.create(
                    space=space, member=member, seat=1, welcomed=True, joined_on=space.began_on
                )
        mine = Membership.objects.filter(space=space, member=member).first()
        if mine is None:
            raise malformed()
        return mine

    def day(self) -> date:
        """The present day of this space."""
        return local_day(self.time_zone, clock.now())

    def turn(self) -> date:
        """The day to which the present question belongs."""
        return Rhythm(self.rhythm).turn(self.began_on, self.day())

    def turns(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last` on which a new question comes."""
        rhythm = Rhythm(self.rhythm)
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
            if rhythm.turn(self.began_on, day) == day:
                yield day

    def next_turn(self) -> date:
        """The day on which the next question comes."""
        return Rhythm(self.rhythm).next_turn(self.began_on, self.day())

    @classmethod
    def due(cls, limit: int) -> list[Self]:
        """Up to `limit` spaces with somebody in them whose next turn wants its question, the longest due first."""
        from .membership import Membership

        somebody = Exists(Membership.objects.filter(space=OuterRef("pk"), left_on=None))
        return list(cls.objects.filter(somebody, next_turn_at__lte=clock.now()).order_by("next_turn_at")[:limit])

    def claim_turn(self) -> date | None:
        """The turn that wants its question now; None if it was claimed meanwhile.

        Call it inside the transaction that gives the question: if that fails, the claim is undone.
        """
        unclaimed = type(self).objects.filter(pk=self.pk, next_turn_at=self.next_turn_at)
        return self.wanted_turn() if unclaimed.update(next_turn_at=self.wants_turn_at()) else None

    def wanted_turn(self) -> date:
        """The turn that has its question by now: the present one, and within the hour before its day the next."""
        return Rhythm(self.rhythm).turn(self.began_on, local_day(self.time_zone, clock.now() + AHEAD))

    def wants_turn_at(self) -> datetime:
        """The moment at which the turn after the wanted one wants its question."""
        day = local_day(self.time_zone, clock.now() + AHEAD)
        return _start_of(self.time_zone, Rhythm(self.rhythm).next_turn(self.began_on, day)) - AHEAD

    def want_turn_now(self) -> None:
        """The next turn wants its question at the scheduler's next look."""
        type(self).objects.filter(pk=self.pk).update(next_turn_at=clock.now())

    def postpone_turn(self) -> None:
        """Look at this space's next turn again in an hour."""
        type(self).objects.filter(pk=self.pk).update(next_turn_at=clock.now() + AHEAD)

    def arrange(self, *, bond: str, time_zone: str, rhythm: str) -> None:
        """Change bond, home time zone and rhythm. Joint: the other's open page follows."""
        self.bond, self.time_zone, self.rhythm = bond, time_zone, rhythm
        with transaction.atomic():
            self.save(update_fields=["bond", "time_zone", "rhythm"])
            self.want_turn_now()
            self.changed()

    def present(self) -> Iterable[Membership]:
        """The memberships of those who have not left, by seat."""
        return self.memberships.filter(left_on=None).order_by("seat")

    def hold(self) -> None:
        """Let nobody leave, be turned away or get a new key here until the transaction ends; see the present key.

        An UPDATE takes the row's lock in PostgreSQL; SQLite has one writer anyway. Raises Refusal 404 when the space
        is gone.
        """
        if not type(self).objects.filter(pk=self.pk).update(epoch=models.F("epoch")):
            raise not_found()
        self.refresh_from_db(fields=["epoch", "wording"])

    def next_epoch(self) -> None:
        """From now on everything shared needs a new key (someone left, or was not who was meant)."""
        type(self).objects.filter(pk=self.pk).update(epoch=models.F("epoch") + 1)
        self.refresh_from_db(fields=["epoch", "wording"])

    def end(self) -> None:
        """Nobody is left who may read anything here: all of it goes, and the nameless rows of who closed their account.

        Call it inside a transaction.
        """
        gone = list(self.memberships.filter(member__is_active=False).values_list("member_id", flat=True))
        gone += self._kept().filter(member__is_active=False).values_list("member_id", flat=True)
        exchanges: Any = getattr(self, "exchanges", None)  # they protect the questions of one's own that came up
        if exchanges is not None:
            exchanges.all().delete()
        self.delete()
        for member in Member.objects.filter(public_id__in=gone, is_active=False, memberships=None):
            if not items.still_named(member.public_id):
                member.delete()

    def _kept(self) -> Any:
        """The seats that are kept for whom the space was carried here (the room for that is above this one)."""
        return getattr(self, "kept_seats")  # noqa: B009

    @property
    def seat_is_kept(self) -> bool:
        """Whether the other seat is somebody's who has not come from the other server yet."""
        found: bool = self._kept().exists()
        return found

    def changed(self, only: str | None = None) -> None:
        """Tell open pages that something changed: those of both, or only those of member `only`.

        Who has left is told of nothing any more.
        Call it inside the transaction that changes. What one did in private must name that one.
        """
        table = connection.ops.quote_name("spaces_membership")
        mine, arguments = (" AND member_id = %s", [self.pk, only]) if only else ("", [self.pk])
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {table} SET seq = seq + 1 WHERE space_id = %s AND left_on IS NULL{mine}"  # noqa: S608
                " RETURNING member_id, seq",
                arguments,
            )
            rows = cursor.fetchall()

        def tell_each() -> None:
            for member, seq in rows:
                tell(self.pk, member, seq)

        transaction.on_commit(tell_each)

    @classmethod
    def of(cls, member: Member) -> Iterable[Self]:
        """The spaces of a member, oldest first."""
        return cls.objects.filter(memberships__member=member, memberships__left_on=None).order_by("began_on", "id")


def _start_of(time_zone: str, day: date) -> datetime:
    """The moment, in UTC, at which `day` begins in a zone where days turn at 04:00."""
    return (datetime.combine(day, time.min, ZoneInfo(time_zone)) + DAY_TURNS).astimezone(UTC)


def local_day(time_zone: str, moment: datetime) -> date:
    """The day of `moment` in a zone where days turn at 04:00."""
    return (moment.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None) - DAY_TURNS).date()
