"""Ideas: small things to do, and kinds of words to begin from."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, get_args

from pydantic import Field, StrictInt, model_validator

from nearer.catalogue.entry import Bonds, Listed, Need, Text

Kind = Literal[
    "dates", "adventures", "gestures", "affection", "rituals", "fun", "surprises", "closeness",
    "appreciation", "admiration", "talk", "open-when", "repair",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
ONLY_WORDS: frozenset[Kind] = frozenset({"appreciation", "admiration", "talk", "open-when", "repair"})

# Ids are written in the singular: date-001 lies in dates.yaml.
_SINGULAR = {
    "dates": "date", "adventures": "adventure", "gestures": "gesture", "rituals": "ritual", "surprises": "surprise",
}  # fmt: skip
_OF_DOING = ("cost", "minutes", "place", "season", "novelty")


class Idea(Listed):
    """One idea. `kind` is the name of its file. Things to do say what they cost and take; words do not."""

    KIND = "idea"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"cost", "place", "season", "closeness"})

    kind: Kind
    text: Text
    bonds: Bonds
    needs: tuple[Need, ...] = ()
    cost: Literal["free", "little", "more"] | None = None
    minutes: Annotated[StrictInt, Field(ge=1)] | None = None
    place: Literal["home", "out", "anywhere", "apart"] | None = None
    season: tuple[Literal["any", "spring", "summer", "autumn", "winter"], ...] = ()
    novelty: Annotated[StrictInt, Field(ge=0, le=2)] | None = None
    touch: Annotated[StrictInt, Field(ge=1, le=3)] | None = None
    closeness: Literal["spiritual", "intellectual", "playful"] | None = None
    begin_with: Text | None = None

    @model_validator(mode="after")
    def what_its_kind_has(self) -> Idea:
        """Refuses an idea that lacks what its kind has, or has what belongs to another."""
        doing = self.kind not in ONLY_WORDS
        for name in _OF_DOING:
            if (getattr(self, name) not in (None, ())) != doing:
                raise ValueError(f"lacks {name}; add it" if doing else f"has {name}, but is only words; remove it")
        for name, kind in (("touch", "affection"), ("closeness", "closeness")):
            if (getattr(self, name) is None) == (self.kind == kind):
                raise ValueError(f"must have {name} where its kind is {kind}, and only there; add or remove it")
        if doing and self.begin_with is not None:
            raise ValueError("has begin_with, but is something to do; remove it")
        return self

    @property
    def named_after(self) -> str:
        """What its id begins with."""
        return _SINGULAR.get(self.kind, self.kind)
