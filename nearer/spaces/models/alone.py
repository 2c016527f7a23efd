"""Before the other is there: one's own choice, and notes on the small steps one takes. All private."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models, transaction

from nearer.catalogue import catalogue
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
        """The first version, or the next one of what is there already.

        Raises Refusal 404 once the writer has no part in the space any more; leaving alone ends nothing.
        """
        place: dict[str, Any] = {"space": membership.space, "author_id": membership.member_id, "content": content}
        with transaction.atomic():
            membership.hold_for_oneself()
            known = cls.objects.filter(pk=envelope.id, **place).first()
            if known is None:
                known = cls.keep(envelope, space_epoch=0, **place)[0]
            else:
                known.change(envelope)
            membership.space.changed(only=membership.member_id)
            return known

    @classmethod
    def of(cls, membership: Membership) -> models.QuerySet[Self]:
        """This member's own, newest first."""
        return cls.objects.filter(space=membership.space, author=membership.member_id)

    @classmethod
    def remove(cls, membership: Membership, item_id: str) -> None:
        """Take one's own away for good; one that is gone already is no mistake."""
        with transaction.atomic():
            known = cls.of(membership).filter(pk=item_id).first()
            if known is not None:
                known.take_back()
                membership.space.changed(only=membership.member_id)


class Choice(PrivateItem):
    """I want more closeness, and things are as they are: in one's own words."""

    KIND: ClassVar[str] = "choice"
    space = models.ForeignKey(Space, models.CASCADE, related_name="choices")


class Note(PrivateItem):
    """A line to oneself about a step; `content` is the step's id."""

    KIND: ClassVar[str] = "note"
    space = models.ForeignKey(Space, models.CASCADE, related_name="notes")

    def written_under(self) -> str:
        """The step that it is about."""
        return next((step.text for step in catalogue().alone.steps if step.id == self.content), "")
