"""The small offers of a day. The same member, day and hour always give the same ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from nearer.catalogue import catalogue
from nearer.catalogue.ideas import Idea
from nearer.spaces.models import Space

AT_ONCE = 2
RESTS = timedelta(days=3)
"""So long an offer that was left alone stays away. What was given rests until the next day."""


class Part(StrEnum):
    """The part of a member's day."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"

    @classmethod
    def of(cls, zone: str, moment: datetime) -> Part:
        """Which part it is there at this moment; the night belongs to the evening before."""
        hour = moment.astimezone(ZoneInfo(zone)).hour
        return cls.MORNING if 4 <= hour < 11 else cls.DAY if 11 <= hour < 17 else cls.EVENING


@dataclass(frozen=True)
class Offer:
    """One thing that Today may offer. `place` stands in addresses, `parts` are the parts of the day that it suits."""

    what: str
    place: str
    parts: tuple[Part, ...] = tuple(Part)


OFFERS = (
    Offer("feeling", "now", (Part.MORNING, Part.EVENING)),
    Offer("thanks", "line", (Part.MORNING, Part.EVENING)),
    Offer("message", "quick", (Part.MORNING, Part.DAY)),
    Offer("talk", "five", (Part.DAY, Part.EVENING)),
    Offer("news", "first", (Part.DAY, Part.EVENING)),
    Offer("fun", "small", (Part.DAY, Part.EVENING)),
    Offer("touch", "near"),
    Offer("effort", "seen", (Part.EVENING,)),
    Offer("laugh", "light", (Part.DAY, Part.EVENING)),
    Offer("admiration", "portrait", (Part.MORNING, Part.DAY)),
    Offer("given", "given"),
)
"""`given` tells of what the other gave, so it never takes its turn among the others."""
IN_TURN = tuple(offer for offer in OFFERS if offer.what != "given")


def choose(
    seed: str,
    day: date,
    part: Part,
    *,
    gave: Mapping[str, date],
    left: Mapping[str, date],
    without: Sequence[str] = (),
    count: int = AT_ONCE,
) -> list[Offer]:
    """Up to `count` offers, in each member's own order, which moves on by two every day: nothing comes twice in a row
    unless the rest has been given or left alone, or does not come up.

    `gave`: the last day on which each was given; `left`: on which it was left alone. `without`: what does not come up;
    it keeps its place in the order, so that what comes on other days does not depend on it.
    """
    order = sorted((offer for offer in IN_TURN if part in offer.parts), key=lambda offer: _lot(seed, offer.what))
    start = day.toordinal() * count
    if order and len(order) % count == 0:
        start += start // len(order)  # or the same ones came first for ever, and the rest never where one has room
    start %= max(1, len(order))

    def rests(offer: Offer) -> bool:
        if offer.what in without:
            return True
        was_left = left.get(offer.what)
        return gave.get(offer.what) == day or (was_left is not None and day - was_left < RESTS)

    return [offer for offer in order[start:] + order[:start] if not rests(offer)][:count]


def talk_idea(space: Space, number: int = 0) -> Idea | None:
    """Something to talk about for five minutes, the same for both on one day; `number` asks for another one."""
    return _idea("talk", space, number)


def fun_idea(space: Space, number: int = 0) -> Idea | None:
    """One small fun thing, likewise."""
    return _idea("fun", space, number)


def touch_idea(space: Space) -> Idea | None:
    """The small affection of this day, the same whatever anybody allows, so that a look tells one thing at most.

    None on the days on which the lot brings none: then a day without one tells nothing. The lot is the server's own,
    as what anybody can reckon would be no lot.
    """
    lot = salted_hmac("nearer.giving.touch", f"{space.pk}/{space.day()}").digest()[0]
    return _idea("affection", space) if lot % 3 else None


def _idea(kind: str, space: Space, number: int = 0) -> Idea | None:
    fitting = [
        idea for idea in catalogue().ideas(kind) if idea.suits(space.bond) and not idea.needs and _in_season(idea)
    ]
    order = sorted(fitting, key=lambda idea: _lot(space.pk, idea.id))
    return order[(space.day().toordinal() + number) % len(order)] if order else None


def _in_season(idea: Idea) -> bool:
    return not idea.season or "any" in idea.season


def touches(bond: str) -> list[tuple[int, Any, Any]]:
    """What one may allow: (how much, its name, an example), as far as there are ideas for this bond."""
    known = {idea.touch for idea in catalogue().ideas("affection") if idea.suits(bond)}
    named = [
        (0, _("None"), _("Nothing of the kind comes up.")),
        (1, _("A touch in passing"), _("A hand on the shoulder, sleeve to sleeve, an arm on a slippery path.")),
        (2, _("Held for a while"), _("A long hug, hands, a head to lean on, a back to rub.")),
        (3, _("Close"), _("Kisses, lying close, a bath for two.")),
    ]
    return [each for each in named if each[0] == 0 or each[0] in known]


def _lot(seed: str, id: str) -> bytes:
    return blake2b(f"{seed}\n{id}".encode(), digest_size=8).digest()
