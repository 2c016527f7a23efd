"""The two small offers under the exchange: chosen by nearer.giving.offering, made into lines that fold open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from nearer.catalogue.ideas import Idea
from nearer.clock import now
from nearer.giving.models import Gift, Kept, LeftAlone, What
from nearer.giving.offering import AT_ONCE, OFFERS, Offer, Part, choose, fun_idea, talk_idea, touch_idea
from nearer.spaces import access
from nearer.spaces.models import Membership
from nearer.spaces.models.membership import both_are_here
from nearer.spaces.paces import Paces

FRESH = timedelta(days=2)
"""So long Today says that something was given, unless it was met, kept or left alone."""


@dataclass(frozen=True)
class Line:
    """One offer, with the idea that it holds."""

    offer: Offer
    idea: Idea | None = None
    gift: Gift | None = None


def for_today(mine: Membership, other: Membership | None, day: date, language: str | None) -> SafeString:
    """What is offered to `mine` now; nothing as long as the other is not there. No query where it was made before."""
    if other is None or not both_are_here(mine, other):
        return SafeString()
    part, paces = Part.of(mine.zone, now()), Paces.among(mine, (mine, other))
    return _made(mine.pk, mine.space_id, mine.seq, day, part, paces, language)


@lru_cache(maxsize=1000)
def _made(
    membership_id: int, space_id: str, seq: int, day: date, part: Part, paces: Paces, language: str | None
) -> SafeString:
    """The lines, made once for each number of changes, part of the day and what may come up for both."""
    mine = next(one for one in access.OF_SPACE(space_id) if one.pk == membership_id)
    lines = offered(mine, day, part, paces)
    return render_to_string("today/_offers.html", {"lines": lines, "mine": mine, "space": mine.space})


def offered(mine: Membership, day: date, part: Part, paces: Paces) -> list[Line]:
    """At most two lines: what the other gave lately comes first, then what is one's turn to be offered."""
    left = LeftAlone.latest(mine)
    lines = [] if left.get("given") == day else _given(mine, day)
    ideas: dict[str, Idea | None] = {
        "talk": talk_idea(mine.space),
        "fun": fun_idea(mine.space),
        "touch": touch_idea(mine.space),
    }
    without = [what for what, idea in ideas.items() if idea is None or not paces.allow(idea)]
    chosen = choose(mine.member_id, day, part, gave=_gave(mine, day), left=left, without=without)
    lines += [Line(offer, ideas.get(offer.what)) for offer in chosen]
    return lines[:AT_ONCE]


def _given(mine: Membership, day: date) -> list[Line]:
    lately: dict[str, Any] = {"given_on__gt": day - FRESH, "met": None}
    found = Gift.seen_by(mine).filter(**lately).exclude(author__public_id=mine.member_id)
    gift = found.exclude(pk__in=Kept.of(mine).values("gift")).first()
    offer = next(each for each in OFFERS if each.what == "given")
    return [Line(offer, gift=gift)] if gift else []


def _gave(mine: Membership, day: date) -> dict[str, date]:
    given = Gift.objects.filter(space=mine.space_id, author__public_id=mine.member_id, given_on=day)
    return dict.fromkeys((What(what).value for what in given.values_list("what", flat=True)), day)
