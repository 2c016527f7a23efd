"""Everything that passed between the two, by day: what was given, letters that can be read, opened exchanges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from nearer.exchange.models import Exchange
from nearer.giving.models import Gift
from nearer.giving.page import with_photos
from nearer.letters.models import Letter
from nearer.spaces.models import Membership

AT_ONCE = 20


@dataclass
class Day:
    """What one day holds."""

    day: date
    gifts: list[Gift] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)


@dataclass
class Given:
    """Some days, newest first; `more` is the day before which there is more."""

    days: list[Day]
    more: date | None

    @classmethod
    def of(cls, mine: Membership, before: date | None = None) -> Given:
        """The days before `before` as this member may see them, about twenty things of each kind."""
        every = {
            "gifts": ("given_on", Gift.seen_by(mine)),
            "letters": ("came_up", Letter.objects.read_by(mine)),
            "exchanges": ("day", Exchange.objects.opened(mine)),
        }
        if before is not None:
            every = {name: (by, found.filter(**{f"{by}__lt": before})) for name, (by, found) in every.items()}
        ends = [end for by, found in every.values() if (end := _end(by, found)) is not None]
        since = max(ends, default=None)
        days: dict[date, Day] = {}
        for name, each_day, thing in _things(every, since):
            getattr(days.setdefault(each_day, Day(each_day)), name).append(thing)
        with_photos(mine, [gift for day in days.values() for gift in day.gifts])
        return cls([days[each] for each in sorted(days, reverse=True)], since)


def _end(by: str, found: QuerySet[Any]) -> date | None:
    """The day of the last of the things that fit on one page; None if they all fit."""
    days = list(found.prefetch_related(None).select_related(None).values_list(by, flat=True)[: AT_ONCE + 1])
    return days[AT_ONCE - 1] if len(days) > AT_ONCE else None


def _things(every: dict[str, tuple[str, QuerySet[Any]]], since: date | None) -> Iterator[tuple[str, date, Any]]:
    for name, (by, found) in every.items():
        for thing in found.filter(**{f"{by}__gte": since}) if since else found:
            yield name, getattr(thing, by), thing
