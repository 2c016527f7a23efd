"""The safe-place agreement: both sign it, both may reword it, earlier wordings stay. And choosing each other again."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models, transaction

from nearer.clock import today
from nearer.people.models import Member
from nearer.sealed.models import Envelope, SealedItem

from .membership import Membership
from .space import Space


class Wording(SealedItem):
    """The agreement in their own words. The newest one holds; before the first, the catalogue's text does."""

    KIND: ClassVar[str] = "agreement"

    space = models.ForeignKey(Space, models.CASCADE, related_name="wordings")
    number = models.PositiveIntegerField()

    class Meta(SealedItem.Meta):
        ordering = ["-number"]
        constraints = [
            *SealedItem.Meta.constraints,
            models.UniqueConstraint(fields=["space", "number"], name="spaces_wording_number"),
        ]

    @classmethod
    def propose(cls, membership: Membership, envelope: Envelope, number: int) -> Wording:
        """A new wording, signed by its writer with the same act; earlier ones stay.

        `number` is one more than that of the wording it grew from; of two at the same instant one gets 409.
        """
        membership.must_be_present()
        with transaction.atomic():
            place: dict[str, Any] = {"space": membership.space, "author_id": membership.member_id, "number": number}
            wording, is_new = cls.keep(envelope, space_epoch=membership.space.epoch, **place)
            if is_new:
                Signature.sign(membership, number)
            return wording


class Signature(models.Model):
    """Who signed which wording, and on which day. Number 0 is the catalogue's text."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="signatures")
    number = models.PositiveIntegerField()
    member = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="+")
    day = models.DateField(default=today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "number", "member"], name="spaces_sign_once"),
        ]

    @classmethod
    def sign(cls, membership: Membership, number: int) -> None:
        """Sign a wording; twice is once."""
        membership.must_be_present()
        with transaction.atomic():
            place = {"space": membership.space, "number": number, "member_id": membership.member_id}
            if cls.objects.get_or_create(**place)[1]:
                membership.space.changed()


class Renewal(SealedItem):
    """In one's own words: I choose this again."""

    KIND: ClassVar[str] = "renewal"

    space = models.ForeignKey(Space, models.CASCADE, related_name="renewals")

    class Meta(SealedItem.Meta):
        ordering = ["-day"]

    @classmethod
    def say(cls, membership: Membership, envelope: Envelope) -> Renewal:
        """Store it once, for both."""
        membership.must_be_present()
        with transaction.atomic():
            place: dict[str, Any] = {"space": membership.space, "author_id": membership.member_id}
            renewal, is_new = cls.keep(envelope, space_epoch=membership.space.epoch, **place)
            if is_new:
                membership.space.changed()
            return renewal
