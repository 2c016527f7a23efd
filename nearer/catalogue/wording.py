"""The wording nudge: patterns that recognise blame, contempt and demands, and a kinder shape to offer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from nearer.catalogue.entry import Entry, Id, Listed, Text

# What Python and a browser (flags i and u) both understand, and understand alike.
_GROUP = re.compile(r"\(\?(?!:|=|!)")
_ESCAPE = re.compile(r"\\(.)")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_REPEATED_TWICE = re.compile(r"(?<!\\)(?:[*+?]|\{\d+(?:,\d*)?\})\+")
_SAME = frozenset("dDsSwWbBnrtfv") | frozenset("^$\\.*+?()[]{}|/")


class WordingFamily(Entry):
    """A way of putting things that tends to hurt, why, and the shape to offer instead, gaps written as …"""

    id: Id
    name: Text
    why: Text
    offer: Text


class Nudge(Listed):
    """One expression of a family, matched against lower-cased text with straight apostrophes."""

    KIND = "nudge"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"family", "pattern"})

    family: Id
    pattern: Text
    why: Text | None = None
    offer: Text | None = None


@dataclass(frozen=True)
class Wording:
    """All families and all patterns."""

    families: tuple[WordingFamily, ...]
    patterns: tuple[Nudge, ...]

    def family(self, id: str) -> WordingFamily:
        """The family with this id. Raises LookupError."""
        found = next((family for family in self.families if family.id == id), None)
        if found is None:
            raise LookupError(id)
        return found


def faults(pattern: str) -> Iterator[str]:
    """What keeps an expression from working alike in Python and in a browser."""
    try:
        re.compile(pattern, re.IGNORECASE | re.ASCII)
    except re.error as error:
        yield f"can't be read ({error})"
        return
    outside = _CLASS.sub("", pattern)
    if _GROUP.search(outside):
        yield "uses a named group, a look behind or a flag inside"
    for character in _ESCAPE.findall(outside):
        if character not in _SAME:
            yield f"escapes {character}, which a browser refuses"
    if re.search(r"[{}\]]", re.sub(r"\{\d+(?:,\d*)?\}", "", _ESCAPE.sub("", outside))):
        yield "has a bracket that a browser refuses; write a backslash before it"
    for written in _CLASS.findall(pattern):
        for character in _ESCAPE.findall(written):
            if character not in _SAME - {"B"} | {"-"}:
                yield f"escapes {character} in a class, which a browser refuses"
    if _REPEATED_TWICE.search(outside):
        yield "repeats a repetition"
    if re.sub(r"\\.", "", pattern) != re.sub(r"\\.", "", pattern).lower() or "\u2019" in pattern:
        yield "has capital letters or a curly apostrophe, which the text it is matched against never has"
