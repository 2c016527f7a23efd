"""Likeness by meaning, where the model is installed (`make model`); and both rankings for the one who writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from nearer.catalogue import catalogue, meaning
from nearer.catalogue.alike import alike_by_meaning, alike_by_words, groups
from nearer.catalogue.checks import allowances
from nearer.catalogue.likeness import ALIKE
from nearer.catalogue.loading import CONTENT, load
from nearer.catalogue.report import nearest

with_model = pytest.mark.skipif(meaning.folder() is None, reason="the model is not installed; `make model` does it")


@with_model
def test_no_two_questions_of_one_bond_mean_the_same_without_a_written_reason() -> None:
    allowed = {entries for check, entries in allowances(CONTENT, []) if check == "alike"}
    near = alike_by_meaning(catalogue(), meaning.NEAR, only_questions=True)

    assert [pair for pair in near if frozenset(pair[1:]) not in allowed] == []


@with_model
def test_a_reason_for_two_that_are_not_alike_any_more_is_found() -> None:
    known = catalogue()
    alike = [*alike_by_words(known, ALIKE), *alike_by_meaning(known, meaning.NEAR)]
    allowed = {entries for check, entries in allowances(CONTENT, []) if check == "alike"}

    assert allowed - {frozenset(pair[1:]) for pair in alike} == set()


@with_model
def test_the_model_gives_the_numbers_its_authors_publish() -> None:
    vectors = meaning.meanings(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."])

    likeness = (vectors @ vectors.T)[[0, 0, 1], [1, 2, 2]]
    assert likeness.tolist() == pytest.approx([0.6660, 0.1046, 0.1411], abs=0.0001)


@with_model
def test_the_same_in_other_words_is_nearer_than_other_things_in_the_same_words() -> None:
    texts = {
        "a": "Which happy time did you only notice once it was over?",
        "b": "When did you realise only afterwards how glad you had been?",
        "c": "Which hard time did you only notice once it was over?",
        "d": "What would you name a boat, and why?",
    }

    pairs = {(one, other): near for near, one, other in meaning.pairs(texts, -1)}

    assert len(pairs) == 6
    assert pairs["a", "b"] > 0.5 > max(pairs["a", "d"], pairs["b", "d"], pairs["c", "d"])


def test_without_the_model_words_are_compared_and_the_rest_is_said(monkeypatch: pytest.MonkeyPatch, full: Path) -> None:
    monkeypatch.setattr(meaning, "folder", lambda: None)
    path = full / "en" / "guesses.yaml"
    path.write_text(path.read_text() + path.read_text().replace("-001", "-002").replace("morning", "evening"))

    lines = nearest(load(full), 5)

    assert lines[1] == "Most alike by words"
    assert "guess-001: What do you drink first in the morning?" in lines[2]
    assert "`make model`" in lines[-1]
    with pytest.raises(LookupError, match="make model"):
        meaning.meanings(["Something nobody has asked before"])


def test_only_what_the_same_two_may_get_is_compared(full: Path) -> None:
    together = groups(load(full))

    assert any({"play-001"} == set(group) for group in together)
    assert not any({"play-001", "guess-001"} <= set(group) for group in together)
