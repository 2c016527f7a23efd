"""Template tags of the shell."""

from __future__ import annotations

import json
import re
from functools import cache

from django import template
from django.template.defaultfilters import stringfilter
from django.template.loader import render_to_string
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from nearer.web.sheets import address

register = template.Library()


@register.simple_tag
def words(template: str = "web/_words.html") -> SafeString:
    """The sentences that scripts say, as <script type="application/json">; rendered once a language.

    The shell has those of every page; a page with many of its own adds its template.
    """
    return _words(template, get_language() or "")


@register.simple_tag
def lock_words() -> str:
    """Where the sentences of the lock screen are, in this language."""
    return address("lock")


@register.filter
@stringfilter
def typeset(text: str) -> str:
    """A text of ours with the quotation marks and dots of a book."""
    text = re.sub(r"(?<![^\s(\[“])'(?=\S)", "\u2018", re.sub(r"(?<![^\s(\[])\"(?=\S)", "“", text))
    return text.replace('"', "”").replace("'", "\u2019").replace("...", "…")


@cache
def _words(template: str, language: str) -> SafeString:
    """ValueError if the template is not JSON in this language."""
    return json_script(json.loads(render_to_string(template)), encoder=Dense)


class Dense(json.JSONEncoder):
    """Without the spaces that only people need."""

    item_separator = ","
    key_separator = ":"
