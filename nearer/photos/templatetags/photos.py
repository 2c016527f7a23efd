"""The photos beside something, and the way to add one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nearer.photos.models import PRIVATE_HOLDERS, Photo, Picture, Snapshot
from nearer.sealed.models import SealedItem

register = template.Library()


@register.simple_tag
def photos(holder: SealedItem, removable: bool = False) -> SafeString:
    """The photos beside something that the reader may see. One query; for many things at once see `with_photos`."""
    model = Snapshot if holder.KIND in PRIVATE_HOLDERS else Photo
    found: Sequence[Picture] = list(
        model.objects.filter(space=holder.space_id, author__public_id=holder.author_id, content=holder.pk).order_by(
            "day", "pk"
        )
    )
    return shown(found, removable)


def with_photos(holders: list[Any]) -> None:
    """Private things of a list get `shown`, the photos beside each. One query."""
    place = {"space__in": {one.space_id for one in holders}, "content__in": [one.pk for one in holders]}
    beside: dict[str, list[Snapshot]] = {}
    for photo in Snapshot.objects.filter(**place).order_by("day", "pk"):
        beside.setdefault(photo.content, []).append(photo)
    for one in holders:
        one.shown = shown(beside.get(one.pk, []))


def shown(found: Sequence[Picture], removable: bool = False) -> SafeString:
    """Each as an element that fetches and opens itself when it comes into view."""
    each = format_html_join(
        "",
        '<li><sealed-photo kind="{}" item="{}" data-space="{}" author="{}" content="{}" epoch="{}" revision="{}"{}>'
        "</sealed-photo></li>",
        (
            (one.KIND, one.pk, one.space_id, one.author_id, one.content, one.epoch, one.revision, taken)
            for one in found
            for taken in [SafeString(" removable") if removable else ""]
        ),
    )
    return format_html('<ul class="photos" aria-label="{}">{}</ul>', _("Photos"), each) if found else SafeString("")
