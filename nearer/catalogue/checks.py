"""All checks of the words, beyond their schema: for writers and for the tests, not for the running product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from nearer.catalogue.alike import alike_by_words
from nearer.catalogue.entry import Entry, Id, Text, words_of
from nearer.catalogue.files import listed, read, shown
from nearer.catalogue.likeness import ALIKE
from nearer.catalogue.loading import CONTENT, FIRST, catalogue
from nearer.catalogue.mistakes import ContentError, Mistake, from_validation
from nearer.catalogue.recorded import of_records
from nearer.catalogue.references import of_references
from nearer.catalogue.reviewing import of_entry
from nearer.catalogue.schema import DOCUMENTS
from nearer.catalogue.shelves import Catalogue
from nearer.catalogue.words import Finding, of_voice

ALLOWANCES = "allowances.yaml"
# In what a pair adds for itself, the voice is theirs: who they are is known, and nobody else reads it.
LEFT_TO_THEM = frozenset({"word", "exclamation", "assumes", "one", "closed", "grade", "step", "named"})


class Allowance(Entry):
    """A written reason why one entry, or one pair of entries, need not pass a check."""

    check: Literal["word", "assumes", "romantic", "one", "closed", "length", "grade", "step", "alike"]
    entries: Annotated[tuple[Id, ...], Field(min_length=1, max_length=2)]
    reason: Annotated[Text, Field(min_length=10)]


def check(known: Catalogue | None = None, content: Path = CONTENT) -> list[Mistake]:
    """Everything that is wrong with the words, sorted; an empty list when all is well."""
    known = known or catalogue()
    mistakes: list[Mistake] = []
    allowed = dict.fromkeys(allowances(content, mistakes), False)
    for of, file, finding in _findings(known, content):
        key = (finding.check, of)
        if key in allowed:
            allowed[key] = True
        else:
            mistakes.append(Mistake(file, " and ".join(sorted(of)), finding.what, finding.mend))
    for (name, of), used in allowed.items():
        if not used and name != "alike":  # what is alike in meaning is found only where the model is
            file = shown(content / ALLOWANCES, content)
            mistakes.append(Mistake(file, " and ".join(sorted(of)), f"check {name} finds nothing", "remove it"))
    return sorted([*mistakes, *of_records(known, content)])


def _findings(known: Catalogue, content: Path) -> Iterator[tuple[frozenset[str], str, Finding]]:
    for id, entry in known.entries.items():
        for finding in dict.fromkeys([*of_entry(entry), *of_references(entry, known)]):
            if id not in known.own or finding.check not in LEFT_TO_THEM:
                yield frozenset({id}), known.files[id], finding
    for called, name, texts in _other_words(known):
        for text in texts:
            for finding in of_voice(text):
                yield frozenset({called}), shown(content / FIRST / f"{name}.yaml", content), finding
    for likeness, one, other in alike_by_words(known, ALIKE):
        what = f"are alike ({likeness:.2f}, and {ALIKE} is too much)"
        mend = f"rewrite one, or write the reason in {ALLOWANCES}"
        if not known.own & {one, other}:
            yield frozenset({one, other}), known.files[max(one, other)], Finding("alike", what, mend)


def _other_words(known: Catalogue) -> Iterator[tuple[str, str, list[str]]]:
    """What is not found by id has a voice too: what to call it, its file, its sentences."""
    for name in DOCUMENTS:
        yield name, name, words_of(getattr(known, name))
    for name, parts in (
        ("feelings", known.feeling_families),
        ("lookins", known.scales),
        ("wording", known.wording_families),
    ):
        for part in (part for part in parts if part.id not in known.own):
            yield part.id, name, words_of(part)


def allowances(content: Path, mistakes: list[Mistake]) -> Iterator[tuple[str, frozenset[str]]]:
    """The check and the entries of each allowance; what is wrong with one is added to the mistakes."""
    path = content / ALLOWANCES
    if not path.exists():
        return
    file = shown(path, content)
    try:
        for called, raw in listed(read(path, file), file):
            try:
                allowance = Allowance.model_validate(raw)
            except ValidationError as error:
                mistakes += from_validation(file, called, raw, error)
            else:
                yield allowance.check, frozenset(allowance.entries)
    except ContentError as error:
        mistakes += error.mistakes
