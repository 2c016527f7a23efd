"""A content folder of one's own: the real small documents, and one small entry of every kind that fits the others."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nearer.catalogue.loading import CONTENT
from nearer.catalogue.schema import DOCUMENTS

Write = Callable[[str, str], None]

GOOD = """
- id: play-001
  text: What would you name a boat, and why?
  depth: 0
  field: play
  bonds: [partner, friends]
- id: joys-001
  text: Which small thing went well for you today?
  depth: 1
  field: joys
  bonds: [partner]
  retired: true
"""
SESSION = """---
id: two-minutes
title: Two minutes
minutes: 2
depth: 1
energy: low
theme: listening
place: [together, apart]
bonds: [partner, friends]
needs: [nothing]
evidence: studies
sources: [ng-1998]
basis: "Married couples who listened felt closer."
caution: "Leave it when one of you is very tired."
before: [You sit down., One speaks., Then the other.]
---

# Arriving

## Sit down
seconds: 20
who: both
chime: none

Sit where you can hear each other.

# Turns
swap: true

## Speak
seconds: 50
who: first
ends: tap
write: given
prompt: What I heard
apart: "Say it: on the phone."

Tell of your day.

The other listens.
"""
LESSON = f"""---
id: being-heard
title: Being heard
minutes: 2
theme: parts
bonds: [partner]
evidence: studies
sources: [ng-1998]
try: two-minutes
try_words: Two minutes are enough to begin.
---

## Why

Being heard helps a little [ng-1998]. {"One more plain word. " * 70}

- a first
- a *second*
"""
KINDS = {
    "questions/play.yaml": GOOD,
    "guesses.yaml": """
- id: guess-001
  text: What do you drink first in the morning?
  other: What do they drink first in the morning?
  about: tastes
  depth: 0
  bonds: [partner, family]
""",
    "sources/closeness.yaml": """
- id: ng-1998
  reference: "Ng, A. (1998). The journey of married couples. Journal of Things, 1, 1-2."
  kind: diary
  found: In a study of 30 married couples, telling went with closeness.
  read: https://example.org/ng
  checked: 2026-11-01
- id: old-book
  reference: "Old, B. (1970). A book."
  kind: practice
""",
    "sessions/two-minutes.md": SESSION,
    "lessons/being-heard.md": LESSON,
    "ideas/dates.yaml": """
- id: date-001
  text: Eat breakfast for supper.
  cost: free
  minutes: 60
  place: home
  season: [any]
  novelty: 1
  bonds: [partner]
""",
    "ideas/open-when.yaml": """
- id: open-when-001
  text: Open when you can't sleep
  bonds: [partner, friends]
  begin_with: It is late, and
""",
    "feelings.yaml": """
families: [{id: joy, name: Glad}]
feelings:
- {id: feeling-warm, word: warm, family: joy, pleasantness: 2, energy: -1, near: [feeling-fond, feeling-glad]}
- {id: feeling-fond, word: fond, family: joy, pleasantness: 2, energy: 0, near: [feeling-warm, feeling-glad]}
- {id: feeling-glad, word: glad, family: joy, pleasantness: 3, energy: 1, near: [feeling-warm, feeling-fond]}
""",
    "lookins.yaml": """
scales: [{id: agree, steps: [not at all, very much]}]
items:
- id: sign-001
  kind: sign
  text: Our talk is all about who does what.
  construct: closeness
  scale: agree
  direction: -1
  every: month
  source: ng-1998
  suggests: [two-minutes, play-001]
  bonds: [partner, friends]
- id: portrait-001
  kind: portrait
  text: When I am sad, I want
  construct: support
  choices: [company, quiet]
  every: once
  source: ng-1998
  part: temperament
  bonds: [partner]
""",
    "desires.yaml": "- {id: want-001, text: An hour in bed with no hurry, grade: 1, theme: time}\n",
    "pathways/only-logistics.yaml": """
id: only-logistics
title: More than lists
obstacle: only-logistics
lead: Talk can come back.
bonds: [partner]
weeks:
"""
    + """
- title: A week
  steps:
  - {entry: two-minutes, why: It is short.}
  - {entry: being-heard, why: It helps to know.}
  - {entry: play-001, why: It is light.}
"""
    * 3
    + "closing: Well done, both.\n",
    "wording.yaml": r"""
families: [{id: always-never, name: Always and never, why: it leaves no way out, offer: I feel … when … I need …}]
patterns:
- {id: wording-001, family: always-never, pattern: '\byou (?:always|never)\b(?! mind)'}
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """`content/` with two questions."""
    content = tmp_path / "content"
    (content / "en" / "questions").mkdir(parents=True)
    for name in DOCUMENTS:
        shutil.copy(CONTENT / "en" / f"{name}.yaml", content / "en")
    (content / "en" / "questions" / "play.yaml").write_text(GOOD)
    return content


@pytest.fixture
def write(folder: Path) -> Write:
    """Writes a file inside the content folder."""

    def written(name: str, text: str) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    return written


@pytest.fixture
def full(folder: Path, write: Write) -> Path:
    """`content/` with entries of every kind and nothing wrong with them."""
    for name, text in KINDS.items():
        write(f"en/{name}", text)
    return folder
