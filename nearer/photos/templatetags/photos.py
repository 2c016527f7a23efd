"""The photos beside something, and the way to add one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nearer.photos.models import PRIVATE_HOLDERS, Photo, Picture, Snapshot
from nearer.sealed.models import SealedItem

register = template.Library()


@register.simple_tag
def photos(holder: SealedItem, removable: bool = False) -> SafeString:
    """The photos beside something that the reader may see. One query; for many things at once see `show_beside`."""
    model = Snapshot if holder.KIND in PRIVATE_HOLDERS else Photo
    beside = model.objects.filter(space=holder.space_id, author__public_id=holder.author_id, content=holder.pk)
    return shown(list(beside.order_by("day", "pk")), removable)


def show_beside(holders: Sequence[Any], pictures: QuerySet[Any]) -> None:
    """Each of the things gets `photos`, the elements for those of the pictures that go with it. One query."""
    beside: dict[str, list[Picture]] = {one.pk: [] for one in holders}
    for picture in pictures.filter(content__in=beside).order_by("day", "pk"):
        beside[picture.content].append(picture)
    for one in holders:
        one.photos = shown(beside[one.pk])


def shown(found: Sequence[Picture], removable: bool = False) -> SafeString:
    """Each as an element that fetches and opens itself when it comes into view."""
    each = format_html_join(
        "",
        '<li><sealed-photo kind="{}" id="photo-{}" item="{}" data-space="{}" author="{}" content="{}" epoch="{}"'
        ' revision="{}"{}></sealed-photo></li>',
        (
            (one.KIND, one.pk, one.pk, one.space_id, one.author_id, one.content, one.epoch, one.revision, taken)
            for one in found
            for taken in [SafeString(" removable") if removable else ""]
        ),
    )
    return format_html('<ul class="photos" aria-label="{}">{}</ul>', _("Photos"), each) if found else SafeString("")
