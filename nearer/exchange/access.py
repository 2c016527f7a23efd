"""The only way views get an exchange: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest

from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership

from .models import Exchange


def exchange(request: HttpRequest, space_id: str, exchange_id: int) -> tuple[Exchange, Membership]:
    """The exchange and my membership, to read; raises Refusal 404."""
    mine = access.membership(request, space_id)
    found = Exchange.objects.filter(space=mine.space, pk=exchange_id).first()
    if found is None:
        raise not_found()
    found.space = mine.space
    return found, mine


def to_write(request: HttpRequest, space_id: str, exchange_id: int) -> tuple[Exchange, Membership]:
    """The same, to write; raises Refusal 409 after leaving as well."""
    found, mine = exchange(request, space_id, exchange_id)
    mine.must_be_present()
    return found, mine
