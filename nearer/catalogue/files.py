"""Reading content files as they lie: YAML without its traps, and Markdown with values at its head."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from nearer.catalogue.mistakes import ContentError, Mistake

if TYPE_CHECKING:
    _Base = yaml.SafeLoader
else:
    _Base = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


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


def read_text(path: Path, name: str) -> str:
    """The text of a file that mistakes call `name`. Raises ContentError if there is none, or it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentError([Mistake(name, "", "the file is missing", "write it")]) from None
    except UnicodeDecodeError:
        raise ContentError([Mistake(name, "", "is not UTF-8 text", "save it as UTF-8")]) from None


def read(path: Path, name: str) -> Any:
    """What a YAML file holds. Raises ContentError, with the line, if it can't be read."""
    return parse(read_text(path, name), name)


def parse(text: str, name: str, first_line: int = 1) -> Any:
    """What a piece of YAML holds that begins in this line of its file. Raises ContentError, with the line."""
    try:
        return yaml.load(text, _Yaml)  # noqa: S506 - a safe loader, see above
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + first_line})" if error.problem_mark else ""
        raise ContentError([Mistake(name, "", f"can't be read: {error.problem}{line}", "correct it there")]) from None
    except yaml.YAMLError as error:
        raise ContentError([Mistake(name, "", f"can't be read: {error}", "correct it there")]) from None


def listed(raw: Any, name: str, within: str = "") -> Iterator[tuple[str, Any]]:
    """The entries of what was read, with what to call each: of a list, or with `within` of the list of this name.

    Raises ContentError for what is no list.
    """
    if within and raw is not None:
        if not isinstance(raw, dict):
            raise ContentError([Mistake(name, "", f"has no list called {within}", f"begin it with {within}:")])
        raw = raw.get(within)
    if not isinstance(raw or [], list):
        raise ContentError([Mistake(name, "", "must be a list of entries", "begin each entry with - id:")])
    for number, entry in enumerate(raw or [], start=1):
        yield str(entry.get("id") or number) if isinstance(entry, dict) else str(number), entry


def front(path: Path, name: str) -> tuple[dict[str, Any], str, int]:
    """The values at the head of a Markdown file, between two lines of ---; its body, and the body's first line.

    Raises ContentError if there is no such head.
    """
    text = read_text(path, name).replace("\r\n", "\n")
    found = re.match(r"---\n(.*?\n)---[ ]*(?:\n|$)", text, re.DOTALL)
    head = parse(found[1], name, first_line=2) if found else None
    if not found or not isinstance(head, dict):
        what = "does not begin with its values between two lines of ---"
        raise ContentError([Mistake(name, "", what, "write --- as the first line, then id: and the rest, then ---")])
    return head, text[found.end() :], found[0].count("\n") + 1


def shown(path: Path, content: Path) -> str:
    """A file's name as mistakes say it: from the folder that holds `content`."""
    return path.relative_to(content.parent).as_posix()
