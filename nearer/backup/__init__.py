"""Copies of everything: made while the product runs, looked at before they count, put back whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Tell = Callable[[str], None]
"""Takes how far a long piece of work has come; called often, so it decides itself what to show."""


class Trouble(Exception):
    """Why there is no copy, or why one was not put back: a sentence that says what to do."""


class NoRoom(Trouble):
    """The disk of the folder `where` is too full."""

    def __init__(self, where: Path, says: str) -> None:
        super().__init__(says)
        self.where = where


def size(number: float) -> str:
    """So many bytes as people say it: "3.4 MB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if number < 1000:
            return f"{number:.0f} {unit}" if unit == "bytes" or number >= 10 else f"{number:.1f} {unit}"
        number /= 1000
    return f"{number:.1f} TB"
