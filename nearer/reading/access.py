"""The only way views get something to read: through my membership of a space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest

from nearer.catalogue import catalogue
from nearer.catalogue.lessons import Lesson
from nearer.catalogue.pathways import Pathway
from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership
from nearer.spaces.paces import comes_up


def lesson(request: HttpRequest, space_id: str, code: str) -> tuple[Lesson, Membership]:
    """A lesson that comes up for these two, and my membership; raises Refusal 404, or 409 after leaving."""
    mine = access.present(request, space_id)
    found = catalogue().coded(Lesson, code)
    if found is None or not comes_up(found, mine):
        raise not_found()
    return found, mine


def pathway(request: HttpRequest, space_id: str, code: str) -> tuple[Pathway, Membership]:
    """A pathway that comes up for these two, and my membership; raises Refusal 404, or 409 after leaving."""
    mine = access.present(request, space_id)
    found = catalogue().coded(Pathway, code)
    if found is None or not comes_up(found, mine):
        raise not_found()
    return found, mine
