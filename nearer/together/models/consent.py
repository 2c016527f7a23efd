"""The yes that sessions on touch, desire, conflict and old hurts need of each, in private, each time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from nearer.catalogue.sessions import Session
from nearer.clock import today
from nearer.spaces.models import Membership, Space
from nearer.spaces.models.placed import Placed
from nearer.web.refusals import too_late


class Yes(Placed):
    """One member's yes to one session, for this day of the space. There is no row for a no, nor for one taken back."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, to_field="public_id", related_name="+")
    content = models.CharField(max_length=40)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "member", "content"], name="together_one_yes")]

    @classmethod
    def say(cls, member: Membership, session: Session) -> None:
        """Say yes for today; when both have, both pages learn of it."""
        with transaction.atomic():
            member.hold()
            place: dict[str, Any] = {"space": member.space, "member_id": member.member_id, "content": session.id}
            cls.objects.update_or_create(defaults={"day": member.space.day()}, **place)
            both = cls.both_said(member.space, session)
            member.space.changed(only=None if both else member.member_id)

    @classmethod
    def take_back(cls, member: Membership, session: Session) -> None:
        """As if it had never been said."""
        with transaction.atomic():
            member.hold()
            cls.objects.filter(space=member.space, member=member.member_id, content=session.id).delete()
            member.space.changed(only=member.member_id)

    @classmethod
    def said_by(cls, space: Space, session: Session) -> set[str]:
        """The ids of those whose yes holds today and who are here; one query, whoever said it."""
        here = space.memberships.filter(left_on=None, welcomed=True).values("member_id")
        today = cls.objects.filter(space=space, content=session.id, day=space.day(), member__in=here)
        return set(today.values_list("member_id", flat=True))

    @classmethod
    def both_said(cls, space: Space, session: Session) -> bool:
        """Whether it may begin."""
        return len(cls.said_by(space, session)) == 2

    @classmethod
    def use_up(cls, space: Space, session: Session) -> None:
        """It begins: the next time needs another yes of each. Raises Refusal 409 unless both have said it today.

        The sentence is the same whether the other said yes, no or nothing.
        """
        if not cls.both_said(space, session):
            raise too_late(_("This one begins when each of you has said yes, alone, today."))
        cls.objects.filter(space=space, content=session.id).delete()

    @classmethod
    def forget_earlier(cls) -> int:
        """Delete every yes of an earlier day: it counts no more. Returns how many; a job of the scheduler."""
        return cls.objects.filter(day__lt=today() - timedelta(days=1)).delete()[0]

    @classmethod
    def parted(cls, member: Membership) -> None:
        """Who goes takes their yes along."""
        cls.objects.filter(space=member.space, member=member.member_id).delete()

    @classmethod
    def forget_private(cls, member_id: str, space_id: str = "") -> None:
        """With the account, or with the space, goes what was said in private."""
        of_space = {"space": space_id} if space_id else {}
        cls.objects.filter(member=member_id, **of_space).delete()
