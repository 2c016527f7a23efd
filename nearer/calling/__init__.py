"""Reaching people who are not here: when each wants to be called, and by which way. A call says nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from nearer.spaces.models import Membership


def tell(memberships: Iterable[Membership], kind: Literal["opening", "letter"]) -> None:
    """Something has come for these members: call those of them who chose that, at an hour that suits them.

    Call it inside the transaction in which it comes. It writes one row for each, whatever they chose, so that whoever
    made it come cannot tell by the time it takes; the clock then weighs it (`Occasion.weigh_due`).
    """
    from .models import Occasion

    Occasion.note(memberships, kind)
