"""Who is who on the page of an exchange."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nearer.exchange.models import Answer
from nearer.exchange.page import ExchangePage
from nearer.spaces.models import Membership

register = template.Library()


@register.filter
def named(membership: Membership) -> SafeString | str:
    """The sealed name of one of the two; a plain word where none was given."""
    if not membership.name:
        return _("You") if membership.seat == 1 else _("The other one")
    return format_html(
        '<sealed-text class="inline" kind="name" item="{}" author="{}" content="-" epoch="{}" revision="{}" box="{}">'
        "</sealed-text>",
        membership.name_item,
        membership.member_id,
        membership.name_epoch,
        membership.name_revision,
        membership.name,
    )


@register.simple_tag
def by(answer: Answer, page: ExchangePage) -> str:
    """The colour class of an answer, by its author's seat."""
    seat = page.mine.seat if answer.author_id == page.mine.member_id else 3 - page.mine.seat
    return "by-one" if seat == 1 else "by-two"
