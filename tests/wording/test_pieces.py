"""Pieces that patterns share: written once, put in where a pattern is read, here and in the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from nearer.catalogue.loading import CONTENT, load, load_what_can_be_read
from nearer.web.sheets import sheet

WITH_PIECES = r"""
pieces: {own-soft: '(?! kindly)', own-frumple: '\bfrumples? on {own-you}{own-soft}'}
families: [{id: own-frumpling, name: Frumpling, why: "being frumpled on is hard to hear", offer: "I feel …"}]
patterns:
- {id: own-wording-001, family: own-frumpling, pattern: '{own-frumple}\b|x{2}frump'}
"""


def write(folder: Path, words: str) -> Path:
    (folder / "wording.yaml").write_text(words)
    return folder


def test_pieces_are_put_in_also_into_other_pieces(tmp_path: Path) -> None:
    words = WITH_PIECES.replace("pieces: {", "pieces: {own-you: '(?:me|us)', ")

    wording = load(CONTENT, own=write(tmp_path, words)).wording

    (own,) = [nudge for nudge in wording.patterns if nudge.id == "own-wording-001"]
    assert own.pattern == r"\bfrumples? on (?:me|us)(?! kindly)\b|x{2}frump"
    assert own.short == r"{own-frumple}\b|x{2}frump"
    assert wording.notices("He frumples on us")
    assert not wording.notices("He frumples on us kindly")


def test_a_piece_that_is_nowhere_is_left_for_the_check_to_find(tmp_path: Path) -> None:
    wording = load(CONTENT, own=write(tmp_path, WITH_PIECES)).wording

    assert "{own-you}" in wording.patterns[-1].pattern


@pytest.mark.parametrize(
    ("pieces", "said"),
    [("[a]", "is no list of names"), ("{from: b}", "is there already"), ("{A b: c}", "is no name for a piece")],
)
def test_what_is_wrong_with_pieces_is_said(tmp_path: Path, pieces: str, said: str) -> None:
    words = WITH_PIECES.replace("{own-soft: '(?! kindly)', own-frumple: '\\bfrumples? on {own-you}{own-soft}'}", pieces)

    _known, mistakes = load_what_can_be_read(CONTENT, own=write(tmp_path, words))

    assert any(said in str(mistake) for mistake in mistakes), mistakes


def test_what_is_sent_is_smaller_than_what_it_means() -> None:
    meant = sum(len(nudge.pattern) for nudge in load(CONTENT).wording.patterns)
    assert len(sheet("wording", "en").plain) < meant / 3
