"""The steps of a session are recorded: what two people wrote belongs to the number of a step."""

from __future__ import annotations

from pathlib import Path

import pytest

from nearer.catalogue.checks import check
from nearer.catalogue.loading import load
from nearer.catalogue.recorded import STEPS, record

STAYS = "but words may belong to it; put it back"


@pytest.fixture
def recorded(full: Path) -> Path:
    """A folder of content whose steps are recorded."""
    record(load(full), full)
    return full


def edit(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """Makes changes to the session's file; what `nearer content` then says of its steps."""
    path = folder / "en" / "sessions" / "two-minutes.md"
    text = path.read_text()
    for before, after in changes:
        assert before in text
        text = text.replace(before, after, 1)
    path.write_text(text)
    said = [str(mistake) for mistake in check(load(folder), folder)]
    return [one for one in said if "step" in one or STEPS in one]


def test_steps_are_recorded_once_in_the_order_of_play(recorded: Path) -> None:
    assert (recorded / STEPS).read_text() == "two-minutes: sit-down speak=given speak=given\n"
    assert edit(recorded) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([("## Speak\n", "## Wait\nseconds: 5\nwho: both\n\nWait.\n\n## Speak\n"), ("50", "45")], "step 2 was speak"),
        ([("swap: true\n", "")], "step 3 was speak=given and is gone"),
        ([("write: given", "write: private")], "step 2 was speak=given and is speak=private"),
        ([("write: given\nprompt: What I heard\n", "")], "step 2 was speak=given and is speak,"),
        ([("## Speak", "## Talk")], "step 2 was speak=given and is talk=given"),
        ([("# Turns", "## Breathe\nseconds: 20\nwho: both\n\nBreathe.\n\n# Turns")], "speak=given and is brea"),
    ],
)  # fmt: skip
def test_other_steps_are_refused(recorded: Path, changes: list[tuple[str, str]], said: str) -> None:
    found = edit(recorded, *changes)
    assert any(said in one for one in found), found
    assert all(STAYS in one for one in found if "step" in one and "was" in one)
    record(load(recorded), recorded)
    assert edit(recorded), "recording again does not hide it"


@pytest.mark.parametrize(
    "changes",
    [
        [("Tell of your day.", "Tell of this evening.")],
        [("seconds: 20", "seconds: 10"), ("seconds: 50", "seconds: 55")],
        [("prompt: What I heard", "prompt: What came across")],
        [("## Speak\n", "## Talk\nname: speak\n")],
        [("retired: false\n", "retired: true\n")],
    ],
)
def test_other_words_and_seconds_are_not(recorded: Path, changes: list[tuple[str, str]]) -> None:
    path = recorded / "en" / "sessions" / "two-minutes.md"
    path.write_text(path.read_text().replace("title: Two", "retired: false\ntitle: Two"))
    assert edit(recorded, *changes) == []


def test_a_new_session_waits_to_be_recorded(full: Path) -> None:
    assert any("two-minutes: not recorded yet" in one for one in edit(full))
