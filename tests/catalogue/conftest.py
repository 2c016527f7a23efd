"""A content folder of one's own: the real small documents and whatever questions a test writes."""

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
