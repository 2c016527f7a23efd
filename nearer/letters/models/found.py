"""Which letters there are for whom, and the delivering of those whose hour has come."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, TypedDict

from django.db import models
from django.db.models import Q

from nearer import clock
from nearer.spaces.models import Membership

from .when import When

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    from .letter import Letter

log = logging.getLogger(__name__)

LOOKED_AT_EVERY = timedelta(minutes=15)
"""How late a letter may be for a reader who has just travelled east."""


class CameUp(TypedDict):
    """The day to which a letter belongs for whoever may read it."""

    came_up: date


class LetterManager(models.Manager["Letter"]):
    """Letters; what waits for its hour is delivered by the clock."""

    def deliver_due(self, limit: int = 50) -> int:
        """Look at up to `limit` letters that may have come due, and deliver those that have; returns how many."""
        due = list(self.filter(look_at__lte=clock.now()).select_related("space").order_by("look_at")[:limit])
        for letter in due:
            try:
                letter.deliver_or_wait()
            except Exception:  # one letter's trouble holds up no other
                log.exception("a letter could not be delivered; it is tried again in a quarter of an hour")
                self.filter(space=letter.space_id, pk=letter.pk).update(look_at=clock.now() + LOOKED_AT_EVERY)
        return len(due)

    def seen_by(self, mine: Membership) -> models.QuerySet[Letter]:
        """Those of which this member knows: their own, and of the other's what has come. After leaving, of the other's
        only what was opened.
        """
        came = Q(opened_on__isnull=False) if mine.left_on is not None else Q(delivered=True)
        known = self.filter(Q(author=mine.member_id) | came, mine.of_my_time(), space=mine.space_id)
        return known.select_related("cover")

    def waiting_for(self, mine: Membership) -> models.QuerySet[Letter]:
        """Those that have come for this member and are closed still, the oldest first."""
        closed = self.filter(space=mine.space_id, delivered=True, opened_on=None).exclude(
            author__public_id=mine.member_id
        )
        return closed.select_related("cover").order_by("day", "pk")

    def closed_still(self, spaces: Collection[str], ids: Collection[str]) -> set[str]:
        """Which of these have come, and were neither opened nor taken back."""
        closed = self.filter(space__in=spaces, pk__in=ids, delivered=True, opened_on=None)
        return set(closed.values_list("pk", flat=True))

    def announced_to(self, mine: Membership) -> models.QuerySet[Letter]:
        """Those of the closed ones that Today speaks of: one for an occasion on its first day only."""
        return self.waiting_for(mine).filter(~Q(when=When.OCCASION) | Q(day__gte=mine.space.day()))

    def read_by(self, mine: Membership) -> models.QuerySet[WithAnnotations[Letter, CameUp]]:
        """Those that this member may read, newest first: by the day of writing for their own, by that on which they
        opened it for the other's.
        """
        own = Q(author__public_id=mine.member_id)
        known = self.filter(own | Q(opened_on__isnull=False), mine.of_my_time(), space=mine.space_id)
        came_up = models.Case(models.When(own, then="day"), default="opened_on")
        return known.select_related("cover").annotate(came_up=came_up).order_by("-came_up", "-day", "-pk")
