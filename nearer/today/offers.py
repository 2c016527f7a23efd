"""The small offers under the exchange, two at most: chosen by nearer.giving.offering, made into lines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef
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
"""So long Today says that something was given, unless it was met, kept, looked at or left alone."""
GIVEN = next(each for each in OFFERS if each.what == "given")


@dataclass(frozen=True)
class Line:
    """One offer, with the idea that it holds, or with what was given (`gift` where it is one thing)."""

    offer: Offer
    idea: Idea | None = None
    gift: str = ""


@dataclass(frozen=True)
class Beside:
    """What stands beside the exchange: the lines, made; and how many of the cards that can wait there is room for."""

    lines: SafeString
    waiting_cards: int


def for_today(mine: Membership, other: Membership | None, day: date, language: str | None, cards: Cards) -> Beside:
    """What `mine` is shown now beside the exchange; no offers as long as the other is not there.

    No query where it was made before.
    """
    if other is None or not both_are_here(mine, other):
        return Beside(SafeString(), min(cards.can_wait, cards.room))
    part, paces = Part.of(mine.zone, now()), Paces.among(mine, (mine, other))
    return _made(mine.pk, mine.space_id, mine.seq, day, part, paces, language, cards)


class Cards(NamedTuple):
    """How many cards there are: those that come first, and those that come after what the other gave."""

    first: int
    can_wait: int

    @property
    def room(self) -> int:
        """How much room the first ones leave."""
        return max(0, AT_ONCE - self.first)


@lru_cache(maxsize=1000)
def _made(
    membership_id: int, space_id: str, seq: int, day: date, part: Part, paces: Paces, language: str | None, cards: Cards
) -> Beside:
    """Made once for each number of changes, part of the day, what may come up for both, and the cards of the day."""
    mine = next(one for one in access.OF_SPACE(space_id) if one.pk == membership_id)
    lines = offered(mine, day, part, paces)
    given = sum(line.offer == GIVEN for line in lines)
    waiting_cards = min(cards.can_wait, max(0, cards.room - given))
    shown = lines[: max(0, cards.room - waiting_cards)]
    made = render_to_string("today/_offers.html", {"lines": shown, "mine": mine, "space": mine.space})
    return Beside(made, waiting_cards)


def offered(mine: Membership, day: date, part: Part, paces: Paces) -> list[Line]:
    """At most two lines: what the other gave lately comes first, then what is one's turn to be offered."""
    left = LeftAlone.latest(mine)
    lines = [] if left.get(GIVEN.what) == day else _given(mine, day, left)
    ideas: dict[str, Idea | None] = {
        "talk": talk_idea(mine.space),
        "fun": fun_idea(mine.space),
        "touch": touch_idea(mine.space),
    }
    without = [what for what, idea in ideas.items() if idea is None or not paces.allow(idea)]
    chosen = choose(mine.member_id, day, part, gave=_gave(mine, day), left=left, without=without)
    lines += [Line(offer, ideas.get(offer.what)) for offer in chosen]
    return lines[:AT_ONCE]


def look_at_given(mine: Membership) -> str:
    """One goes to see what Today spoke of, so it need not say it again. Gives the id of the gift where it is one.

    What is kept is by the day, and how many there were: none of them bears a mark.
    """
    day = mine.space.day()
    gifts = _lately(mine, day)
    for each_day in {gift.given_on for gift in gifts}:
        LeftAlone.leave(mine, _seen(each_day, gifts))
    waiting = _waiting(gifts)
    return waiting[0].pk if len(waiting) == 1 else ""


def _given(mine: Membership, day: date, left: dict[str, date]) -> list[Line]:
    """A line as long as there is something that was not looked at yet."""
    gifts = _lately(mine, day)
    waiting = [gift for gift in _waiting(gifts) if left.get(_seen(gift.given_on, gifts), date.min) < gift.given_on]
    return [Line(GIVEN, gift=waiting[0].pk if len(waiting) == 1 else "")] if waiting else []


def _lately(mine: Membership, day: date) -> list[Gift]:
    """What the other gave lately; `is_kept` tells whether one keeps it."""
    found = Gift.seen_by(mine).filter(given_on__gt=day - FRESH).exclude(author__public_id=mine.member_id)
    return list(found.annotate(is_kept=Exists(Kept.of(mine).filter(gift=OuterRef("pk")))))


def _waiting(gifts: list[Gift]) -> list[Gift]:
    return [gift for gift in gifts if gift.answer is None and not getattr(gift, "is_kept", False)]


def _seen(day: date, gifts: list[Gift]) -> str:
    """What is left alone once one has seen as many as were given on a day; two days in a row differ."""
    number = sum(gift.given_on == day for gift in gifts)
    return f"{GIVEN.what} {day.toordinal() % 2} {min(number, 99)}"


def _gave(mine: Membership, day: date) -> dict[str, date]:
    given = Gift.objects.filter(space=mine.space_id, author__public_id=mine.member_id, given_on=day)
    return dict.fromkeys((What(what).value for what in given.values_list("what", flat=True)), day)
