"""Reading all entries of one folder: ours in a language, or a pair's own. Where each kind lies stands in `PLACES`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from nearer.catalogue import session_files
from nearer.catalogue.entry import Entry, Listed
from nearer.catalogue.feelings import Family, Feeling
from nearer.catalogue.files import front, listed, read
from nearer.catalogue.ideas import KINDS as KINDS_OF_IDEAS
from nearer.catalogue.ideas import Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.lookins import Desire, LookIn, Scale
from nearer.catalogue.mistakes import ContentError, Mistake, from_validation
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.questions import Guess, Question
from nearer.catalogue.sessions import Session
from nearer.catalogue.sources import Source
from nearer.catalogue.wording import Nudge, WordingFamily, whole

E = TypeVar("E", bound=Entry)
P = TypeVar("P", Family, Scale, WordingFamily)


class Place(NamedTuple):
    """Where entries of a shape lie: files, and in these the name of their list if there is more than one list."""

    shape: type[Listed]
    files: str
    within: str = ""


PLACES = (
    Place(Question, "questions/*.yaml"),
    Place(Guess, "guesses.yaml"),
    Place(Source, "sources/*.yaml"),
    Place(Session, "sessions/*.md"),
    Place(Lesson, "lessons/*.md"),
    Place(Idea, "ideas/*.yaml"),
    Place(Feeling, "feelings.yaml", "feelings"),
    Place(LookIn, "lookins.yaml", "items"),
    Place(Desire, "desires.yaml"),
    Place(Pathway, "pathways/*.yaml"),
    Place(Nudge, "wording.yaml", "patterns"),
)
KINDS: tuple[type[Listed], ...] = tuple(place.shape for place in PLACES)


@dataclass
class Shelves:
    """What was found so far: entries with their files, what their kinds need besides, and what was wrong."""

    entries: dict[str, Listed] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    feeling_families: list[Family] = field(default_factory=list)
    scales: list[Scale] = field(default_factory=list)
    wording_families: list[WordingFamily] = field(default_factory=list)
    wording_pieces: dict[str, str] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)
    ours: frozenset[str] = frozenset()  # the ids of Nearer's own, once a pair's folder is read

    def ids(self) -> frozenset[str]:
        """The ids of everything found so far."""
        besides: list[Family | Scale | WordingFamily] = [*self.feeling_families, *self.scales, *self.wording_families]
        return frozenset({*self.entries, *(one.id for one in besides)})

    def fill(self, folder: Path, shown_from: Path) -> None:
        """Adds everything in a folder; files are called by their path from `shown_from`. An id is used only once."""
        for place in PLACES:
            for path in sorted(folder.glob(place.files)):
                name = path.relative_to(shown_from).as_posix()
                for called, raw in self._raw(path, name, place):
                    entry = self._read_as(place.shape, raw, name, called)
                    if entry is not None:
                        self._put(entry, name)

    def _put(self, entry: Listed, name: str) -> None:
        if entry.id not in self.entries:
            self.entries[entry.id], self.files[entry.id] = entry, name
            return
        other = self.files[entry.id]
        numbered = "take the next free number" if entry.id[-1].isdigit() else "choose another"
        mend = f"it is Nearer's own; choose one like own-{entry.id}" if entry.id in self.ours else numbered
        self.mistakes.append(Mistake(name, entry.id, f"the id is used in {other} too", mend))

    def _raw(self, path: Path, name: str, place: Place) -> Iterator[tuple[str, Any]]:
        """The entries of a file with what to call each, not yet checked."""
        try:
            if path.suffix == ".md":
                yield path.stem, self._markdown(path, name, place.shape)
                return
            raw = read(path, name)
            if place.shape is Pathway:
                yield path.stem, self._named_after(path, raw, name)
            elif place.shape is Idea:
                yield from self._ideas(path, raw, name)
            else:
                if place.within:
                    self._besides(place, raw, name)
                for called, one in listed(raw, name, place.within):
                    yield called, self._whole(one) if place.shape is Nudge else one
        except ContentError as error:
            self.mistakes.extend(error.mistakes)

    def _besides(self, place: Place, raw: Any, name: str) -> None:
        """The families or scales that stand in the same file."""
        if place.shape is Feeling:
            within = self._add(self.feeling_families, Family, raw, name, "families")
        elif place.shape is LookIn:
            within = self._add(self.scales, Scale, raw, name, "scales")
        else:
            within = self._add(self.wording_families, WordingFamily, raw, name, "families")
        known = {within, place.within}
        if place.shape is Nudge and isinstance(raw, dict):
            self._pieces(raw.get("pieces") or {}, name)
            known |= {"pieces"}
        for key in [key for key in raw or {} if key not in known]:
            self.mistakes.append(Mistake(name, "", f"{key} is not known here", f"write {within} or {place.within}"))

    def _pieces(self, raw: Any, name: str) -> None:
        """The pieces that patterns share. Each may hold those above it."""
        if not isinstance(raw, dict) or not all(isinstance(text, str) for text in raw.values()):
            self.mistakes.append(Mistake(name, "pieces", "is no list of names with a text each", "write name: 'text'"))
            return
        for called, text in raw.items():
            if called in self.wording_pieces:
                self.mistakes.append(Mistake(name, str(called), "is there already", "choose another name"))
            elif not re.fullmatch("[a-z][a-z-]*", str(called)):
                self.mistakes.append(
                    Mistake(name, str(called), "is no name for a piece", "use small letters and hyphens")
                )
            else:
                self.wording_pieces[called] = whole(text, self.wording_pieces)

    def _whole(self, raw: Any) -> Any:
        if not isinstance(raw, dict) or not isinstance(raw.get("pattern"), str):
            return raw
        return raw | {"pattern": whole(raw["pattern"], self.wording_pieces), "short": raw["pattern"]}

    def _add(self, to: list[P], shape: type[P], raw: Any, name: str, within: str) -> str:
        for called, one in listed(raw, name, within):
            entry = self._read_as(shape, one, name, called)
            if entry is None:
                continue
            if any(other.id == entry.id for other in to):
                self.mistakes.append(Mistake(name, called, "is there already", "choose another id"))
                continue
            to.append(entry)
        return within

    def _markdown(self, path: Path, name: str, shape: type[Listed]) -> Any:
        head, body, line = front(path, name)
        self._named_after(path, head, name)
        return head | ({"parts": session_files.parts(body, name, line)} if shape is Session else {"body": body})

    def _named_after(self, path: Path, raw: Any, name: str) -> Any:
        if isinstance(raw, dict) and raw.get("id", path.stem) != path.stem:
            what, mend = f"the id is {raw['id']!r}", f"write {path.stem}, as the file is named"
            self.mistakes.append(Mistake(name, "", what, mend))
        return raw

    def _ideas(self, path: Path, raw: Any, name: str) -> Iterator[tuple[str, Any]]:
        if path.stem not in KINDS_OF_IDEAS:
            known = ", ".join(KINDS_OF_IDEAS)
            self.mistakes.append(Mistake(name, "", "is no kind of idea", f"name the file one of {known}"))
            return
        for called, one in listed(raw, name):
            yield called, {"kind": path.stem, **one} if isinstance(one, dict) else one

    def _read_as(self, shape: type[E], raw: Any, name: str, called: str) -> E | None:
        try:
            return shape.model_validate(raw)
        except ValidationError as error:
            self.mistakes.extend(from_validation(name, called, raw, error))
            return None
