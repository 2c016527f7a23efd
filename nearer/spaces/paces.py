"""What comes up for these two: never more than the lighter of their two paces, and no more touch than both allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nearer.catalogue import catalogue
from nearer.catalogue.entry import Listed
from nearer.catalogue.ideas import Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.pathways import Pathway, Week
from nearer.catalogue.questions import Guess, Question
from nearer.catalogue.sessions import Session
from nearer.people.models.member import DEEPEST_PACE

from .models import Membership

ALONE = "alone"


def comes_up(entry: Listed, mine: Membership) -> bool:
    """Whether an entry is for these two at present.

    With a light pace on either side nothing deep comes up, nothing that needs consent, nothing of touch, desire or
    quarrels; nobody is told why. What one does alone goes by one's own pace.
    """
    return entry.suits(mine.space.bond) and Paces.of(mine).allow(entry)


@dataclass(frozen=True)
class Paces:
    """One's own pace, the lighter of the two, how much touch both allow, and whether both said they have children."""

    own: int
    both: int
    touch: int
    has_children: bool

    @classmethod
    def of(cls, mine: Membership) -> Paces:
        """As they are now, with one query."""
        return cls.among(mine, mine.space.memberships.filter(left_on=None).select_related("space", "member"))

    @classmethod
    def among(cls, mine: Membership, present: Iterable[Membership]) -> Paces:
        """The same from memberships that come with their members, without a query.

        What one allows less of is gone from one's own pages at once; all else about touch changes with the day.
        """
        here = list(present)
        touch = min((each.touch_of_day() for each in here), default=0)
        return cls(
            own=next((each.member.pace for each in here if each.pk == mine.pk), DEEPEST_PACE),
            both=min((each.member.pace for each in here), default=DEEPEST_PACE),
            touch=min(touch, *(each.touch for each in here if each.pk == mine.pk)) if here else 0,
            has_children=all(each.has_children for each in here),
        )

    @property
    def light(self) -> bool:
        """Whether one of the two has it light."""
        return self.both < DEEPEST_PACE

    def allow(self, entry: Listed) -> bool:
        """Whether it may come up. A lesson goes by what it leads to; a pathway needs two thirds of its steps."""
        if entry.retired or ("children" in getattr(entry, "needs", ()) and not self.has_children):
            return False
        match entry:
            case Session():
                pace = self.own if entry.place == (ALONE,) else self.both
                return pace >= DEEPEST_PACE or (entry.depth <= pace and not entry.consent)
            case Question():
                return not self.light or (entry.depth <= self.both and entry.field != "desire")
            case Guess():
                return entry.depth <= self.both
            case Idea(touch=touch) if touch is not None:
                return not self.light and touch <= self.touch
            case Idea():
                return not (self.light and entry.kind == "repair")
            case Lesson():
                return not (self.light and entry.tender) and self._allow_named(entry.attempt)
            case Pathway():
                left = sum(len(week.steps) for week in self.weeks(entry))
                return 3 * left >= 2 * sum(1 for _ in entry.steps())
        return False

    def weeks(self, pathway: Pathway) -> list[Week]:
        """The weeks of a pathway with the steps that may come up; a week without any is left out."""
        weeks = [
            week.model_copy(update={"steps": tuple(step for step in week.steps if self._allow_named(step.entry))})
            for week in pathway.weeks
        ]
        return [week for week in weeks if week.steps]

    def _allow_named(self, id: str) -> bool:
        named = catalogue().entry(id)
        return named is not None and self.allow(named)
