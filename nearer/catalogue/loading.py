"""Reading the content of a language once, whole, and checked against its shapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from nearer.catalogue import session_files
from nearer.catalogue.entry import Entry, Listed
from nearer.catalogue.feelings import Family, Feeling
from nearer.catalogue.files import entries, front, read, shown
from nearer.catalogue.ideas import KINDS as KINDS_OF_IDEAS
from nearer.catalogue.ideas import Idea
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.lookins import Desire, LookIn, Scale
from nearer.catalogue.mistakes import ContentError, Mistake, from_validation
from nearer.catalogue.pathways import Pathway
from nearer.catalogue.questions import Guess, Question, QuestionWords
from nearer.catalogue.schema import DOCUMENTS
from nearer.catalogue.sessions import Session
from nearer.catalogue.shelves import Catalogue
from nearer.catalogue.sources import Source
from nearer.catalogue.wording import Nudge, WordingFamily

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
FIRST = "en"  # the language everything is written in first, and falls back to

E = TypeVar("E", bound=Entry)


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


@cache
def catalogue(locale: str = FIRST) -> Catalogue:
    """The content in this language, or for what it lacks in English; "pt-br" falls back to "pt" first.

    Read once and kept. Raises ContentError, which names every mistake with file, entry and mend.
    """
    locale = locale.lower().replace("_", "-")
    known = [name for name in (locale, locale.partition("-")[0]) if re.fullmatch("[a-z-]+", name)]
    return _kept(next((name for name in known if (CONTENT / name).is_dir()), FIRST))


@cache
def _kept(locale: str) -> Catalogue:
    return load(CONTENT, locale)


def load(content: Path, locale: str = FIRST) -> Catalogue:
    """Reads the catalogue of one language from a content folder. Raises ContentError."""
    known, mistakes = load_what_can_be_read(content, locale)
    if known is None or mistakes:
        raise ContentError(mistakes)
    return known


def load_what_can_be_read(content: Path, locale: str = FIRST) -> tuple[Catalogue | None, list[Mistake]]:
    """The catalogue without the entries that are wrong, and the mistakes; None where a whole document is wrong."""
    reader = _Reader(content, locale, [])
    documents = {name: reader.document(name) for name in DOCUMENTS}
    found: dict[str, Listed] = {}
    files: dict[str, str] = {}
    for place in PLACES:
        reader.shelve(place, found, files)
    if locale != FIRST:
        reader.translate(found)
    if None in documents.values():
        return None, reader.mistakes
    known = Catalogue(
        locale,
        entries=MappingProxyType(found),
        files=MappingProxyType(files),
        feeling_families=reader.parts(Family, "feelings.yaml", "families"),
        scales=reader.parts(Scale, "lookins.yaml", "scales"),
        wording_families=reader.parts(WordingFamily, "wording.yaml", "families"),
        **documents,
    )
    return known, reader.mistakes


@dataclass(frozen=True)
class _Reader:
    """Reads one content folder in one language, and gathers what is wrong."""

    content: Path
    locale: str
    mistakes: list[Mistake]

    def document(self, name: str) -> Any:
        """A file that is one entry, in the language or in English; None with a mistake if it can't be read."""
        path = self.content / self.locale / f"{name}.yaml"
        if not path.exists():
            path = self.content / FIRST / f"{name}.yaml"
        file, raw = shown(path, self.content), None
        try:
            raw = read(path, file)
            return DOCUMENTS[name].model_validate(raw)
        except ContentError as error:
            self.mistakes.extend(error.mistakes)
        except ValidationError as error:
            self.mistakes.extend(from_validation(file, "", raw, error))
        return None

    def shelve(self, place: Place, found: dict[str, Listed], files: dict[str, str]) -> None:
        """Adds the entries of one place; an id that is taken is a mistake."""
        for path in sorted((self.content / FIRST).glob(place.files)):
            file = shown(path, self.content)
            for called, raw in self._raw(path, file, place):
                entry = self._read_as(place.shape, raw, file, called)
                if entry is None:
                    continue
                if entry.id in found:
                    what = f"the id is used in {files[entry.id]} too"
                    self.mistakes.append(Mistake(file, called, what, "take the next free number"))
                    continue
                found[entry.id], files[entry.id] = entry, file

    def parts(self, shape: type[E], name: str, within: str) -> tuple[E, ...]:
        """The helpers of a kind (families, scales) that stand in its file; none where the file is not there."""
        path = self.content / FIRST / name
        if not path.exists():
            return ()
        file = shown(path, self.content)
        read_here: list[Mistake] = []  # the file itself was read before, and its mistakes are told
        read_as = [self._read_as(shape, raw, file, called) for called, raw in entries(path, file, read_here, within)]
        return tuple(part for part in read_as if part is not None)

    def translate(self, found: dict[str, Listed]) -> None:
        """Puts the words of the language in the place of English ones."""
        for path in sorted((self.content / self.locale / "questions").glob("*.yaml")):
            file = shown(path, self.content)
            for called, raw in entries(path, file, self.mistakes):
                words = self._read_as(QuestionWords, raw, file, called)
                if words is None:
                    continue
                if not isinstance(found.get(words.id), Question):
                    what = f"there is no such question in {FIRST}"
                    self.mistakes.append(Mistake(file, called, what, "correct the id"))
                    continue
                found[words.id] = found[words.id].model_copy(update=words.model_dump(exclude_none=True))

    def _raw(self, path: Path, file: str, place: Place) -> Iterator[tuple[str, Any]]:
        """The entries of a file with what to call each, not yet checked."""
        try:
            if path.suffix == ".md":
                yield path.stem, self._markdown(path, file, place.shape)
            elif place.shape is Pathway:
                yield path.stem, self._named_after(path, read(path, file), file)
            elif place.shape is Idea:
                yield from self._ideas(path, file)
            else:
                yield from entries(path, file, self.mistakes, place.within)
        except ContentError as error:
            self.mistakes.extend(error.mistakes)

    def _markdown(self, path: Path, file: str, shape: type[Listed]) -> Any:
        head, body, line = front(path, file)
        self._named_after(path, head, file)
        return {**head, **({"parts": session_files.parts(body, file, line)} if shape is Session else {"body": body})}

    def _named_after(self, path: Path, raw: Any, file: str) -> Any:
        if isinstance(raw, dict) and raw.get("id", path.stem) != path.stem:
            what, mend = f"the id is {raw['id']!r}", f"write {path.stem}, as the file is named"
            self.mistakes.append(Mistake(file, "", what, mend))
        return raw

    def _ideas(self, path: Path, file: str) -> Iterator[tuple[str, Any]]:
        if path.stem not in KINDS_OF_IDEAS:
            known = ", ".join(KINDS_OF_IDEAS)
            self.mistakes.append(Mistake(file, "", "is no kind of idea", f"name the file one of {known}"))
            return
        for called, raw in entries(path, file, self.mistakes):
            yield called, {"kind": path.stem, **raw} if isinstance(raw, dict) else raw

    def _read_as(self, shape: type[E], raw: Any, file: str, called: str) -> E | None:
        try:
            return shape.model_validate(raw)
        except ValidationError as error:
            self.mistakes.extend(from_validation(file, called, raw, error))
            return None
