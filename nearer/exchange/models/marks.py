"""States of an exchange with a when and a who, as rows: passed (private), talked about, to be talked about (joint)."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.people.models import Member
from nearer.prepared import Prepared
from nearer.spaces.models import Membership, Space
from nearer.web.refusals import too_late

from .exchange import Exchange


class Mark(models.Model):
    """A mark by one of the two. Passing is seen by the passer alone; of each joint kind one row stands."""

    class Kind(models.TextChoices):
        """Passed over, without a reason; talked about face to face; let us talk about this, on an evening of both."""

        PASSED = "passed"
        TALKED = "talked"
        LATER = "later"

    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="marks")
    by = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="+")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    day = models.DateField(default=today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exchange", "by"], condition=Q(kind="passed"), name="exchange_pass_once"),
            models.UniqueConstraint(
                fields=["exchange", "kind"], condition=~Q(kind="passed"), name="exchange_mark_once"
            ),
        ]

    @classmethod
    def seen_by(cls, mine: Membership, exchange: Exchange) -> set[str]:
        """The kinds of marks that this member may see on an exchange: joint ones, and their own pass."""
        found = [mark for mark in MARKS(mine.space_id, exchange.pk) if not mine.left_on or mark.day <= mine.left_on]
        return {mark.kind for mark in found if mark.kind != cls.Kind.PASSED or mark.by_id == mine.member_id}

    @classmethod
    def to_talk_about(cls, mine: Membership) -> models.QuerySet[Exchange]:
        """What the two kept for an evening of both, oldest first."""
        kept = cls._seen(mine).filter(kind=cls.Kind.LATER).values("exchange")
        return Exchange.objects.filter(space=mine.space_id, pk__in=kept).select_related("own").order_by("day")

    @classmethod
    def _seen(cls, mine: Membership) -> models.QuerySet[Mark]:
        """The same in the whole space. The day matters for rows of an earlier version only: now they stay as they
        were once one has left (`_hold`).
        """
        seen = ~Q(kind=cls.Kind.PASSED) | Q(by=mine.member_id)
        in_time = Q(day__lte=mine.left_on) if mine.left_on else Q()
        return cls.objects.filter(seen, in_time, space=mine.space_id)

    @classmethod
    def listed_for(cls, mine: Membership) -> tuple[str, list[tuple[str, ...]]]:
        """For a copy: what was talked about or kept for later, and what this member passed over."""
        words = {cls.Kind.PASSED: _("I passed"), cls.Kind.TALKED: _("Talked about"), cls.Kind.LATER: _("For later")}
        found = cls._seen(mine).select_related("exchange").order_by("exchange__day", "pk")
        return _("Marked"), [
            (one.exchange.day.isoformat(), words[cls.Kind(one.kind)], one.exchange.question.text)
            if one.exchange.question
            else (one.exchange.day.isoformat(), words[cls.Kind(one.kind)])
            for one in found
        ]

    @classmethod
    def put(cls, kind: Kind, exchange: Exchange, by: Membership) -> None:
        """Put a mark; twice is once. An open exchange can't be passed, and only an open one is kept for later.

        Raises Refusal 409 for those, and for a joint one after either has left.
        """
        if exchange.is_open == (kind == cls.Kind.PASSED) and kind != cls.Kind.TALKED:
            raise too_late(_("This exchange has changed. Reload the page."))
        with transaction.atomic():
            cls._hold(kind, by)
            place, only = cls._place(kind, exchange, by)
            cls.objects.get_or_create(**place, defaults={"by_id": by.member_id, "day": by.space.day()})
            by.space.changed(only=only)

    @classmethod
    def lift(cls, kind: Kind, exchange: Exchange, by: Membership) -> None:
        """Take a mark away: one's own pass, or a joint one, which either may. Raises Refusal 409 as `put`."""
        with transaction.atomic():
            cls._hold(kind, by)
            place, only = cls._place(kind, exchange, by)
            cls.objects.filter(**place).delete()
            by.space.changed(only=only)

    @classmethod
    def forget_private(cls, member_id: str, space_id: str = "") -> None:
        """What only this member could see goes: they closed their account, or deleted the space for themselves."""
        of_space = {"space": space_id} if space_id else {}
        cls.objects.filter(by__public_id=member_id, kind=cls.Kind.PASSED, **of_space).delete()

    @classmethod
    def _hold(cls, kind: Kind, by: Membership) -> None:
        """Let nobody leave meanwhile. What is marked for both stays as it was once one has left: who left would see
        the other's mark come or go.
        """
        by.hold()
        if kind != cls.Kind.PASSED and by.was_left():
            raise too_late(_("The other one of you has left, so what you marked for both stays as it was."))

    @classmethod
    def _place(cls, kind: Kind, exchange: Exchange, by: Membership) -> tuple[dict[str, Any], str | None]:
        """What finds the row, and who alone may be told of a change (None: both)."""
        place: dict[str, Any] = {"space": by.space, "exchange": exchange, "kind": kind}
        return (place | {"by_id": by.member_id}, by.member_id) if kind == cls.Kind.PASSED else (place, None)


MARKS = Prepared(2, lambda space, exchange: Mark.objects.filter(space_id=space, exchange_id=exchange))
