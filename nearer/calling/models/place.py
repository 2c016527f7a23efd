"""Where members are, by what they said in their spaces."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import models

from nearer.spaces.models import Membership


class Place(NamedTuple):
    """Where a member said to be, or nothing; and whether anything comes up for them: in a pause, and without a space,
    nothing does.
    """

    said: str = ""
    is_here: bool = False


NOWHERE = Place()


def places(member_ids: Collection[str]) -> dict[str, Place]:
    """Where each of these is, by the oldest of their spaces where they said so; one statement without a join."""
    columns: Any = _here(member_ids).values_list("member_id", "time_zone", "paused_on")
    found = dict.fromkeys(member_ids, NOWHERE)
    for member_id, said, paused_on in columns:
        known = found[member_id]
        found[member_id] = Place(known.said or said, known.is_here or paused_on is None)
    return found


def home_of(member_id: str) -> str:
    """Where the days of this member's oldest space turn; nothing for one without a space."""
    return _here([member_id]).values_list("space__time_zone", flat=True).first() or ""


def _here(member_ids: Collection[str]) -> models.QuerySet[Membership]:
    rows = Membership.objects.filter(member__public_id__in=member_ids, left_on=None)
    return rows.order_by("joined_on", "pk")
