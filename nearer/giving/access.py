"""The only way views get a gift: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest

from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership

from .models import Gift


def gift(request: HttpRequest, space_id: str, gift_id: str) -> tuple[Gift, Membership]:
    """Something that passed between the two, to read, and my membership; raises Refusal 404."""
    mine = access.membership(request, space_id)
    found = Gift.seen_by(mine).filter(pk=gift_id).first()
    if found is None:
        raise not_found()
    found.space = mine.space
    return found, mine


def to_write(request: HttpRequest, space_id: str, gift_id: str) -> tuple[Gift, Membership]:
    """The same, to write; raises Refusal 409 after leaving as well."""
    found, mine = gift(request, space_id, gift_id)
    mine.must_be_present()
    return found, mine
