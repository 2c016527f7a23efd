"""Which question comes next for a space: decided once, when its turn is first looked at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from nearer.catalogue import catalogue, choose, depth_for
from nearer.spaces.models import Space

if TYPE_CHECKING:
    from .items import OwnQuestion

VARIES_OVER = 6  # turns before this one whose fields are better left alone


def next_content(space: Space, day: date) -> tuple[str, OwnQuestion | None]:
    """(content id, own question or None) for the turn of `day`.

    An own question comes up on every second turn at most, the two taking turns; the catalogue's questions fit the
    bond, what applies to both, and the lower of the two paces, and none comes back before all have been asked.
    """
    from .exchange import Exchange

    before = list(
        Exchange.objects.filter(space=space, day__lt=day)
        .order_by("day")
        .values_list("content", "own__author__public_id")
    )
    own = _own_in_turn(space, [author for _content, author in before])
    if own is not None:
        return own.pk, own
    members = list(space.memberships.filter(left_on=None).values_list("member__pace", "has_children"))
    asked = [content for content, author in before if author is None]
    known = catalogue()
    recent = [question.field for content in asked[-VARIES_OVER:] if (question := known.question(content)) is not None]
    chosen = choose(
        known.questions(space.bond),
        seed=f"{space.pk}/{day.isoformat()}",
        asked=asked,
        recent_fields=recent,
        depth=depth_for(
            Exchange.objects.filter(space=space, opened_on__isnull=False).count(),
            (min(pace for pace, _children in members), max(pace for pace, _children in members)),
        ),
        has_children=all(children for _pace, children in members),
    )
    return chosen.id, None


def _own_in_turn(space: Space, authors: list[str | None]) -> OwnQuestion | None:
    from .items import OwnQuestion

    if authors and authors[-1] is not None:
        return None
    last = next((author for author in reversed(authors) if author is not None), None)
    waiting = list(OwnQuestion.waiting(space))
    return next((own for own in waiting if own.author_id != last), waiting[0] if waiting else None)
