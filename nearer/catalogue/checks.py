"""All checks of the words, beyond their schema: for writers and for the tests, not for the running product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from nearer.catalogue.entry import Entry, Id, Text, words_of
from nearer.catalogue.likeness import ALIKE, pairs
from nearer.catalogue.loading import CONTENT, FIRST, Catalogue, catalogue, entries, shown
from nearer.catalogue.mistakes import Mistake, from_validation
from nearer.catalogue.schema import BONDS, DOCUMENTS
from nearer.catalogue.words import Finding, of_question, of_voice

IDS = "ids.txt"
ALLOWANCES = "allowances.yaml"


class Allowance(Entry):
    """A written reason why one entry, or one pair of entries, need not pass a check."""

    check: Literal["word", "assumes", "romantic", "one", "closed", "length", "grade", "alike"]
    entries: Annotated[tuple[Id, ...], Field(min_length=1, max_length=2)]
    reason: Annotated[Text, Field(min_length=10)]


def check(known: Catalogue | None = None, content: Path = CONTENT) -> list[Mistake]:
    """Everything that is wrong with the words, sorted; an empty list when all is well."""
    known = known or catalogue()
    mistakes: list[Mistake] = []
    allowed = dict.fromkeys(_allowances(content, mistakes), False)
    for of, file, finding in _findings(known, content):
        key = (finding.check, of)
        if key in allowed:
            allowed[key] = True
        else:
            mistakes.append(Mistake(file, " and ".join(sorted(of)), finding.what, finding.mend))
    for (name, of), used in allowed.items():
        if not used:
            file = shown(content / ALLOWANCES, content)
            mistakes.append(Mistake(file, " and ".join(sorted(of)), f"check {name} finds nothing", "remove it"))
    return sorted([*mistakes, *_of_ids(known, content)])


def ids(known: Catalogue) -> set[str]:
    """The ids that what people wrote may refer to."""
    prompts = [*known.renewal.prompts, *known.beginning.prompts]
    steps = [step.id for step in known.alone.steps]
    versions = [version.id for version in known.agreement.versions]
    return {*known.by_id, *versions, *steps, *(prompt.id for prompt in prompts)}


def record_ids(known: Catalogue, content: Path = CONTENT) -> int:
    """Adds new ids to the committed list and returns how many. None is ever removed."""
    before = _recorded(content)
    everything = sorted(before | ids(known))
    (content / IDS).write_text("\n".join(everything) + "\n", encoding="utf-8")
    return len(everything) - len(before)


def _findings(known: Catalogue, content: Path) -> Iterator[tuple[frozenset[str], str, Finding]]:
    for question in known.by_id.values():
        for finding in of_question(question):
            yield frozenset({question.id}), known.files[question.id], finding
    for name in DOCUMENTS:
        for text in words_of(getattr(known, name)):
            for finding in of_voice(text):
                yield frozenset({name}), shown(content / FIRST / f"{name}.yaml", content), finding
    found: dict[frozenset[str], float] = {}
    for bond in BONDS:
        for likeness, one, other in pairs({question.id: question.text for question in known.questions(bond)}):
            found[frozenset({one, other})] = likeness
    for both, likeness in found.items():
        what = f"are alike ({likeness:.2f}, and {ALIKE} is too much)"
        yield both, known.files[max(both)], Finding("alike", what, f"rewrite one, or write the reason in {ALLOWANCES}")


def _allowances(content: Path, mistakes: list[Mistake]) -> Iterator[tuple[str, frozenset[str]]]:
    path = content / ALLOWANCES
    if not path.exists():
        return
    file = shown(path, content)
    for called, raw in entries(path, file, mistakes):
        try:
            allowance = Allowance.model_validate(raw)
        except ValidationError as error:
            mistakes += from_validation(file, called, raw, error)
        else:
            yield allowance.check, frozenset(allowance.entries)


def _recorded(content: Path) -> set[str]:
    path = content / IDS
    return set(path.read_text(encoding="utf-8").split()) if path.exists() else set()


def _of_ids(known: Catalogue, content: Path) -> Iterator[Mistake]:
    file = shown(content / IDS, content)
    recorded, present = _recorded(content), ids(known)
    for id in recorded - present:
        yield Mistake(
            file, id, "is gone, but answers may belong to it", "put it back, with retired: true if it is done"
        )
    for id in present - recorded:
        yield Mistake(file, id, "is not recorded yet", "run nearer content --record once its wording is settled")
