"""What the lists of gifts show beside the words, found with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable

from nearer.photos.models import Photo
from nearer.photos.templatetags.photos import show_beside
from nearer.spaces.models import Membership

from .models import Gift


def with_photos(mine: Membership, gifts: Iterable[Gift]) -> list[Gift]:
    """The same gifts, each with the photos that this member may see. One query."""
    found = list(gifts)
    show_beside(found, Photo.objects.filter(mine.of_my_time(), space=mine.space_id))
    return found
