"""The wording nudge: patterns that recognise blame, contempt and demands, and a kinder shape to offer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from nearer.catalogue.entry import Entry, Id, Listed, Text

# The pieces of an expression, in the order in which they are tried.
_PIECE = re.compile(
    r"""(?P<escape>\\.)
    | (?P<class>\[\^?(?:\\.|[^\]\\])*\])
    | (?P<ahead>\(\?[=!])
    | (?P<open>\((?:\?:)?(?!\?))
    | (?P<close>\))
    | (?P<repeat>(?:[*+?]|\{\d+(?:,\d*)?\})\??)
    | (?P<bracket>[{}\]])
    | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
# What may stand behind a backslash and then means the same to Python and to a browser (flags i and u).
_OUTSIDE = frozenset("dDsSwWbBnrtfv^$\\.*+?()[]{}|/")
_INSIDE = _OUTSIDE - {"B"} | {"-"}
_FLAGS = re.IGNORECASE | re.ASCII
# A shared piece, as it stands in a pattern. No repetition looks like this.
_NAME = re.compile(r"\{([a-z][a-z-]*)\}")


class WordingFamily(Entry):
    """A way of putting things that tends to hurt, why, and the shape to offer instead, gaps written as …"""

    id: Id
    name: Text
    why: Text
    offer: Text


class Nudge(Listed):
    """One expression of a family, matched against lower-cased text with straight apostrophes."""

    KIND = "nudge"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"family", "pattern", "short"})

    family: Id
    pattern: Text
    short: str = ""  # as it is written, before its pieces were put in; the loader says it
    why: Text | None = None
    offer: Text | None = None


@dataclass(frozen=True)
class Wording:
    """All families, all patterns, and the pieces that patterns share, by name."""

    families: tuple[WordingFamily, ...]
    patterns: tuple[Nudge, ...]
    pieces: Mapping[str, str] = field(default_factory=dict)

    def family(self, id: str) -> WordingFamily:
        """The family with this id. Raises LookupError."""
        found = next((family for family in self.families if family.id == id), None)
        if found is None:
            raise LookupError(id)
        return found

    def notices(self, text: str) -> Nudge | None:
        """The first pattern found in what someone writes, whatever its capitals and apostrophes."""
        plain = text.lower().replace("\u2019", "'")
        return next((nudge for nudge in self.patterns if re.search(nudge.pattern, plain, _FLAGS)), None)


def whole(pattern: str, pieces: Mapping[str, str]) -> str:
    """A pattern with its pieces put in, of which none holds another any more. lib/wording.js does the same."""
    return _NAME.sub(lambda name: pieces.get(name[1], name[0]), pattern)


def faults(pattern: str) -> Iterator[str]:
    """What keeps an expression from meaning the same in Python and in a browser."""
    plain = re.sub(r"\\.", "", pattern)
    if plain != plain.lower() or "\u2019" in plain:
        yield "has capital letters or a curly apostrophe, which the text it is matched against never has"
    try:
        re.compile(pattern, _FLAGS)
    except re.error as error:
        yield f"can't be read ({error})"
    before, opened = "", []
    for piece in _PIECE.finditer(pattern):
        kind, text = str(piece.lastgroup), piece[0]
        if kind == "escape" and text[1] not in _OUTSIDE:
            yield f"escapes {text[1]}, which a browser refuses or reads otherwise"
        elif kind == "class":
            yield from _in_class(text)
        elif kind == "bracket":
            yield f"has a {text} that a browser refuses; write a backslash before it"
        elif kind == "other" and text == "(":
            yield "uses a named group, a look behind, a flag inside or the like"
        elif kind == "repeat" and before in {"repeat", "looked ahead"}:
            yield "repeats a repetition, or something that has no length"
        if kind in {"ahead", "open"}:
            opened.append(kind)
        before = "looked ahead" if kind == "close" and opened and opened.pop() == "ahead" else kind


def _in_class(text: str) -> Iterator[str]:
    for escaped in re.findall(r"\\(.)", text):
        if escaped not in _INSIDE:
            yield f"escapes {escaped} in a class, which a browser refuses or reads otherwise"
    if re.match(r"\[\^?\]", text):
        yield "has a class that begins with a bracket; write a backslash before it"
    if re.search(r"\\[dDsSwW]-[^\]]", text):
        yield "has a range that begins with a kind of characters; write a backslash before the hyphen"
