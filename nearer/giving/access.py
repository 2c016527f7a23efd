"""The only way views get a gift: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from nearer.sealed.models import Withdrawn, not_found
from nearer.spaces import access
from nearer.spaces.models import Membership
from nearer.web.refusals import too_late

from .models import Gift


def gift_or_none(request: HttpRequest, space_id: str, gift_id: str) -> tuple[Gift | None, Membership]:
    """Something that passed between the two, to read, or None where it was taken back; and my membership.

    Raises Refusal 404 for what never was there.
    """
    mine = access.membership(request, space_id)
    found = Gift.seen_by(mine).filter(pk=gift_id).first()
    if found is not None:
        found.space = mine.space
    elif not Withdrawn.objects.filter(space=mine.space_id, pk=gift_id, kind=Gift.KIND).exists():
        raise not_found()
    return found, mine


def gift(request: HttpRequest, space_id: str, gift_id: str) -> tuple[Gift, Membership]:
    """One that is there; raises Refusal 404."""
    found, mine = gift_or_none(request, space_id, gift_id)
    if found is None:
        raise not_found()
    return found, mine


def to_write(request: HttpRequest, space_id: str, gift_id: str) -> tuple[Gift, Membership]:
    """The same, to write; raises Refusal 409 after leaving as well, and for what was taken back meanwhile."""
    found, mine = gift_or_none(request, space_id, gift_id)
    mine.must_be_present()
    if found is None:
        raise too_late(_("It was taken back meanwhile. Your words are kept here."))
    return found, mine
