"""States with a when and a who, as rows: passing (private), talked about, let us talk about this (joint)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models, transaction

from nearer.clock import today
from nearer.people.models import Member
from nearer.spaces.models import Membership, Space

from .exchange import Exchange


class Mark(models.Model):
    """A row by one of the two on one exchange."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="+")
    day = models.DateField(default=today)

    class Meta:
        abstract = True


class Passing(Mark):
    """Passed over, without a reason. Only the passer's own page reads this row."""

    exchange = models.ForeignKey(Exchange, models.CASCADE, related_name="passings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["exchange", "by"], name="exchange_pass_once")]

    @classmethod
    def put(cls, exchange: Exchange, by: Membership) -> None:
        """Pass; twice is once."""
        with transaction.atomic():
            cls.objects.get_or_create(space=by.space, exchange=exchange, by_id=by.member_id)
            by.space.changed(only=by.member_id)

    @classmethod
    def lift(cls, exchange: Exchange, by: Membership) -> None:
        """Not passed after all."""
        with transaction.atomic():
            cls.objects.filter(space=by.space, exchange=exchange, by__public_id=by.member_id).delete()
            by.space.changed(only=by.member_id)


class JointMark(Mark):
    """A mark that both see; the first one's row stands."""

    objects: ClassVar[models.Manager[Self]]

    class Meta:
        abstract = True

    @classmethod
    def put(cls, exchange: Exchange, by: Membership) -> None:
        """Mark it for both; twice is once."""
        with transaction.atomic():
            cls.objects.get_or_create(exchange=exchange, defaults={"space": by.space, "by_id": by.member_id})
            by.space.changed()

    @classmethod
    def lift(cls, exchange: Exchange, by: Membership) -> None:
        """Take the mark away; either may."""
        with transaction.atomic():
            cls.objects.filter(space=by.space, exchange=exchange).delete()
            by.space.changed()


class Talk(JointMark):
    """The two talked about this question face to face, with one phone or none."""

    exchange = models.OneToOneField(Exchange, models.CASCADE, related_name="talk")


class TalkLater(JointMark):
    """Let us talk about this: waits for an evening of both."""

    exchange = models.OneToOneField(Exchange, models.CASCADE, related_name="talk_later")
