"""The only way views get a space: through my own membership. A stranger gets 404."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.http import HttpRequest

from nearer.people.http import member_of
from nearer.prepared import Prepared
from nearer.sealed.models import not_found

from .models import Membership

CHOSEN = "space"
OF_SPACE = Prepared(
    1,
    lambda space: (
        Membership.objects.filter(space_id=space)
        .select_related("space", "member")  # Today needs the paces of both
        .defer("member__password", "member__pace_box")
    ),
)


def membership(request: HttpRequest, space_id: str) -> Membership:
    """My membership of the space with this id, also after I left; raises Refusal 404."""
    me = member_of(request).public_id
    found = next((one for one in OF_SPACE(space_id) if one.member_id == me and one.forgotten_on is None), None)
    if found is None:
        raise not_found()
    return found


def present(request: HttpRequest, space_id: str) -> Membership:
    """My membership of a space that I have not left; raises Refusal 404, or 409 after leaving."""
    mine = membership(request, space_id)
    mine.must_be_present()
    return mine


def chosen(request: HttpRequest) -> tuple[Membership | None, Membership | None]:
    """(mine, the other's) of the space I looked at last, kept in the session, else of my oldest one that I have not
    left, else of one that I have left: what was opened there stays to read.

    (None, None) where I have none yet. The other's is None as long as nobody is there, or after they left.
    """
    me = member_of(request).public_id
    if CHOSEN not in request.session:
        here_first = F("left_on").asc(nulls_first=True)
        mine_here = Membership.objects.filter(member_id=me, forgotten_on=None)
        first = mine_here.order_by(here_first, "joined_on", "pk").first()
        if first is None:
            return None, None
        choose(request, first.space_id)
    both = OF_SPACE(request.session[CHOSEN])
    mine = next((one for one in both if one.member_id == me and one.forgotten_on is None), None)
    if mine is None:  # turned away meanwhile, or deleted
        del request.session[CHOSEN]
        return chosen(request)
    return mine, next((one for one in both if one is not mine and one.left_on is None), None)


def former_or_present(mine: Membership) -> Membership | None:
    """The other one, also after they left: what both opened stays to read."""
    return Membership.objects.filter(space=mine.space_id).exclude(pk=mine.pk).first()


def both(mine: Membership, other: Membership | None = None) -> dict[str, Any]:
    """What the pages of a space know of the two; `other` where it was found already."""
    return {"space": mine.space, "mine": mine, "other": other or former_or_present(mine)}


def choose(request: HttpRequest, space_id: str) -> None:
    """Remember the space that this sign-in looks at."""
    if request.session.get(CHOSEN) != space_id:
        request.session[CHOSEN] = space_id
