"""How alike two short texts are, by the words and runs of words they share."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise

from nearer.catalogue.reading import words

ALIKE = 0.3  # from here on, two questions of one bond need a rewrite or a written reason
_EMPTY = re.compile(
    "an?|and|are|as|at|be|been|but|by|did|do|does|for|from|had|has|have|how|if|in|is|it|its|of|on|or|so|that|the|their|"
    "them|then|there|they|this|to|was|were|wh(?:at|en|ere|ich|o|om|ose|y)|will|with|would|yours?|you|one|ever|most|me|my|"
    "i|we|us|our|not|no|than"
)
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|s|ly)$")


def features(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning, and the runs of two and three of them."""
    stems = [_ENDING.sub("", word) for word in words(text) if not _EMPTY.fullmatch(word)]
    runs = [" ".join(run) for run in zip(stems, stems[1:], stems[2:], strict=False)]
    return frozenset(stems) | {" ".join(pair) for pair in pairwise(stems)} | frozenset(runs)


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """What two texts share of all they have together: 0 (nothing) to 1 (the same words)."""
    together = len(first | second)
    return len(first & second) / together if together else 0.0


def pairs(texts: Mapping[str, str], at_least: float = ALIKE) -> Iterator[tuple[float, str, str]]:
    """All pairs of ids whose texts are this much alike; only those that share a feature are compared."""
    known = {id: features(text) for id, text in texts.items()}
    holders: defaultdict[str, list[str]] = defaultdict(list)
    for id, own in known.items():
        for other in {other for feature in own for other in holders[feature]}:
            if (found := likeness(known[other], own)) >= at_least:
                yield found, other, id
        for feature in own:
            holders[feature].append(id)
