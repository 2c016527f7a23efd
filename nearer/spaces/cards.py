"""What belongs on the first page beside the question, one thing at a time.

No query while two are there: all is on the two memberships.
"""

from __future__ import annotations

from .models import Membership

LEFT = "spaces/_left.html"


def for_today(mine: Membership, other: Membership | None) -> list[str]:
    """The templates to include, with `mine`, `other` and `space` in the context."""
    if other is None:
        return [LEFT if mine.was_left() else "spaces/_alone.html"]
    if not other.welcomed:
        return ["spaces/_welcome.html"]
    if needs_signature(mine):
        return ["spaces/_agreement_card.html"]
    return []


def needs_signature(mine: Membership) -> bool:
    """Whether the text of the agreement that holds was not signed by this member."""
    return not mine.signed or bool(mine.space.wording and mine.signed != mine.space.wording)
