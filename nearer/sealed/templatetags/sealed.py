"""`{{ item|sealed }}`: the element in which the browser opens an envelope. One template node a row."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nearer.sealed.models import SealedItem

register = template.Library()


@register.filter
def sealed(item: SealedItem) -> SafeString:
    """A <sealed-text> with everything that the item's context holds, but the space (the page's)."""
    return format_html(
        '<sealed-text kind="{}" item="{}" author="{}" content="{}" epoch="{}" revision="{}" box="{}"></sealed-text>',
        item.KIND,
        item.pk,
        item.author_id,
        item.content,
        item.epoch,
        item.revision,
        item.box,
    )
