"""What one may begin from: questions for the journal, ideas for a kindness. The same all day, others tomorrow.

They depend on the person and the day alone, never on what was written.
"""

from __future__ import annotations

import random
from datetime import date

from django.utils.translation import gettext_lazy as _

from nearer.catalogue import catalogue
from nearer.catalogue.ideas import Idea

QUESTIONS = 6
IDEAS = 12
SEASONS = ("winter", "spring", "summer", "autumn")

TO_ONESELF = (
    _("Which moment of today would you keep?"),
    _("What did you leave unsaid today, and to whom?"),
    _("What did you feel first, and what came under it?"),
    _("What are you looking forward to, be it ever so small?"),
    _("What have you been calling fine that is not quite?"),
    _("What would you ask for, if asking were easy?"),
    _("When were you last proud of yourself, and who knows of it?"),
    _("What do you do when you are afraid, and what would you rather do?"),
    _("What do you miss?"),
    _("Who were you easy with today, and what made it easy?"),
    _("What did you see today that nobody else saw?"),
    _("What are you tired of carrying?"),
    _("What would you say to someone you love who felt as you do now?"),
    _("What has changed in you this year without anybody noticing?"),
    _("What are you glad of that you did nothing for?"),
    _("Where in your body was this day?"),
    _("What have you learnt about someone near you that surprised you?"),
    _("What made you step back today, inside?"),
    _("Three things a good tomorrow would hold, none of them large:"),
    _("What are you putting off, and what is the smallest piece of it?"),
    _("Which song, smell or place kept coming back to you?"),
    _("Which of your words today would you take back, and which would you say again?"),
    _("What do you need that you could give yourself?"),
    _("What would be different if you were sure of being liked?"),
)


def questions(member_id: str, day: date) -> list[str]:
    """Questions to oneself, in the order in which they are offered today."""
    known = [str(question) for question in TO_ONESELF]
    known += [item.text for item in catalogue().lookins("portrait") if item.open]
    return _drawn(member_id, day).sample(known, QUESTIONS)


def ideas(member_id: str, day: date, bond: str) -> list[Idea]:
    """Small kindnesses and surprises that suit the bond and the time of the year."""
    season = SEASONS[day.month % 12 // 3]
    known = [idea for kind in ("gestures", "surprises") for idea in catalogue().ideas(kind)]
    fitting = [idea for idea in known if idea.suits(bond) and not idea.needs and {"any", season} & set(idea.season)]
    return _drawn(member_id, day).sample(fitting, min(IDEAS, len(fitting)))


def _drawn(member_id: str, day: date) -> random.Random:
    return random.Random(f"{member_id} {day.isoformat()}")  # noqa: S311  (nothing secret hangs on it)
