"""Pathways: a few weeks on one theme, three steps a week, each an entry of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from nearer.catalogue.entry import Bonds, Entry, Id, Listed, Text


class PathStep(Entry):
    """One entry, and why it stands here."""

    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"entry"})

    entry: Id
    why: Text


class Week(Entry):
    """Three small things."""

    title: Text
    steps: Annotated[tuple[PathStep, ...], Field(min_length=3, max_length=3)]


class Pathway(Listed):
    """A way through one obstacle, three to six weeks long, never failed."""

    KIND = "pathway"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"obstacle"})

    title: Text
    obstacle: Id
    lead: Text
    bonds: Bonds
    weeks: Annotated[tuple[Week, ...], Field(min_length=3, max_length=6)]
    closing: Text

    def steps(self) -> Iterator[PathStep]:
        """All steps of all weeks, in order."""
        return (step for week in self.weeks for step in week.steps)
