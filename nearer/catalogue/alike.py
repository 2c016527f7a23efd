"""Which texts are alike, by words and by meaning, among those of which the same two may get both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from nearer.catalogue import likeness, meaning
from nearer.catalogue.entry import BONDS
from nearer.catalogue.ideas import KINDS
from nearer.catalogue.shelves import Catalogue

Pair = tuple[float, str, str]
Group = dict[str, str]


def groups(known: Catalogue) -> list[Group]:
    """Texts by id: the questions of each bond, the guesses of each bond, the ideas of each kind."""
    questions = [{one.id: one.text for one in known.questions(bond)} for bond in BONDS]
    guesses = [{one.id: one.text for one in known.guesses(bond)} for bond in BONDS]
    return [*questions, *guesses, *({one.id: one.text for one in known.ideas(kind)} for kind in KINDS)]


def alike_by_words(known: Catalogue, at_least: float) -> list[Pair]:
    """Every pair that shares so much of its words, most alike first."""
    return _alike(groups(known), likeness.pairs, at_least)


def alike_by_meaning(known: Catalogue, at_least: float, *, only_questions: bool = False) -> list[Pair]:
    """Every pair so near in meaning, nearest first. Raises LookupError where the model is not installed."""
    return _alike(groups(known)[: len(BONDS) if only_questions else None], meaning.pairs, at_least)


def _alike(
    among: list[Group], pairs: Callable[[Mapping[str, str], float], Iterator[Pair]], at_least: float
) -> list[Pair]:
    found = {(min(pair), max(pair)): likeness for group in among for likeness, *pair in pairs(group, at_least)}
    return sorted(((likeness, one, other) for (one, other), likeness in found.items()), reverse=True)
