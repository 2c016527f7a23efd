"""What each does with it alone. No words, no number, and no page of the other depends on it."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models, transaction

from nearer.sealed.models import not_found
from nearer.spaces.models import Membership, Space
from nearer.spaces.models.placed import Placed

from .gift import Gift, What

JAR = (What.THANKS, What.ADMIRATION)
"""What comes into the jar by itself."""


class OnesOwn(Placed):
    """A row without words that only its member's pages know of."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, to_field="public_id", related_name="+")

    class Meta:
        abstract = True

    @classmethod
    def of(cls, mine: Membership) -> models.QuerySet[Self]:
        """This member's own."""
        return cls._default_manager.filter(space=mine.space_id, member=mine.member_id)

    @classmethod
    def forget_private(cls, member_id: str, space_id: str = "") -> None:
        """With the account, or with the space, they go."""
        of_space = {"space": space_id} if space_id else {}
        cls._default_manager.filter(member__public_id=member_id, **of_space).delete()


class Kept(OnesOwn):
    """A gift that one wants to find again: a line on the shelf, anything else in the jar."""

    gift = models.ForeignKey(Gift, models.CASCADE, related_name="kept")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gift", "member"], name="giving_kept_once")]

    @classmethod
    def keep(cls, mine: Membership, gift: Gift) -> None:
        """Keep it; twice is once. Raises Refusal 404 for what one gave oneself or what was taken back meanwhile."""
        if gift.author_id == mine.member_id:
            raise not_found()
        with transaction.atomic():
            mine.hold_for_oneself()
            if not Gift.objects.filter(space=mine.space_id, pk=gift.pk).exists():
                raise not_found()
            place: dict[str, Any] = {"space": mine.space, "member_id": mine.member_id, "gift": gift}
            cls.objects.get_or_create(**place)
            mine.space.changed(only=mine.member_id)

    @classmethod
    def put_back(cls, mine: Membership, gift: Gift) -> None:
        """It is where it was before; the gift itself stays in the list of everything."""
        with transaction.atomic():
            cls.of(mine).filter(gift=gift).delete()
            mine.space.changed(only=mine.member_id)

    @classmethod
    def ids(cls, mine: Membership) -> set[str]:
        """Which gifts this member keeps."""
        return set(cls.of(mine).values_list("gift_id", flat=True))

    @classmethod
    def shelf(cls, mine: Membership) -> models.QuerySet[Gift]:
        """The lines in passing that one keeps."""
        return Gift.seen_by(mine).filter(what=What.MESSAGE, pk__in=cls.of(mine).values("gift"))

    @classmethod
    def jar(cls, mine: Membership) -> models.QuerySet[Gift]:
        """Thanks and admiration that one was given, and what else one keeps of what was given."""
        by_itself, kept = models.Q(what__in=JAR), models.Q(pk__in=cls.of(mine).values("gift"))
        found = Gift.seen_by(mine).exclude(author__public_id=mine.member_id).exclude(what=What.MESSAGE)
        return found.filter(by_itself | kept)


class LeftAlone(OnesOwn):
    """An offer of Today that one would rather leave, and the last day on which one said so."""

    what = models.CharField(max_length=10)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "member", "what"], name="giving_left_alone_once")]

    @classmethod
    def leave(cls, mine: Membership, what: str) -> None:
        """Not today."""
        with transaction.atomic():
            mine.hold_for_oneself()
            place: dict[str, Any] = {"space": mine.space, "member_id": mine.member_id, "what": what}
            cls.objects.update_or_create(defaults={"day": mine.space.day()}, **place)
            mine.space.changed(only=mine.member_id)

    @classmethod
    def latest(cls, mine: Membership) -> dict[str, date]:
        """On which day each offer was left alone last."""
        return dict(cls.of(mine).values_list("what", "day"))
