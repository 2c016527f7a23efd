"""Who is who on the page of an exchange."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nearer.spaces.models import Membership

register = template.Library()


@register.filter
def named(membership: Membership | None) -> SafeString | str:
    """The sealed name of the other one; a plain word where none was given."""
    if membership is None or not membership.name:
        return _("The other one of you")
    return format_html(
        '<sealed-text class="inline" kind="name" item="{}" author="{}" content="-" epoch="{}" revision="{}" box="{}">'
        "</sealed-text>",
        membership.name_item,
        membership.member_id,
        membership.name_epoch,
        membership.name_revision,
        membership.name,
    )
