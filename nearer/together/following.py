"""Which sessions follow well on a question that both have answered, by the field of the question."""

from __future__ import annotations

from dataclasses import dataclass

from nearer.catalogue import catalogue
from nearer.catalogue.questions import Area, Question
from nearer.catalogue.sessions import Session
from nearer.spaces.models import Membership
from nearer.spaces.paces import Paces

AT_ONCE = 3
LISTENING = ("five-five-five", "structured-dialogue")
BURDENS = ("how-was-your-day", *LISTENING)
DREAMS = ("dreams-and-values", "the-interview", "looking-back")
PAST = ("looking-back", "the-interview", "closeness-questions")
PLAY = ("how-well-do-i-know-you", "five-things", "cards-that-deepen")
FITTING: dict[Area, tuple[str, ...]] = {
    "secrets": LISTENING,
    "fears": LISTENING,
    "worries": BURDENS,
    "failures": LISTENING,
    "dreams": DREAMS,
    "values": DREAMS,
    "childhood": PAST,
    "turning-points": PAST,
    "who-i-am": ("the-interview", "cards-that-deepen", "closeness-questions"),
    "needs": LISTENING,
    "joys": PAST,
    "regrets": LISTENING,
    "money": BURDENS,
    "faith": DREAMS,
    "body": LISTENING,
    "desire": ("talking-about-desire", *LISTENING),
    "the-two-of-us": ("taking-stock", *LISTENING),
    "memories": PAST,
    "future": DREAMS,
    "play": PLAY,
}
ALWAYS = ("full-attention", "twenty-undistracted-minutes", "seven-breaths")
"""What suits any question, also where little comes up."""


@dataclass(frozen=True)
class Following:
    """The question, where it is one of ours, and the sessions to go on with."""

    question: Question | None
    sessions: list[Session]

    @classmethod
    def of(cls, mine: Membership, code: str) -> Following:
        """Two or three that come up for these two.

        `code` is how addresses name the question; what names none stands for one of their own.
        """
        question = catalogue().coded(Question, code)
        named = (*(FITTING[question.field] if question is not None else LISTENING), *ALWAYS)
        paces, known = Paces.of(mine), [found for id in named if (found := catalogue().session(id)) is not None]
        allowed = [one for one in known if one.suits(mine.space.bond) and paces.allow(one)]
        return cls(question, allowed[:AT_ONCE])
