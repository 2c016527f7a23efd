"""`{{ entry|own:"own-entry" }}`: the element in which the browser opens something of one's own."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nearer.myself.models import Own

register = template.Library()


@register.filter
def own(item: Own, element: str) -> SafeString:
    """The element with everything that the item's context holds, and an id by which the page finds it."""
    return format_html(
        '<{0} id="own-{1}" data-space="{2}" kind="{3}" item="{1}" author="{4}" content="{5}" epoch="{6}" revision="{7}"'
        ' box="{8}"></{0}>',
        element,
        item.pk,
        item.space_id,
        item.KIND,
        item.author_id,
        item.content,
        item.epoch,
        item.revision,
        item.box,
    )


@register.filter
def stored(item: Own | None) -> SafeString | str:
    """What a form that changes it needs to know of it; nothing where there is none yet."""
    if item is None:
        return ""
    return format_html(
        'item="{}" author="{}" epoch="{}" revision="{}" box="{}"',
        item.pk,
        item.author_id,
        item.epoch,
        item.revision,
        item.box,
    )
