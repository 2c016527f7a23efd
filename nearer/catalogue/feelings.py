"""Words for what one feels now."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, StrictInt

from nearer.catalogue.entry import Entry, Id, Listed, Text

Degree = Annotated[StrictInt, Field(ge=-3, le=3)]


class Family(Entry):
    """Feelings that are kin."""

    id: Id
    name: Text


class Feeling(Listed):
    """One word, how pleasant and how full of energy it is (-3 to 3), and the words next to it."""

    KIND = "feeling"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"family", "near"})

    word: Text
    family: Id
    pleasantness: Degree
    energy: Degree
    near: Annotated[tuple[Id, ...], Field(min_length=2, max_length=5)]
