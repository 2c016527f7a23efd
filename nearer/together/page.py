"""What the pages of sessions and sittings show, for one of the two."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session, Step
from nearer.catalogue.sources import Source
from nearer.spaces.models import Membership
from nearer.spaces.paces import comes_up

from .cards import Card
from .models import Aside, Guess, Nearness, Place, Said, Sitting, Yes
from .models.sitting import now_ms
from .offering import LABELS

FIRST, SECOND = "first", "second"


@dataclass
class SessionPage:
    """A session before it begins. `yes` is mine; `both` whether each has said it. Nothing tells of one yes alone.

    `last` is the latest sitting in which the two kept something; where words are given, too, an old one stays where it
    is: who comes after a fight need not meet the one before.
    """

    session: Session
    yes: bool
    both: bool
    sources: list[Source]
    open: Sitting | None
    asides: list[Aside]
    planned: list[tuple[str, Step, Session | None]]
    last: Sitting | None

    @classmethod
    def of(cls, session: Session, mine: Membership) -> SessionPage:
        """As this member sees it."""
        said = Yes.said_by(mine.space, session) if session.consent else set()
        sources = [found for id in session.sources if (found := catalogue().source(id))]
        asides = list(Aside.of(mine).filter(content=session.id, sitting=None)) if "alone" in session.place else []
        parts = session.parts if session.plan else ()
        planned = [(part.title, step, cls._named(step, mine)) for part in parts for step in part.steps]
        both = len(said) == 2
        open, last = Sitting.open_in(mine.space), cls._last(session, mine)
        return cls(session, mine.member_id in said, both, sources, open, asides, planned, last)

    @staticmethod
    def _last(session: Session, mine: Membership) -> Sitting | None:
        if {step.write for step in session.steps()} - {None, "private"} != {"kept"}:
            return None
        return Sitting.done_by(mine).filter(content=session.id, said__isnull=False).first()

    @staticmethod
    def _named(step: Step, mine: Membership) -> Session | None:
        found = catalogue().session(step.session) if step.session else None
        return found if found is not None and comes_up(found, mine) else None

    @property
    def label(self) -> Any:
        """(short, long) words for what it rests on."""
        return LABELS[self.session.evidence]

    @property
    def for_one(self) -> bool:
        """Whether one can do it alone only."""
        return self.session.place == ("alone",)

    @property
    def places(self) -> list[tuple[str, Any]]:
        """Where it can be done: (value, words)."""
        known = [Place.ONE, Place.TWO] if "together" in self.session.place else []
        known += [Place.APART] if "apart" in self.session.place else []
        return [(place.value, place.label) for place in known]

    @property
    def has_side(self) -> bool:
        """Whether there is a form side by side."""
        return any(step.side for step in self.session.steps())

    @property
    def has_roles(self) -> bool:
        """Whether one of the two begins."""
        return any(step.who in (FIRST, SECOND) for step in self.session.steps())


@dataclass
class Screen:
    """One step as it is shown: `seat` is whose turn it is, 0 for both or each."""

    number: int
    part: str
    step: Step
    words: str
    seat: int
    card: Card | None = None
    said: list[Said] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)
    my_said: Said | None = None
    my_guess: Guess | None = None
    my_aside: Aside | None = None


@dataclass
class SittingPage:
    """A sitting, or a session that one does alone (`sitting` is None then)."""

    session: Session
    sitting: Sitting | None
    screens: list[Screen]
    nearness: Nearness | None = None

    @classmethod
    def of(cls, sitting: Sitting, mine: Membership) -> SittingPage:
        """The sitting as this member sees it, found with a fixed number of queries."""
        place: dict[str, Any] = {"space": mine.space_id, "sitting": sitting}
        own: dict[str, Any] = {"author__public_id": mine.member_id, **place}
        said, opened = list(Said.objects.filter(mine.of_my_time(), **place)), Guess.opened(sitting)
        my_guesses = {one.step: one for one in Guess.objects.filter(**own)}
        my_asides = {one.step: one for one in Aside.objects.filter(**own)}
        screens = _screens(sitting) if not sitting.is_rewritten else _stand_ins(said, opened, my_asides)
        for screen in screens:
            screen.said = [one for one in said if one.step == screen.number]
            screen.my_said = next((one for one in screen.said if one.author_id == mine.member_id), None)
            screen.guesses = [one for one in opened if one.step == screen.number]
            screen.my_guess, screen.my_aside = my_guesses.get(screen.number), my_asides.get(screen.number)
        return cls(sitting.session, sitting, screens, Nearness.objects.filter(**own).first())

    @classmethod
    def alone(cls, session: Session, mine: Membership) -> SittingPage:
        """For one person; every step is theirs, with what they wrote there today."""
        written = Aside.of(mine).filter(content=session.id, sitting=None, day=mine.space.day())
        asides = {one.step: one for one in written}
        screens = [
            Screen(number, each.part, each.step, each.step.words, 0, my_aside=asides.get(number))
            for number, each in enumerate(session.played())
        ]
        return cls(session, None, screens)

    @property
    def is_rewritten(self) -> bool:
        """Whether the session has other steps by now: then nothing can be played, and words stand without a step."""
        return self.sitting is not None and self.sitting.is_rewritten

    @property
    def is_over(self) -> bool:
        """Whether it has ended, or can't go on."""
        return self.sitting is not None and (self.sitting.ended_on is not None or self.is_rewritten)

    @property
    def played(self) -> list[Screen]:
        """The screens to play."""
        return [] if self.is_rewritten else self.screens

    @property
    def moves(self) -> list[list[Any]]:
        """All moves so far, for the browser."""
        return self.sitting.moves_after(0) if self.sitting is not None and not self.is_over else []

    @property
    def now(self) -> int:
        """The server's present moment, in milliseconds."""
        return now_ms()

    @property
    def written(self) -> list[Screen]:
        """The steps at which something was written that this member may read."""
        return [one for one in self.screens if one.said or one.guesses or one.my_aside]


def _screens(sitting: Sitting) -> list[Screen]:
    return [
        Screen(number, each.part, each.step, _words(each.step, sitting), _seat(each.step, sitting), card)
        for number, (each, card) in enumerate(sitting.played())
    ]


def _stand_ins(said: list[Said], opened: list[Guess], asides: dict[int, Aside]) -> list[Screen]:
    """One for each number at which something was written, for words whose steps are others by now."""
    steps = {one.step: _stand_in(write="kept") for one in said} | {one.step: _stand_in(draw="guess") for one in opened}
    steps = {number: _stand_in(write="private") for number in asides} | steps
    return [Screen(number, "", steps[number], "", 0) for number in sorted(steps)]


def _stand_in(**of_kind: Any) -> Step:
    return Step.model_construct(heading="", words="", who="both", prompt=_("Written in this session"), **of_kind)


def _words(step: Step, sitting: Sitting) -> str:
    if sitting.side and step.side:  # chosen by one of them, so it counts in two places too
        return step.side
    return step.apart if sitting.place == Place.APART and step.apart else step.words


def _seat(step: Step, sitting: Sitting) -> int:
    if step.who not in (FIRST, SECOND):
        return 0
    return sitting.first if step.who == FIRST else 3 - sitting.first
