"""How what was given is shown, and the words for feelings that the browser needs for it."""

from __future__ import annotations

from functools import cache

from django import template
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from nearer.catalogue import catalogue
from nearer.giving.models import Gift, What
from nearer.web.templatetags.web import Dense

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
def vocabulary() -> SafeString:
    """All words for feelings, as {"families": [[id, name]], "feelings": [[id, word, family, pleasantness, energy,
    [near ids]]]}."""
    return _vocabulary(get_language() or "")


@cache
def _vocabulary(language: str) -> SafeString:
    known = catalogue()
    families = [[each.id, each.name] for each in known.feeling_families]
    words = [[each.id, each.word, each.family, each.pleasantness, each.energy, each.near] for each in known.feelings]
    return json_script({"families": families, "feelings": words}, "feelings", Dense)
