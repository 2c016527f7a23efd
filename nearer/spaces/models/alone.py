"""Before the other is there: one's own choice, and notes on the small steps one takes. All private."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from nearer.sealed.models import Envelope, SealedItem

from .membership import Membership
from .space import Space


class PrivateItem(SealedItem):
    """Sealed under its writer's own key, seen by no one else, may be changed and removed at any time."""

    class Meta(SealedItem.Meta):
        abstract = True
        ordering = ["-day"]

    @classmethod
    def write(cls, membership: Membership, envelope: Envelope, content: str = "-") -> Self:
        """The first version, or the next one of what is there already."""
        place: dict[str, Any] = {"space": membership.space, "author_id": membership.member_id, "content": content}
        known = cls.objects.filter(pk=envelope.id, **place).first()
        if known is not None:
            known.change(envelope)
            return known
        return cls.keep(envelope, space_epoch=0, **place)[0]


class Choice(PrivateItem):
    """I want more closeness, and things are as they are: in one's own words."""

    KIND: ClassVar[str] = "choice"
    space = models.ForeignKey(Space, models.CASCADE, related_name="choices")


class Note(PrivateItem):
    """A line to oneself about a step; `content` is the step's id."""

    KIND: ClassVar[str] = "note"
    space = models.ForeignKey(Space, models.CASCADE, related_name="notes")
