"""What the lists of gifts show beside the words, found with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.safestring import SafeString

from nearer.photos.models import Photo
from nearer.photos.templatetags.photos import shown
from nearer.spaces.models import Membership

from .models import Gift


def with_photos(mine: Membership, gifts: Iterable[Gift]) -> list[Gift]:
    """The same gifts, each with `photos`, the elements that show what goes with it. One query."""
    found = list(gifts)
    beside: dict[str, list[Photo]] = {}
    photos = Photo.objects.filter(mine.of_my_time(), space=mine.space_id, content__in=[each.pk for each in found])
    for photo in photos.order_by("day", "pk"):
        beside.setdefault(photo.content, []).append(photo)
    for each in found:
        each.photos = shown(beside[each.pk]) if each.pk in beside else SafeString()
    return found
