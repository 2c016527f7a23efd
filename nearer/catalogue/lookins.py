"""Looking in: items of the weekly pulse, the signs, the assessment for two and the self-portrait; and desires."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool, StrictInt, model_validator

from nearer.catalogue.entry import Bonds, Entry, Id, Listed, Text


class Scale(Entry):
    """Words for every step of an answer, from least to most."""

    id: Id
    steps: Annotated[tuple[Text, ...], Field(min_length=2)]


# What one kind has and the others have not.
_OF_KIND = (("sign", "suggests"), ("assessment", "closeness"), ("assessment", "asks"), ("portrait", "part"))


class LookIn(Listed):
    """One item in our own words, modelled on a construct of the source."""

    KIND = "look-in item"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset(
        {"measures", "scale", "every", "source", "closeness", "asks", "suggests"}
    )

    kind: Literal["pulse", "sign", "assessment", "portrait"]
    text: Text
    measures: Annotated[Text, Field(alias="construct")]
    every: Literal["week", "month", "quarter", "once"]
    source: Id
    bonds: Bonds
    scale: Id | None = None
    choices: tuple[Text, ...] = ()
    open: StrictBool = False
    direction: Literal[1, -1] = 1
    closeness: Literal["emotional", "physical", "sexual", "intellectual", "spiritual", "playful"] | None = None
    asks: Literal["felt", "wished", "how"] | None = None
    suggests: tuple[Id, ...] = ()
    part: Text | None = None

    @model_validator(mode="after")
    def what_its_kind_has(self) -> LookIn:
        """Refuses an item that can't be answered in exactly one way, or lacks what its kind has."""
        if bool(self.scale) + bool(self.choices) + self.open != 1:
            raise ValueError("must have exactly one of scale, choices and open; keep the one that is meant")
        if self.kind != "portrait" and not self.scale:
            raise ValueError("has no scale; name one")
        for kind, name in _OF_KIND:
            if (getattr(self, name) not in (None, ())) != (self.kind == kind):
                raise ValueError(f"must have {name} where its kind is {kind}, and only there; add or remove it")
        return self


class Desire(Listed):
    """Something two may both be open to. Each says yes, curious or no alone; only what both want is ever shown."""

    KIND = "desire"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"theme"})

    text: Text
    grade: Annotated[StrictInt, Field(ge=0, le=3)]
    theme: Text
