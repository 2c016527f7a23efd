"""The works that sessions, lessons and look-ins lean on, and what a label of evidence needs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import StringConstraints, model_validator

from nearer.catalogue.entry import Listed, Text

Page = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Evidence = Literal["trial", "studies", "tradition"]

# What each label has to stand on: at least one source of these kinds, confirmed by reading. Tradition needs none.
STANDS_ON: dict[Evidence, frozenset[str]] = {
    "trial": frozenset({"trial"}),
    "studies": frozenset({"trial", "experiment", "diary", "survey", "review"}),
}


class Source(Listed):
    """One work, and what it found in our words; `read` is the page on which that was confirmed, `checked` the day."""

    KIND = "source"
    NOT_OURS: ClassVar[frozenset[str]] = frozenset({"reference", "url", "people", "read"})
    FACTS: ClassVar[frozenset[str]] = frozenset({"found"})

    reference: Text
    url: Page | None = None
    kind: Literal["trial", "experiment", "diary", "survey", "review", "theory", "practice"]
    people: Text | None = None
    found: Text | None = None
    read: Page | None = None
    checked: date | None = None

    @model_validator(mode="after")
    def confirmed_on_a_day(self) -> Source:
        """Refuses a page without the day it was read, and a day without the page."""
        if (self.read is None) != (self.checked is None):
            raise ValueError("has only one of read and checked; write both, or leave both out")
        return self


def carries(evidence: Evidence, sources: Iterable[Source]) -> bool:
    """Whether these sources are enough for the label."""
    wanted = STANDS_ON.get(evidence)
    return wanted is None or any(source.kind in wanted and source.read for source in sources)
