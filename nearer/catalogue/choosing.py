"""Which question comes today. Pure functions: the same two, day and history always give the same question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from nearer.catalogue.questions import Question

WEEK = 6  # the fields of the last six questions stay away, so that seven days in a row differ where they can


class NoQuestion(LookupError):
    """Nothing in the catalogue fits these two."""


def depth_for(opened: int, paces: tuple[int, int]) -> int:
    """How deep today's question may be, after `opened` exchanges of these two were opened.

    Depth is reached by steps: the first three questions are at most depth 1, those up to the tenth at most 2, later
    ones at most 3. It is never above the lower of the two paces (0 to 3). Depths 4 and 5 never come up by themselves.
    """
    reached = 1 if opened < 3 else 2 if opened < 10 else 3
    return max(0, min(reached, *paces))


def choose(
    questions: Iterable[Question],
    *,
    seed: str,
    asked: Sequence[str],
    recent_fields: Sequence[str],
    depth: int,
    has_children: bool,
) -> Question:
    """The question of a day.

    `questions`: those of the bond. `seed`: names the space and the day; with the same history it gives the same one.
    `asked`: ids of all questions these two were asked, oldest first. `recent_fields`: fields of the latest, newest
    last. Of the questions that fit and have not come in this round, one is taken from a field that was not there
    within a week; if there is none, from the field that was there longest ago. When all that fit have come, a new
    round begins, the one asked longest ago first. Raises NoQuestion if none fits.
    """
    fitting = {question.id: question for question in questions if question.fits(depth=depth, has_children=has_children)}
    if not fitting:
        raise NoQuestion(f"no question of depth {depth} or less fits")
    last_asked = {id: day for day, id in enumerate(asked)}
    last_field = {field: day for day, field in enumerate(recent_fields[-WEEK:])}

    def rank(question: Question) -> tuple[int, int, bytes]:
        return last_field.get(question.field, -1), last_asked.get(question.id, -1), _lot(seed, question.id)

    return min((fitting[id] for id in _left_in_round(fitting, asked)), key=rank)


def _left_in_round(fitting: Iterable[str], asked: Sequence[str]) -> set[str]:
    """The ids that have not come since the last time all had come."""
    everything = set(fitting)
    left = set(everything)
    for id in asked:
        left.discard(id)
        if not left:
            left = set(everything)
    return left


def _lot(seed: str, id: str) -> bytes:
    return blake2b(f"{seed}\n{id}".encode(), digest_size=8).digest()
