"""Reading the content of a language once, whole, and checked against its schema."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import yaml
from pydantic import ValidationError

from nearer.catalogue.entry import Entry
from nearer.catalogue.help import Help
from nearer.catalogue.mistakes import ContentError, Mistake, from_validation
from nearer.catalogue.schema import (
    DOCUMENTS,
    Agreement,
    Alone,
    Asking,
    Beginning,
    Moment,
    Question,
    QuestionWords,
    Renewal,
    Scaffolds,
)

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
FIRST = "en"  # the language everything is written in first, and falls back to

if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


E = TypeVar("E", bound=Entry)


class _Yaml(_Base):
    """YAML with two traps closed: `no` is a word and NO a country, no truth values; and no key comes twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys = [key.value for key, _ in node.value]
        if len(keys) != len(set(keys)):
            twice = next(key for key in keys if keys.count(key) > 1)
            raise yaml.MarkedYAMLError(problem=f"{twice} is written twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep=deep)


_TRUTH = "tag:yaml.org,2002:bool"
_Yaml.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != _TRUTH]
    for first, resolvers in _Base.yaml_implicit_resolvers.items()
}
_Yaml.add_implicit_resolver(_TRUTH, re.compile("^(true|false)$"), list("tf"))


@dataclass(frozen=True)
class Catalogue:
    """All words of one language. Nothing in it changes while the program runs."""

    locale: str
    agreement: Agreement
    asking: Asking
    scaffolds: Scaffolds
    alone: Alone
    moment: Moment
    renewal: Renewal
    beginning: Beginning
    help: Help
    by_id: Mapping[str, Question]
    files: Mapping[str, str]  # the file in which each question is written

    def question(self, id: str) -> Question | None:
        """The question with this id, also a retired one (old answers belong to it); None if there is none."""
        return self.by_id.get(id)

    def questions(self, bond: str) -> tuple[Question, ...]:
        """All questions that may be asked of this bond, retired ones left out."""
        return tuple(question for question in self.by_id.values() if bond in question.bonds and not question.retired)


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
    mistakes: list[Mistake] = []
    documents = {name: _document(content, locale, name, mistakes) for name in DOCUMENTS}
    questions, files = _questions(content, mistakes)
    if locale != FIRST:
        _translate(content, locale, questions, mistakes)
    if mistakes:
        raise ContentError(mistakes)
    return Catalogue(locale, by_id=MappingProxyType(questions), files=MappingProxyType(files), **documents)


def shown(path: Path, content: Path) -> str:
    """A file's name as mistakes say it: from the folder that holds `content`."""
    return path.relative_to(content.parent).as_posix()


def read(path: Path, name: str) -> Any:
    """What a YAML file holds. Raises ContentError, with the line, if it can't be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Yaml)  # noqa: S506 - a safe loader, see above
    except FileNotFoundError:
        raise ContentError([Mistake(name, "", "the file is missing", "write it")]) from None
    except UnicodeDecodeError:
        raise ContentError([Mistake(name, "", "is not UTF-8 text", "save it as UTF-8")]) from None
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        raise ContentError([Mistake(name, "", f"can't be read: {error.problem}{line}", "correct it there")]) from None
    except yaml.YAMLError as error:
        raise ContentError([Mistake(name, "", f"can't be read: {error}", "correct it there")]) from None


def entries(path: Path, name: str, mistakes: list[Mistake]) -> Iterator[tuple[str, Any]]:
    """The entries of a list file with what to call each; what is no list becomes a mistake."""
    try:
        listed = read(path, name) or []
    except ContentError as error:
        mistakes += error.mistakes
        return
    if not isinstance(listed, list):
        mistakes.append(Mistake(name, "", "must be a list of entries", "begin each entry with - id:"))
        return
    for number, entry in enumerate(listed, start=1):
        yield str(entry.get("id") or number) if isinstance(entry, dict) else str(number), entry


def _document(content: Path, locale: str, name: str, mistakes: list[Mistake]) -> Any:
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


def _questions(content: Path, mistakes: list[Mistake]) -> tuple[dict[str, Question], dict[str, str]]:
    questions: dict[str, Question] = {}
    files: dict[str, str] = {}
    for path in sorted((content / FIRST / "questions").glob("*.yaml")):
        file = shown(path, content)
        for called, raw in entries(path, file, mistakes):
            question = _read_as(Question, raw, file, called, mistakes)
            if question is None:
                continue
            if question.id in questions:
                other = files[question.id]
                mistakes.append(Mistake(file, called, f"the id is used in {other} too", "take the next free number"))
            questions[question.id], files[question.id] = question, file
    return questions, files


def _translate(content: Path, locale: str, questions: dict[str, Question], mistakes: list[Mistake]) -> None:
    for path in sorted((content / locale / "questions").glob("*.yaml")):
        file = shown(path, content)
        for called, raw in entries(path, file, mistakes):
            words = _read_as(QuestionWords, raw, file, called, mistakes)
            if words is None:
                continue
            if words.id not in questions:
                mistakes.append(Mistake(file, called, f"there is no such question in {FIRST}", "correct the id"))
                continue
            questions[words.id] = questions[words.id].model_copy(update=words.model_dump(exclude_none=True))


def _read_as(shape: type[E], raw: Any, file: str, called: str, mistakes: list[Mistake]) -> E | None:
    try:
        return shape.model_validate(raw)
    except ValidationError as error:
        mistakes += from_validation(file, called, raw, error)
        return None
