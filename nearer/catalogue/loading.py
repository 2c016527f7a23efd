"""The content of a language, read once, whole, checked against its shapes; and what a pair has added to it."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from nearer.catalogue.entry import Listed
from nearer.catalogue.files import listed, read, shown
from nearer.catalogue.mistakes import ContentError, Mistake, from_validation
from nearer.catalogue.questions import Question, QuestionWords
from nearer.catalogue.references import of_references
from nearer.catalogue.schema import DOCUMENTS
from nearer.catalogue.shelves import Catalogue
from nearer.catalogue.shelving import PLACES, Shelves

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
FIRST = "en"  # the language everything is written in first, and falls back to


@cache
def catalogue(locale: str = FIRST) -> Catalogue:
    """The content in this language, or for what it lacks in English; "pt-br" falls back to "pt" first.

    Read once and kept, with what lies in the folder that NEARER_CONTENT names. Raises ContentError, which names every
    mistake with file, entry and mend.
    """
    locale = locale.lower().replace("_", "-")
    known = [name for name in (locale, locale.partition("-")[0]) if re.fullmatch("[a-z-]+", name)]
    return _kept(next((name for name in known if (CONTENT / name).is_dir()), FIRST))


@cache
def _kept(locale: str) -> Catalogue:
    return load(CONTENT, locale, own_folder())


def own_folder() -> Path | None:
    """The folder with a pair's own content, if NEARER_CONTENT names one. Raises ContentError if it is not there."""
    named = os.environ.get("NEARER_CONTENT", "")
    if named and not Path(named).is_dir():
        what = f"there is no folder {named}"
        raise ContentError([Mistake("NEARER_CONTENT", "", what, "name the one that holds questions/ and the rest")])
    return Path(named).resolve() if named else None


def load(content: Path, locale: str = FIRST, own: Path | None = None) -> Catalogue:
    """Reads the catalogue of one language from a content folder, and a pair's own. Raises ContentError."""
    known, mistakes = load_what_can_be_read(content, locale, own)
    if known is not None:
        mistakes += _lost(known)
    if known is None or mistakes:
        raise ContentError(mistakes)
    return known


def load_what_can_be_read(
    content: Path, locale: str = FIRST, own: Path | None = None
) -> tuple[Catalogue | None, list[Mistake]]:
    """The catalogue without the entries that are wrong, and the mistakes; None where a whole document is wrong."""
    found = Shelves()
    documents = {name: _document(content, locale, name, found.mistakes) for name in DOCUMENTS}
    found.fill(content / FIRST, content.parent)
    if locale != FIRST:
        _translate(content, locale, found.entries, found.mistakes)
    ours = found.ours = found.ids()
    if own is not None:
        found.mistakes += _never_read(own)
        found.fill(own, own.parent)
    if None in documents.values():
        return None, found.mistakes
    known = Catalogue(
        locale,
        entries=MappingProxyType(found.entries),
        files=MappingProxyType(found.files),
        own=found.ids() - ours,
        feeling_families=tuple(found.feeling_families),
        scales=tuple(found.scales),
        wording_families=tuple(found.wording_families),
        wording_pieces=MappingProxyType(found.wording_pieces),
        **documents,
    )
    return known, found.mistakes


def _lost(known: Catalogue) -> list[Mistake]:
    """What a pair's own entries name, but is not there. Ours is checked by the tests before anyone gets it."""
    return [
        Mistake(known.files[id], id, finding.what, finding.mend)
        for id in known.own & known.entries.keys()
        for finding in of_references(known.entries[id], known)
        if finding.check == "reference"
    ]


def _never_read(own: Path) -> list[Mistake]:
    """The files in a pair's folder that no kind of content looks for, so that a misspelt name is noticed."""
    looked_for = {path for place in PLACES for path in own.glob(place.files)}
    written = [path for path in sorted(own.rglob("*")) if path.suffix in {".yaml", ".yml", ".md"}]
    names = ", ".join(place.files for place in PLACES)
    return [
        Mistake(shown(path, own), "", "is not looked for", f"name it like one of {names}")
        for path in written
        if path not in looked_for and path.stem.lower() != "readme"
    ]


def _document(content: Path, locale: str, name: str, mistakes: list[Mistake]) -> Any:
    """A file that is one entry, in the language or in English; None with a mistake if it can't be read."""
    path = content / locale / f"{name}.yaml"
    if not path.exists():
        path = content / FIRST / f"{name}.yaml"
    file, raw = shown(path, content), None
    try:
        raw = read(path, file)
        return DOCUMENTS[name].model_validate(raw)
    except ContentError as error:
        mistakes += error.mistakes
    except ValidationError as error:
        mistakes += from_validation(file, "", raw, error)
    return None


def _translate(content: Path, locale: str, found: dict[str, Listed], mistakes: list[Mistake]) -> None:
    """Puts the words of a language in the place of English ones."""
    for path in sorted((content / locale / "questions").glob("*.yaml")):
        file = shown(path, content)
        try:
            for called, raw in listed(read(path, file), file):
                try:
                    words = QuestionWords.model_validate(raw)
                except ValidationError as error:
                    mistakes += from_validation(file, called, raw, error)
                    continue
                question = found.get(words.id)
                if isinstance(question, Question):
                    found[words.id] = question.model_copy(update=words.model_dump(exclude_none=True))
                else:
                    mistakes.append(Mistake(file, called, f"there is no such question in {FIRST}", "correct the id"))
        except ContentError as error:
            mistakes += error.mistakes
