"""The only way views get an exchange: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest

from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership

from .models import Exchange


def exchange(request: HttpRequest, space_id: str, day: date) -> tuple[Exchange, Membership]:
    """The exchange of a day and my membership, to read; raises Refusal 404, after leaving for every later day too."""
    mine = access.membership(request, space_id)
    # Every turn has its exchange, whoever looked.
    found = None if mine.left_on else Exchange.objects.present(mine.space)
    if found is None or found.day != day:
        found = Exchange.objects.on(mine.space, day)
    last = mine.left_on or mine.space.turn()  # the next turn has its question before its day
    if found is None or day > last:
        raise not_found()
    found.space = mine.space
    return found, mine


def to_write(request: HttpRequest, space_id: str, day: date) -> tuple[Exchange, Membership]:
    """The same, to write; raises Refusal 409 after leaving as well."""
    found, mine = exchange(request, space_id, day)
    mine.must_be_present()
    return found, mine
