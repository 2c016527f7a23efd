"""The only way views get what belongs to a person: their own, through their sign-in."""

from __future__ import annotations

from django.http import HttpRequest

from nearer.people.http import member_of
from nearer.people.models import Attic, Keys
from nearer.sealed.models import not_found


def keys(request: HttpRequest) -> Keys:
    """My boxed keys."""
    return Keys.objects.select_related("member").get(member=member_of(request))


def attic(request: HttpRequest) -> Attic:
    """My older keys, as long as they are kept; raises Refusal 404."""
    found = Attic.of(member_of(request))
    if found is None:
        raise not_found()
    return found
