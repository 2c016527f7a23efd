"""The only way views get a gift: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from nearer.sealed.models import WITHDRAWN, not_found
from nearer.spaces import access
from nearer.spaces.models import Membership
from nearer.web.refusals import too_late

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
    """The same, to write; raises Refusal 409 after leaving as well, and for what was taken back meanwhile."""
    mine = access.present(request, space_id)
    if WITHDRAWN(mine.space_id, gift_id):
        raise too_late(_("It was taken back meanwhile. Copy your words if you want them elsewhere; this page goes."))
    return gift(request, space_id, gift_id)
