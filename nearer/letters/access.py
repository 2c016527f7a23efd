"""The only way views get a letter or a sketch: through my membership of its space. A stranger gets 404."""

from __future__ import annotations

from django.http import HttpRequest

from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership

from .models import Letter, Sketch


def letter(request: HttpRequest, space_id: str, letter_id: str) -> tuple[Letter, Membership]:
    """A letter that I wrote or that has come for me, and my membership; raises Refusal 404."""
    mine = access.membership(request, space_id)
    found = Letter.objects.seen_by(mine).filter(pk=letter_id).first()
    if found is None:
        raise not_found()
    found.space = mine.space
    return found, mine


def sketch(request: HttpRequest, space_id: str, sketch_id: str) -> tuple[Sketch, Membership]:
    """A sketch of mine; raises Refusal 404."""
    mine = access.membership(request, space_id)
    found = Sketch.of(mine).filter(pk=sketch_id).first()
    if found is None:
        raise not_found()
    return found, mine
