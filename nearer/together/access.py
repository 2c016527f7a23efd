"""The only way views get a session or a sitting: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership
from nearer.spaces.paces import ALONE, comes_up

from .models import Aside, Sitting


def session(request: HttpRequest, space_id: str, code: str) -> tuple[Session, Membership]:
    """A session that comes up for these two, or in which I have notes of my own; and my membership.

    Raises Refusal 404, or 409 after leaving.
    """
    mine = access.present(request, space_id)
    found = catalogue().coded(Session, code)
    if found is None or not (comes_up(found, mine) or _has_notes(mine, found)):
        raise not_found()
    return found, mine


def to_begin(request: HttpRequest, space_id: str, code: str) -> tuple[Session, Membership]:
    """The same, to begin it or to say yes. Raises Refusal 409 as long as the one who joined was not welcomed."""
    found, mine = session(request, space_id, code)
    mine.must_know_each_other()
    if not comes_up(found, mine):
        raise not_found()
    return found, mine


def alone(request: HttpRequest, space_id: str, code: str) -> tuple[Session, Membership]:
    """A session that can be done alone. What one writes in it is stored whatever comes up meanwhile."""
    mine = access.present(request, space_id)
    found = catalogue().coded(Session, code)
    if found is None or ALONE not in found.place:
        raise not_found()
    return found, mine


def _has_notes(mine: Membership, session: Session) -> bool:
    return ALONE in session.place and Aside.of(mine).filter(content=session.id, sitting=None).exists()


def sitting(request: HttpRequest, space_id: str, sitting_id: str) -> tuple[Sitting, Membership]:
    """A sitting that began while I was here, to read; raises Refusal 404."""
    mine = access.membership(request, space_id)
    found = Sitting.objects.filter(mine.of_my_time(), space=space_id, pk=sitting_id).first()
    if found is None:
        raise not_found()
    found.space = mine.space
    return found, mine


def to_write(request: HttpRequest, space_id: str, sitting_id: str) -> tuple[Sitting, Membership]:
    """The same, to write; raises Refusal 409 after leaving as well."""
    found, mine = sitting(request, space_id, sitting_id)
    mine.must_be_present()
    mine.must_know_each_other()
    return found, mine
