"""What the demo's two tell each other: put together from their sentences, the same for the same seed."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from nearer.catalogue.files import read

FOLDER = Path(__file__).parent / "words"
NAMES = ("ada", "ben")


class Said(NamedTuple):
    """A few sentences, and how the other says them back."""

    say: str
    heard: str


@dataclass
class Evening:
    """What the two said on one question, by name. `felt` is 0 to 4, for those who say it."""

    answers: dict[str, str] = field(default_factory=dict)
    responses: dict[str, str] = field(default_factory=dict)
    replies: dict[str, str] = field(default_factory=dict)
    felt: dict[str, int] = field(default_factory=dict)


class Telling:
    """All sentences, and the lots that pick among them."""

    def __init__(self, seed: int = 1) -> None:
        self.lot = Random(seed)  # noqa: S311 - nothing secret comes from it
        self.both: dict[str, Any] = _read("both")
        self._stock = {
            name: {area: [Said(**said) for said in told] for area, told in _read(name).items()} for name in NAMES
        }
        self._decks: dict[tuple[str, str], list[Said]] = {}

    def evening(self, area: str) -> Evening:
        """Answers, responses and what follows, on a question of this field."""
        evening, heard = Evening(), {}
        for name in NAMES:
            told = [self._draw(name, area) for _ in range(self.lot.choices((1, 2), (2, 1))[0])]
            opening, closing = (self.lot.choice(self.both[part][name]) for part in ("openings", "closings"))
            evening.answers[name] = opening + "\n\n".join(said.say for said in told) + closing
            heard[name] = told[0].heard
        for name, other in zip(NAMES, reversed(NAMES), strict=True):
            said_back = self.both["heard"].format(heard=heard[other])
            evening.responses[name] = said_back + self.lot.choice(self.both["after"])
        if self.lot.random() < 0.3:
            evening.replies[self.lot.choice(NAMES)] = self.lot.choice(self.both["replies"])
        return self._felt(evening)

    def told(self, told: dict[str, str]) -> Evening:
        """An evening that is written down to the letter."""
        evening = Evening({name: told[name] for name in NAMES})
        evening.responses = {name: told[f"{name}_responds"] for name in NAMES if f"{name}_responds" in told}
        evening.replies = {name: told[f"{name}_replies"] for name in NAMES if f"{name}_replies" in told}
        return self._felt(evening)

    def _draw(self, name: str, area: str) -> Said:
        """The next of a shuffled deck, so that nothing comes twice in a short time."""
        deck = self._decks.setdefault((name, area), [])
        if not deck:
            deck.extend(self._stock[name][area])
            self.lot.shuffle(deck)
        return deck.pop()

    def _felt(self, evening: Evening) -> Evening:
        for name in evening.responses:
            if self.lot.random() < 0.7:
                evening.felt[name] = self.lot.choices(range(5), (1, 2, 4, 8, 6))[0]
        return evening

    def phrase(self) -> str:
        """A password by chance: five of the words that the two use."""
        said = " ".join(said.say for stock in self._stock.values() for told in stock.values() for said in told)
        words = sorted({word for word in said.split() if word.isascii() and word.isalpha() and word.islower()})
        return "-".join(secrets.choice([word for word in words if 4 <= len(word) <= 8]) for _ in range(5))


def _read(name: str) -> Any:
    return read(FOLDER / f"{name}.yaml", name)
