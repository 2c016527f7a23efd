"""Reaching people who are not here: when each wants to be called, and by which way. A call says nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nearer.spaces.models import Membership


Kind = Literal["opening", "letter"]
StillThere = Callable[[Collection[str], Collection[str]], Collection[str]]
"""Given spaces and ids of what was told: which of them are still there, and new to who would be called."""

still_there: dict[str, StillThere] = {}


def tell(memberships: Iterable[Membership], kind: Kind, about: str = "") -> None:
    """Something has come for these members: call those of them who chose that, at an hour that suits them.

    Call it inside the transaction in which it comes. It writes one row for each, whatever they chose, so that whoever
    made it come cannot tell by the time it takes; the clock then weighs it (`Occasion.weigh_due`). `about` is the id of
    what came, where it may be gone again by then: the room says how to look (`tell_only_while`).
    """
    from .models import Occasion

    Occasion.note(memberships, kind, about)


def tell_only_while(kind: Kind, looked_up: StillThere) -> None:
    """Nobody is called for what is not there any more, as when it was taken back in their quiet times."""
    still_there[kind] = looked_up
