"""The only way views get a photo: through my membership, mine or open to me. A stranger gets 404."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest

from nearer.sealed.models import not_found
from nearer.spaces import access
from nearer.spaces.models import Membership

from .models import Photo, Picture, Snapshot


def photo(request: HttpRequest, space_id: str, photo_id: str) -> tuple[Picture, Membership]:
    """A photo to look at; raises Refusal 404, the same for what is not there and what is not open."""
    mine = access.membership(request, space_id)
    author = Q(author__public_id=mine.member_id)
    own = Snapshot.objects.filter(author, space=space_id, pk=photo_id).first()
    seen = Photo.open_to(mine.member_id, space_id) & mine.of_my_time()
    shared = Photo.objects.filter(author | seen, space=space_id, pk=photo_id).first()
    found = own or shared
    if found is None:
        raise not_found()
    return found, mine
