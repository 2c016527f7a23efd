"""Who is who in a space, and the few things that cards and the switcher look up by themselves."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nearer.catalogue import catalogue
from nearer.catalogue.schema import Step
from nearer.prepared import Prepared
from nearer.spaces.models import Membership, Note
from nearer.spaces.models.agreement import SafePlace
from nearer.spaces.models.space import Space

register = template.Library()
_ELSEWHERE = Prepared(
    2,
    lambda member, space: (
        Membership.objects.filter(member_id=member, left_on=None)
        .exclude(space_id=space)
        .only("member_id", "space_id")[:1]
    ),
)


@register.filter
def named(membership: Membership | None) -> SafeString | str:
    """The sealed name of one of the two; a plain word where none was given."""
    if membership is None or not membership.name:
        return _("The other one")
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
def safe_place(space: Space) -> SafePlace:
    """The agreement of a space."""
    return SafePlace(space)


@register.simple_tag
def step_of(mine: Membership) -> Step:
    """The small step of this day for someone who is alone here; another one each day, round and round."""
    steps = catalogue().alone.steps
    return steps[(mine.space.day() - mine.joined_on).days % len(steps)]


@register.simple_tag
def note_on(mine: Membership, step: Step) -> Note | None:
    """What this member wrote to themselves about a step last."""
    return Note.of(mine).filter(content=step.id).first()


@register.simple_tag
def several(mine: Membership) -> bool:
    """Whether this member is in another space too, so that a page must say whose it is. One query."""
    return bool(_ELSEWHERE(mine.member_id, mine.space_id))


@register.inclusion_tag("spaces/_spot.html")
def spot(mine: Membership | None) -> dict[str, Any]:
    """The switcher, for those who have several spaces. One query."""
    if mine is None:
        return {}
    places = list(Membership.objects.filter(space__memberships__member_id=mine.member_id).order_by("space_id", "seat"))
    own = [one for one in places if one.member_id == mine.member_id and one.forgotten_on is None]
    others = {one.space_id: one for one in places if one.member_id != mine.member_id}
    pairs = [(one, others.get(one.space_id)) for one in sorted(own, key=lambda one: (one.joined_on, one.pk))]
    return {"mine": mine, "here": others.get(mine.space_id), "pairs": pairs}
