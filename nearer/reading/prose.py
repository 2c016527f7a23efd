"""The text of a lesson as HTML: paragraphs, headings, lists, emphasis, and small numbered links to its sources."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from nearer.catalogue.lessons import CITATION, Lesson


def rendered(lesson: Lesson) -> SafeString:
    """The body as HTML, which holds no link but those to `#source-1` and so on, numbered in the order of the text.

    The first link to each source has the id `cited-1`, to come back to. What looks like HTML is shown as it is written.
    """
    numbers = {id: number for number, id in enumerate(lesson.cited(), 1) if id in lesson.sources}
    return SafeString(_MARKDOWN.render(lesson.body, {"numbers": numbers, "linked": set()}))


def _citation(state: StateInline, silent: bool) -> bool:
    found = CITATION.match(state.src, state.pos)
    ids = re.split(r"[,;] *", found[1]) if found else []
    if found is None or not all(id in state.env["numbers"] for id in ids):
        return False
    if not silent:
        state.pending = state.pending.rstrip()
        token = state.push("citation", "", 0)
        token.meta = {"ids": ids}
    state.pos = found.end()
    return True


def _links(_self: Any, tokens: Sequence[Token], at: int, _options: Mapping[str, Any], env: dict[str, Any]) -> str:
    numbers: dict[str, int] = env["numbers"]
    links = []
    for number in (numbers[id] for id in tokens[at].meta["ids"]):
        first = format_html(' id="cited-{}"', number) if number not in env["linked"] else ""
        env["linked"].add(number)
        links.append((number, first, _("Source %s") % number, number))
    return format_html('<sup class="cited">{}</sup>', _joined(links))


def _joined(links: list[tuple[Any, ...]]) -> SafeString:
    return format_html_join(" ", '<a href="#source-{}"{} aria-label="{}">{}</a>', links)


def _markdown() -> MarkdownIt:
    """Only what the texts of lessons may have: no links, no pictures, no HTML."""
    markdown = MarkdownIt("zero", {"html": False, "typographer": True})
    markdown.enable(["heading", "list", "emphasis", "smartquotes", "replacements"])
    markdown.inline.ruler.push("citation", _citation)
    markdown.add_render_rule("citation", _links)
    return markdown


_MARKDOWN = _markdown()
