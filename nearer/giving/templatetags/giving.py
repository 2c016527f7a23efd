"""How what was given is shown, and the words for feelings that the browser needs for it."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from nearer.giving.models import Gift, What
from nearer.web.sheets import address

register = template.Library()


@register.filter
def given(gift: Gift) -> SafeString:
    """The element in which the browser opens a gift; a feeling has more in its envelope than text."""
    return format_html(
        '<{} class="words" kind="gift" item="{}" author="{}" content="-" epoch="{}" revision="{}" box="{}"></{}>',
        name := "feeling-text" if gift.what == What.FEELING else "sealed-text",
        gift.pk,
        gift.author_id,
        gift.epoch,
        gift.revision,
        gift.box,
        name,
    )


@register.simple_tag
def feelings() -> str:
    """For <html>: where the words for feelings are, on pages that show, search or name some."""
    return format_html(' data-feelings="{}"', address("feelings"))
