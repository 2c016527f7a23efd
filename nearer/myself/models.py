"""What one writes for oneself. All of it is sealed under the writer's own key, and told to nobody else."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models

from nearer.people.models import Member
from nearer.sealed.models import Envelope
from nearer.spaces.models import Space
from nearer.spaces.models.alone import PrivateItem


class Own(PrivateItem):
    """Stands where it was written: `day` is the day of its first version, and `number` its place among the others.

    A number and no time, since what is private is stored by the day.
    """

    number = models.PositiveIntegerField()

    class Meta(PrivateItem.Meta):
        abstract = True
        ordering = ["-number", "-day", "pk"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new one comes after all those there are."""
        if self._state.adding:
            last = (
                type(self).objects.filter(author__public_id=self.author_id).aggregate(last=models.Max("number"))["last"]
            )
            self.number = (last or 0) + 1
        super().save(*args, **kwargs)

    def change(self, envelope: Envelope, *, space_epoch: int = 0) -> None:
        """As every item, but the day stays that of the first version."""
        day = self.day
        super().change(envelope, space_epoch=space_epoch)
        type(self).objects.filter(space=self.space_id, pk=self.pk).update(day=day)
        self.day = day

    @classmethod
    def by(cls, member: Member) -> models.QuerySet[Self]:
        """This member's, of all their spaces, newest first."""
        return cls.objects.filter(space__memberships__member=member, author=member.public_id)


class Entry(Own):
    """A page of the journal: `t` what was written, `q` the question it began from."""

    KIND: ClassVar[str] = "journal"
    space = models.ForeignKey(Space, models.CASCADE, related_name="entries")


class Aim(Own):
    """Something one would like to grow into: `t` the aim, `w` why, `s` small steps by line, `d` those taken."""

    KIND: ClassVar[str] = "aim"
    space = models.ForeignKey(Space, models.CASCADE, related_name="aims")


class Plan(Own):
    """A kindness for the other, kept from them: `t` what, `d` the day, `i` the idea it came from, `n.done`."""

    KIND: ClassVar[str] = "plan"
    space = models.ForeignKey(Space, models.CASCADE, related_name="plans")
