"""The files of a small folder with one entry of every kind, and what is said of it once something in it is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from nearer.catalogue import ContentError
from nearer.catalogue.checks import check
from nearer.catalogue.loading import load
from nearer.catalogue.recorded import record

SESSION = "sessions/two-minutes.md"
LESSON = "lessons/being-heard.md"
SOURCES = "sources/closeness.yaml"
GUESSES = "guesses.yaml"
DATES = "ideas/dates.yaml"
OPEN_WHEN = "ideas/open-when.yaml"
FEELINGS = "feelings.yaml"
LOOKINS = "lookins.yaml"
PATHWAY = "pathways/only-logistics.yaml"
WORDING = "wording.yaml"


def said(folder: Path) -> list[str]:
    """What the checks say of a folder that can be read."""
    known = load(folder)
    record(known, folder)
    return [str(mistake) for mistake in check(known, folder)]


def refused(folder: Path) -> list[str]:
    """What is said of a folder that can't be read."""
    with pytest.raises(ContentError) as caught:
        load(folder)
    return [str(mistake) for mistake in caught.value.mistakes]


def changed(folder: Path, name: str, before: str, after: str) -> None:
    """Replaces a piece of a file, which has to be there."""
    path = folder / "en" / name
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
