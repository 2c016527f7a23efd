"""Cards: the questions that a session draws for these two, each time others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from nearer.catalogue import catalogue
from nearer.catalogue.questions import Guess, Question
from nearer.catalogue.sessions import Session, Step
from nearer.people.models.member import DEEPEST_PACE
from nearer.spaces.models import Space


@dataclass(frozen=True)
class Card:
    """What one card says: to the one it is about, and, where there is to guess, to the one who guesses."""

    id: str
    text: str
    other: str = ""

    @classmethod
    def of(cls, id: str) -> Card | None:
        """The card with this id; None if there is none."""
        entry = catalogue().entry(id)
        if isinstance(entry, Question):
            return cls(id, entry.text)
        return cls(id, entry.text, entry.other) if isinstance(entry, Guess) else None


def draw(session: Session, space: Space, *, seed: str, before: Iterable[str]) -> list[str]:
    """The id of a card for each step that draws one, in the order of play, all different; "" where none fits.

    `before`: ids of cards drawn earlier, oldest first; they come again only when all that fit have come, the one drawn
    longest ago first. No card is deeper than its step says, nor, where one of the two has it lighter, than
    that pace; what needs a yes of both comes only where the session asked for it.
    """
    drawn: list[str] = []
    age = {id: number for number, id in enumerate(before)}
    people = list(space.memberships.filter(left_on=None).values_list("member__pace", "has_children"))
    pace, has_children = min(pace for pace, _ in people), all(children for _, children in people)
    for each in session.played():
        if each.step.draw is not None:
            fitting = [
                one.id for one in _fitting(session, each.step, space.bond, pace, has_children) if one.id not in drawn
            ]
            drawn.append(min(fitting, key=lambda id: (age.get(id, -1), _lot(seed, id)), default=""))
    return drawn


def _fitting(session: Session, step: Step, bond: str, pace: int, has_children: bool) -> list[Question] | list[Guess]:
    deepest = DEEPEST_PACE if step.depth is None else step.depth
    if pace < DEEPEST_PACE:
        deepest = min(pace, deepest)
    if step.draw == "guess":
        return [guess for guess in catalogue().guesses(bond) if guess.depth <= deepest]
    fitting = [one for one in catalogue().questions(bond) if one.fits(depth=deepest, has_children=has_children)]
    fitting = [one for one in fitting if one.asks_consent_to in (None, *session.consent)]
    fitting = [one for one in fitting if not step.fields or one.field in step.fields]
    return [one for one in fitting if one.depth == deepest] or fitting


def _lot(seed: str, id: str) -> bytes:
    return blake2b(f"{seed}\n{id}".encode(), digest_size=8).digest()
