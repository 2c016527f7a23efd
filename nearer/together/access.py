"""The only way views get a session or a sitting: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest

from nearer.catalogue import catalogue
from nearer.catalogue.sessions import Session
from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership

from .models import Sitting
from .offering import comes_up


def session(request: HttpRequest, space_id: str, session_id: str) -> tuple[Session, Membership]:
    """A session that comes up for these two, and my membership; raises Refusal 404, or 409 after leaving."""
    mine = access.present(request, space_id)
    found = catalogue().session(session_id)
    if found is None or not comes_up(found, mine.space):
        raise not_found()
    return found, mine


def sitting(request: HttpRequest, space_id: str, sitting_id: str) -> tuple[Sitting, Membership]:
    """A sitting, to read; raises Refusal 404."""
    mine = access.membership(request, space_id)
    found = Sitting.objects.filter(space=space_id, pk=sitting_id).first()
    if found is None or (mine.left_on is not None and found.day > mine.left_on):
        raise not_found()
    found.space = mine.space
    return found, mine


def to_write(request: HttpRequest, space_id: str, sitting_id: str) -> tuple[Sitting, Membership]:
    """The same, to write; raises Refusal 409 after leaving as well."""
    found, mine = sitting(request, space_id, sitting_id)
    mine.must_be_present()
    return found, mine
