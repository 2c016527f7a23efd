"""The only way views get something of one's own: through my membership of its space, and by its author. Else 404."""

from __future__ import annotations

from typing import TypeVar

from django.http import HttpRequest

from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership

from .models import Own

O = TypeVar("O", bound=Own)  # noqa: E741


def own(model: type[O], request: HttpRequest, space_id: str, item_id: str) -> tuple[O, Membership]:
    """One that I wrote, and my membership of its space, also after I left; raises Refusal 404."""
    mine = access.membership(request, space_id)
    found = model.of(mine).filter(pk=item_id).first()
    if found is None:
        raise not_found()
    return found, mine
