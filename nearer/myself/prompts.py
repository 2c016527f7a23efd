"""What one may begin from: questions for the journal, ideas for a kindness. The same all day, others tomorrow.

They depend on the person and the day alone, never on what was written.
"""

from __future__ import annotations

import random
from datetime import date

from nearer.catalogue import catalogue
from nearer.catalogue.ideas import Idea

QUESTIONS = 6
IDEAS = 12
SEASONS = ("winter", "spring", "summer", "autumn")


def questions(member_id: str, day: date) -> list[str]:
    """Questions to oneself, in the order in which they are offered today."""
    words = catalogue()
    known = [step.write for step in words.alone.steps]
    known += [item.text for item in words.lookins("portrait") if item.open]
    return _drawn(member_id, day).sample(known, min(QUESTIONS, len(known)))


def ideas(member_id: str, day: date, bond: str) -> list[Idea]:
    """Small kindnesses and surprises that suit the bond and the time of the year."""
    season = SEASONS[day.month % 12 // 3]
    known = [idea for kind in ("gestures", "surprises") for idea in catalogue().ideas(kind)]
    fitting = [idea for idea in known if idea.suits(bond) and not idea.needs and {"any", season} & set(idea.season)]
    return _drawn(member_id, day).sample(fitting, min(IDEAS, len(fitting)))


def _drawn(member_id: str, day: date) -> random.Random:
    return random.Random(f"{member_id} {day.isoformat()}")  # noqa: S311  (nothing secret hangs on it)
