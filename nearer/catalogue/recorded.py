"""What is recorded beside the words and holds for good: all ids, and the steps of all sessions.

What two people wrote refers to an id, and what they wrote in a session to the number of a step.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

from nearer.catalogue.files import shown
from nearer.catalogue.loading import CONTENT
from nearer.catalogue.mistakes import Mistake
from nearer.catalogue.sessions import Session
from nearer.catalogue.shelves import Catalogue
from nearer.catalogue.sources import Source

IDS = "ids.txt"
STEPS = "steps.txt"
TO_RECORD = "run nearer content --record once the wording is settled"
OTHER_STEPS = "put it back; where only its heading is another, name it as before; for other steps write a new session"


def ids(known: Catalogue) -> set[str]:
    """The ids that what people wrote may refer to."""
    prompts = [*known.renewal.prompts, *known.beginning.prompts]
    steps = [step.id for step in known.alone.steps]
    versions = [version.id for version in known.agreement.versions]
    entries = [id for id, entry in known.entries.items() if not isinstance(entry, Source)]  # only we refer to those
    return {*entries, *versions, *steps, *(prompt.id for prompt in prompts)} - known.own


def steps(known: Catalogue) -> dict[str, tuple[str, ...]]:
    """The marks of the steps of each session that is played."""
    sessions = (one for one in known.all(Session) if not one.plan and one.id not in known.own)
    return {session.id: session.marks() for session in sessions}


def record(known: Catalogue, content: Path = CONTENT) -> int:
    """Adds new ids, and the steps of new sessions, to the committed lists; returns how many ids. None is ever removed,
    and the steps of a session are recorded once.
    """
    before, everything = _ids(content), _ids(content) | ids(known)
    (content / IDS).write_text("\n".join(sorted(everything)) + "\n", encoding="utf-8")
    marks = steps(known) | _steps(content)
    lines = [f"{id}: {' '.join(marks[id])}\n" for id in sorted(marks)]
    (content / STEPS).write_text("".join(lines), encoding="utf-8")
    return len(everything) - len(before)


def of_records(known: Catalogue, content: Path) -> Iterator[Mistake]:
    """What vanished, what is other than recorded, and what is not recorded yet."""
    recorded, present = _ids(content), ids(known)
    file = shown(content / IDS, content)
    for id in recorded - present:
        yield Mistake(
            file, id, "is gone, but answers may belong to it", "put it back, with retired: true if it is done"
        )
    yield from _new(file, present - recorded)
    yield from _of_steps(known, content)


def _of_steps(known: Catalogue, content: Path) -> Iterator[Mistake]:
    recorded, present = _steps(content), steps(known)
    for id in recorded.keys() & present.keys():
        for number, (before, now) in enumerate(zip_longest(recorded[id], present[id]), 1):
            if before != now:
                what = f"step {number} was {before or 'not there'} and is {now or 'gone'}, but words may belong to it"
                yield Mistake(known.files[id], id, what, OTHER_STEPS)
                break
    yield from _new(shown(content / STEPS, content), present.keys() - recorded.keys())


def _new(file: str, ids: set[str]) -> Iterator[Mistake]:
    if new := sorted(ids):
        yield Mistake(
            file, f"{new[0]} and {len(new) - 1} more" if len(new) > 1 else new[0], "not recorded yet", TO_RECORD
        )


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _ids(content: Path) -> set[str]:
    return {id for line in _lines(content / IDS) for id in line.split()}


def _steps(content: Path) -> dict[str, tuple[str, ...]]:
    parted = (line.partition(": ") for line in _lines(content / STEPS))
    return {id: tuple(marks.split()) for id, _, marks in parted if id}
