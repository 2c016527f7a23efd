"""What the place of letters shows to one of the two, found with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nearer.catalogue import catalogue
from nearer.catalogue.ideas import Idea
from nearer.spaces.models import Membership

from .models import Letter, Sketch, When

LATELY = 8


def ideas(mine: Membership) -> list[Idea]:
    """Occasions for letters that wait until the reader needs them."""
    return [idea for idea in catalogue().ideas("open-when") if mine.space.bond in idea.bonds]


def one_idea(mine: Membership, id: str | None) -> Idea | None:
    """The occasion with this id, where it fits these two."""
    return next((idea for idea in ideas(mine) if idea.id == id), None)


@dataclass
class LettersPage:
    """`came` are closed envelopes to open at once, `kept` those for an occasion; `lately` can be read."""

    mine: Membership
    came: list[Letter]
    kept: list[Letter]
    sketches: list[Sketch]
    lately: Sequence[Letter]
    more: bool
    ideas: list[Idea]

    @classmethod
    def of(cls, mine: Membership) -> LettersPage:
        """As this member sees it. Nothing in it tells a writer what became of a letter."""
        closed = list(Letter.objects.waiting_for(mine)) if mine.left_on is None else []
        came = [letter for letter in closed if letter.when != When.OCCASION]
        kept = [letter for letter in closed if letter.when == When.OCCASION]
        lately = list(Letter.objects.read_by(mine)[: LATELY + 1])
        sketches = list(Sketch.of(mine).order_by("-day", "pk"))
        of_day = mine.space.day().toordinal()
        known = ideas(mine)
        some = [known[(of_day * 3 + n) % len(known)] for n in range(min(3, len(known)))]
        return cls(mine, came, kept, sketches, lately[:LATELY], len(lately) > LATELY, some)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing of any kind yet."""
        return not (self.came or self.kept or self.sketches or self.lately)
