"""Open questions for both to answer apart, and small ones that one guesses about the other."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, StrictInt

from nearer.catalogue.entry import Bonds, Depth, Entry, Id, Listed, Need, Text

Setting = Literal["public", "tired", "apart", "playful"]
Area = Literal[
    "secrets", "fears", "worries", "failures", "dreams", "values", "childhood", "turning-points", "who-i-am", "needs",
    "joys", "regrets", "money", "faith", "body", "desire", "the-two-of-us", "memories", "future", "play",
]  # fmt: skip

FIELDS: tuple[Area, ...] = get_args(Area)
TENDER_FROM = 2  # from this depth on, questions of the field desire may come up
_CONSENT_FROM = {4: "conflict", 5: "hurt"}


class Question(Listed):
    """One open question, for both to answer apart."""

    KIND = "question"

    text: Text
    depth: Depth
    field: Area
    bonds: Bonds
    settings: tuple[Setting, ...] = ()
    needs: tuple[Need, ...] = ()
    follow_up: Text | None = None
    begin_with: Text | None = None

    @property
    def asks_consent_to(self) -> str | None:
        """What both have to have said yes to before it comes up in a session; None for most."""
        return "desire" if self.field == "desire" else _CONSENT_FROM.get(self.depth)

    def fits(self, *, depth: int, has_children: bool) -> bool:
        """Whether it may come up now: not retired, no deeper than `depth`, and nothing it needs is missing.

        Touch and desire stay away altogether while questions are light, however playful they are.
        """
        if self.retired or self.depth > depth or (self.field == "desire" and depth < TENDER_FROM):
            return False
        return has_children or "children" not in self.needs


class QuestionWords(Entry):
    """A question in another language: the words only; what kind of question it is stays as in English."""

    id: Id
    text: Text
    follow_up: Text | None = None
    begin_with: Text | None = None


class Guess(Listed):
    """A small question about one of the two, in two wordings: to that one (`text`), and to the one who guesses."""

    KIND = "guess"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"about"})

    text: Text
    other: Text
    about: Literal["tastes", "history", "worries", "wishes"]
    depth: Annotated[StrictInt, Field(ge=0, le=2)]
    bonds: Bonds
