"""Which question each turn of a space brings. What it depends on is never whether somebody looked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from nearer.catalogue import catalogue, choose, depth_for
from nearer.catalogue.choosing import WEEK
from nearer.spaces.models import Space

if TYPE_CHECKING:
    from .items import OwnQuestion


class Chooser:
    """Gives the turns of one space their questions, one after the other."""

    def __init__(self, space: Space) -> None:
        from .exchange import Exchange
        from .items import OwnQuestion

        self._space = space
        every = Exchange.objects.filter(space=space).order_by("day")
        self._before: list[tuple[str, str | None]] = list(every.values_list("content", "own__author__public_id"))
        self._opened = every.filter(opened_on__isnull=False).count()
        self._waiting = list(OwnQuestion.objects.filter(space=space, exchanges=None).order_by("day", "id"))
        members = list(space.memberships.filter(left_on=None).values_list("member__pace", "has_children"))
        self._paces = [pace for pace, _children in members]
        self._has_children = all(children for _pace, children in members)

    def next(self, day: date) -> tuple[str, OwnQuestion | None]:
        """(content id, own question or None) for the turn of `day`; call it for later and later days.

        An own question comes up on every second turn at most, the two taking turns, and only on a turn after the day
        it was written. The catalogue's questions fit the bond, what applies to both, and the lower of the two paces,
        and none comes back before all have been asked.
        """
        own = self._own_in_turn(day)
        if own is not None:
            self._waiting.remove(own)
            self._before.append((own.pk, own.author_id))
            return own.pk, own
        content = self._from_catalogue(day)
        self._before.append((content, None))
        return content, None

    def _from_catalogue(self, day: date) -> str:
        asked = [content for content, author in self._before if author is None]
        known = catalogue()
        recent = [question.field for content in asked[-WEEK:] if (question := known.question(content))]
        return choose(
            known.questions(self._space.bond),
            seed=f"{self._space.pk}/{day.isoformat()}",
            asked=asked,
            recent_fields=recent,
            depth=depth_for(self._opened, (min(self._paces), max(self._paces))),
            has_children=self._has_children,
        ).id

    def _own_in_turn(self, day: date) -> OwnQuestion | None:
        authors = [author for _content, author in self._before]
        if authors and authors[-1] is not None:
            return None
        last = next((author for author in reversed(authors) if author is not None), None)
        written_before = [own for own in self._waiting if own.day < day]
        return next((own for own in written_before if own.author_id != last), next(iter(written_before), None))
