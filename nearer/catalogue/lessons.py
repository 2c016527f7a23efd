"""Lessons of two to four minutes: what is known, with its sources, and one thing to try."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictBool, StrictInt

from nearer.catalogue.entry import Bonds, Id, Listed, Text
from nearer.catalogue.sources import Evidence

# [laurenceau-1998], or several at once: [laurenceau-1998, reis-1988]
CITATION = re.compile(r"\[([a-z0-9-]+(?:[,;] *[a-z0-9-]+)*)\]")


class Lesson(Listed):
    """A short text. The body holds paragraphs, `##` headings, lists, *emphasis* and sources in square brackets.

    With a light pace it comes up if what it says to try does; a `tender` one does not, whatever it says to try.
    """

    KIND = "lesson"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"theme", "evidence", "sources", "attempt", "body"})

    title: Text
    minutes: Annotated[StrictInt, Field(ge=2, le=4)]
    theme: Literal[
        "meaning", "kinds", "parts", "benefits", "obstacles", "lack", "building", "change", "differences", "asked"
    ]  # fmt: skip
    bonds: Bonds
    evidence: Evidence
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    tender: StrictBool = False
    caution: Text | None = None
    attempt: Annotated[Id, Field(alias="try")]
    try_words: Text
    body: Text

    @property
    def plain(self) -> str:
        """The body without its citations."""
        return re.sub(r" *" + CITATION.pattern, "", self.body)

    def cited(self) -> tuple[str, ...]:
        """The ids of the works cited, each once, in the order of the text."""
        found = [id for group in CITATION.findall(self.body) for id in re.split(r"[,;] *", group)]
        return tuple(dict.fromkeys(found))
