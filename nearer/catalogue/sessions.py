"""Sessions for two: parts, steps and their seconds, and the list of steps in the order of play."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from nearer.catalogue.entry import Bonds, Depth, Entry, Id, Listed, Text
from nearer.catalogue.questions import Area
from nearer.catalogue.sources import Evidence

Who = Literal["both", "first", "second", "each"]
_SWAPPED: dict[Who, Who] = {"first": "second", "second": "first", "both": "both", "each": "each"}

# The consent that a theme or a depth asks for: at least one of these, given by each alone, each time.
THEME_ASKS = {"touch": frozenset({"touch"}), "desire": frozenset({"desire"})}
DEPTH_ASKS = {4: frozenset({"conflict", "desire"}), 5: frozenset({"hurt"})}


class Step(Entry):
    """What one screen says, to whom and for how long."""

    NOT_OURS: ClassVar[frozenset[str]] = frozenset(
        {"name", "who", "chime", "ends", "write", "draw", "fields", "session"}
    )

    heading: Text
    name: Id | None = None
    seconds: Annotated[StrictInt, Field(ge=5)]
    who: Who
    words: Text
    chime: Literal["soft", "none"] = "soft"
    ends: Literal["itself", "tap"] = "itself"
    apart: Text | None = None
    side: Text | None = None
    aloud: Text | None = None
    write: Literal["private", "given", "kept"] | None = None
    prompt: Text | None = None
    draw: Literal["question", "guess"] | None = None
    depth: Depth | None = None
    fields: tuple[Area, ...] = ()
    session: Id | None = None

    @model_validator(mode="after")
    def keys_that_belong_together(self) -> Step:
        """Refuses a field to write in without its label, and details of a card where none is drawn."""
        if (self.write is None) != (self.prompt is None):
            raise ValueError("has only one of write and prompt; write both, or leave both out")
        if self.draw != "question" and (self.depth is not None or self.fields):
            raise ValueError("has depth or fields, but draws no question; add draw: question or take them away")
        return self

    @property
    def mark(self) -> str:
        """By what the step is known for good: its name, or that of its heading, and what is written or drawn there."""
        name = self.name or "-".join(re.findall("[a-z0-9]+", self.heading.lower()))
        return "=".join(part for part in (name, self.write, self.draw) if part)

    def swapped(self) -> Step:
        """The same step with first and second changed over."""
        return self.model_copy(update={"who": _SWAPPED[self.who]})


class Part(Entry):
    """Steps that belong together. With `swap` they are all played a second time, first and second changed over."""

    title: Text
    swap: StrictBool = False
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


@dataclass(frozen=True)
class Played:
    """One step in the order of play: in which part, in which round of it (1, or 2 after a swap)."""

    part: str
    round: int
    step: Step


class Session(Listed):
    """A guided time for two. A `plan` strings other sessions together and is shown as a list, not played."""

    KIND = "session"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"energy", "theme", "place", "consent", "evidence", "sources"})
    FACTS: ClassVar[frozenset[str]] = frozenset({"basis"})

    title: Text
    minutes: Annotated[StrictInt, Field(ge=1)]
    depth: Depth
    energy: Literal["low", "some", "full"]
    theme: Literal[
        "calm", "listening", "knowing", "repair", "touch", "desire", "meaning", "fun", "time", "stock"
    ]  # fmt: skip
    place: Annotated[tuple[Literal["together", "apart", "alone"], ...], Field(min_length=1)]
    bonds: Bonds
    needs: Annotated[tuple[Text, ...], Field(min_length=1)]
    consent: tuple[Literal["touch", "conflict", "desire", "hurt"], ...] = ()
    evidence: Evidence
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    basis: Text
    caution: Text
    before: Annotated[tuple[Text, ...], Field(min_length=3, max_length=3)]
    plan: StrictBool = False
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def a_plan_is_read_and_the_others_are_played(self) -> Session:
        """Refuses a step that names a session where nothing would play it, and one that asks for words in a plan, which
        has no field for them.
        """
        if not self.plan and any(step.session for step in self.steps()):
            raise ValueError("names a session in a step, but is no plan; add plan: true or take the line away")
        if self.plan and any(step.write or step.draw for step in self.steps()):
            raise ValueError("has write or draw in a step, but a plan is a list to read; take the line away")
        return self

    @classmethod
    def gone(cls, id: str, title: str) -> Session:
        """Stands for one whose file is gone: it has a title, and no steps."""
        nothing: dict[str, Any] = dict.fromkeys(("before", "needs", "sources", "parts", "place"), ())
        return cls.model_construct(id=id, title=title, **nothing)

    def steps(self) -> Iterator[Step]:
        """Every step once, as written."""
        return (step for part in self.parts for step in part.steps)

    def played(self) -> tuple[Played, ...]:
        """Every step in the order of play, those of a part with `swap` twice, the second time with roles changed."""
        return tuple(
            Played(part.title, round, step if round == 1 else step.swapped())
            for part in self.parts
            for round in ((1, 2) if part.swap else (1,))
            for step in part.steps
        )

    @cached_property
    def fingerprint(self) -> str:
        """The same as long as the steps are: what was written in a session belongs to their numbers."""
        return blake2b(" ".join(self.marks()).encode(), digest_size=5).hexdigest()

    def marks(self) -> tuple[str, ...]:
        """The marks of all steps in the order of play."""
        return tuple(played.step.mark for played in self.played())

    @property
    def seconds(self) -> int:
        """How long it takes when every step takes its time."""
        return sum(played.step.seconds for played in self.played())

    def asks_consent_to(self) -> tuple[frozenset[str], ...]:
        """What its theme and its depth ask consent to: of each set at least one."""
        asked = (THEME_ASKS.get(self.theme), DEPTH_ASKS.get(self.depth))
        return tuple(wanted for wanted in asked if wanted is not None)
