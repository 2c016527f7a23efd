"""Which question came on which day of the demo, and what the two made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nearer.catalogue import Question, catalogue, choose, depth_for

from .telling import Evening, Telling

OWN_FROM, OWN_EVERY = 60, 150  # days: when questions of their own came up
WITHOUT_GAPS = 14  # the last days, and the first three
TALKED_EVERY, PASSED_EVERY, MISSED_EVERY = 37, 53, 29
DEEPEST = (3, 3)


@dataclass
class Turn:
    """One day, with a question of the catalogue or one of their own ({by, text}).

    `instead` of both writing: "talked", "passed" or "missed".
    """

    number: int
    evening: Evening
    question: Question | None = None
    own: dict[str, Any] | None = None
    instead: str = ""


def turns(telling: Telling, days: int) -> Iterator[Turn]:
    """The days in their order, always the same ones for the same content."""
    to_the_letter = telling.both["told"]
    told_on = {OWN_FROM + OWN_EVERY * number: told for number, told in enumerate(telling.both["own"])}
    told_on |= {days - len(to_the_letter) + number: told for number, told in enumerate(to_the_letter)}
    asked: list[Question] = []
    for number in range(days):
        told = told_on.get(number, {})
        written = catalogue().question(told.get("question", ""))
        if "by" in told:
            yield Turn(number, telling.told(told), own=told)
        elif written:
            asked.append(written)
            yield Turn(number, telling.told(told), written)
        else:
            asked.append(_next(number, asked))
            yield Turn(number, telling.evening(asked[-1].field), asked[-1], instead=_instead(number, days))


def _next(number: int, asked: list[Question]) -> Question:
    return choose(
        catalogue().questions("partner"),
        seed=f"demo/{number}",
        asked=[question.id for question in asked],
        recent_fields=[question.field for question in asked[-6:]],
        depth=depth_for(len(asked), DEEPEST),
        has_children=False,
    )


def _instead(number: int, days: int) -> str:
    if not 3 <= number < days - WITHOUT_GAPS:
        return ""
    for every, instead in ((TALKED_EVERY, "talked"), (PASSED_EVERY, "passed"), (MISSED_EVERY, "missed")):
        if number % every == 0:
            return instead
    return ""
