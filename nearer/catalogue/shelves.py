"""The catalogue: everything of one language, found by id or by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar, cast

from nearer.catalogue.entry import Listed
from nearer.catalogue.feelings import Family, Feeling
from nearer.catalogue.help import Help
from nearer.catalogue.ideas import Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.lookins import Desire, LookIn, Scale
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.questions import Guess, Question
from nearer.catalogue.schema import Agreement, Alone, Asking, Beginning, Moment, Renewal, Scaffolds
from nearer.catalogue.sessions import Session
from nearer.catalogue.sources import Source
from nearer.catalogue.wording import Nudge, Wording, WordingFamily

L = TypeVar("L", bound=Listed)


@dataclass(frozen=True)
class Catalogue:
    """All words of one language. Nothing in it changes while the program runs.

    Where one entry is asked for by id, a retired one is given too, because old answers belong to it; lists leave
    retired ones out. What is not there is None or empty.
    """

    locale: str
    agreement: Agreement
    asking: Asking
    scaffolds: Scaffolds
    alone: Alone
    moment: Moment
    renewal: Renewal
    beginning: Beginning
    help: Help
    entries: Mapping[str, Listed]
    files: Mapping[str, str]  # the file in which each entry is written
    own: frozenset[str] = frozenset()  # the ids that a pair has added
    feeling_families: tuple[Family, ...] = ()
    scales: tuple[Scale, ...] = ()
    wording_families: tuple[WordingFamily, ...] = ()
    wording_pieces: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _shelves(self) -> dict[type[Listed], tuple[Listed, ...]]:
        shelves: dict[type[Listed], list[Listed]] = {}
        for entry in self.entries.values():
            shelves.setdefault(type(entry), []).append(entry)
        return {shape: tuple(entries) for shape, entries in shelves.items()}

    def entry(self, id: str) -> Listed | None:
        """The entry of any kind with this id."""
        return self.entries.get(id)

    def all(self, shape: type[L]) -> tuple[L, ...]:
        """All entries of one shape, retired ones too, in the order of the files."""
        return cast(tuple[L, ...], self._shelves.get(shape, ()))

    def live(self, shape: type[L]) -> tuple[L, ...]:
        """All entries of one shape that may come up."""
        return tuple(entry for entry in self.all(shape) if not entry.retired)

    def coded(self, shape: type[L], code: str) -> L | None:
        """The entry of one shape that an address names by its code."""
        return next((entry for entry in self.all(shape) if entry.code == code), None)

    def question(self, id: str) -> Question | None:
        """The question with this id."""
        return self._one(Question, id)

    def questions(self, bond: str) -> tuple[Question, ...]:
        """All questions that may be asked of this bond."""
        return self._for(Question, bond)

    def guesses(self, bond: str) -> tuple[Guess, ...]:
        """All that two of this bond may guess about each other."""
        return self._for(Guess, bond)

    def session(self, id: str) -> Session | None:
        """The session with this id."""
        return self._one(Session, id)

    def sessions(self, bond: str) -> tuple[Session, ...]:
        """All sessions for this bond."""
        return self._for(Session, bond)

    def lesson(self, id: str) -> Lesson | None:
        """The lesson with this id."""
        return self._one(Lesson, id)

    def lessons(self, bond: str) -> tuple[Lesson, ...]:
        """All lessons for this bond."""
        return self._for(Lesson, bond)

    def ideas(self, kind: str) -> tuple[Idea, ...]:
        """All ideas of a kind, which is the name of its file: "dates", "open-when"."""
        return tuple(idea for idea in self.live(Idea) if idea.kind == kind)

    @cached_property
    def feelings(self) -> tuple[Feeling, ...]:
        """All words for feelings."""
        return self.live(Feeling)

    def lookins(self, kind: str) -> tuple[LookIn, ...]:
        """All items of "pulse", "sign", "assessment" or "portrait"."""
        return tuple(item for item in self.live(LookIn) if item.kind == kind)

    def scale(self, id: str) -> Scale | None:
        """The scale on which an item is answered."""
        return next((scale for scale in self.scales if scale.id == id), None)

    @cached_property
    def desires(self) -> tuple[Desire, ...]:
        """All desires."""
        return self.live(Desire)

    def pathway(self, id: str) -> Pathway | None:
        """The pathway with this id."""
        return self._one(Pathway, id)

    def pathways(self, bond: str) -> tuple[Pathway, ...]:
        """All pathways for this bond."""
        return self._for(Pathway, bond)

    def source(self, id: str) -> Source | None:
        """The work with this id."""
        return self._one(Source, id)

    @cached_property
    def wording(self) -> Wording:
        """What the wording nudge knows."""
        return Wording(self.wording_families, self.live(Nudge), self.wording_pieces)

    def _one(self, shape: type[L], id: str) -> L | None:
        found = self.entries.get(id)
        return found if isinstance(found, shape) else None

    def _for(self, shape: type[L], bond: str) -> tuple[L, ...]:
        return tuple(entry for entry in self.live(shape) if entry.suits(bond))
