"""Members as browsers make them, and a small set of patterns of one's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nearer.catalogue import catalogue
from nearer.catalogue.loading import CONTENT, _kept, load
from nearer.web.sheets import sheet
from tests.people.conftest import ada, browser

__all__ = ["ada", "browser"]

# Words that no pattern of ours looks for, so that these tests say the same whatever is in content/.
OWN = r"""
families:
- {id: own-frumpling, name: Frumpling, why: "being frumpled on is hard to hear", offer: "I feel … when … I need …"}
- {id: own-grumbling, name: Grumbling, why: "nobody wants to be blorfed", offer: "I would love …"}
patterns:
- {id: own-wording-001, family: own-frumpling, pattern: '\bfrumples? (?:on me|at me)\b(?! kindly)'}
- {id: own-wording-002, family: own-grumbling, pattern: "\\bdon't blorf\\b", why: "it asks for less, and not for what"}
- {id: own-wording-003, family: own-grumbling, pattern: '\bblorf later\b', retired: true}
"""


@pytest.fixture
def own_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the patterns above, which the product reads beside its own."""
    (tmp_path / "wording.yaml").write_text(OWN)
    load(CONTENT, own=tmp_path)
    monkeypatch.setenv("NEARER_CONTENT", str(tmp_path))
    forget()
    yield tmp_path
    monkeypatch.delenv("NEARER_CONTENT")
    forget()


def forget() -> None:
    """What was read once is read again."""
    for kept in (catalogue, _kept, sheet):
        kept.cache_clear()
