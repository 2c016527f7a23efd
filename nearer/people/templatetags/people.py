"""What every signed-in page has to say to its person."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django import template
from django.utils.translation import gettext as _

from nearer.people.models import Keys, Member

register = template.Library()

# The first mark that is found counts: most browsers also name others.
BROWSERS = [("Firefox/", "Firefox"), ("Edg", "Edge"), ("OPR/", "Opera"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@register.inclusion_tag("people/_announcements.html", takes_context=True)
def announcements(context: dict[str, Any]) -> dict[str, Any]:
    """Access asked for without the recovery code, and the weekly number when it is due. Costs no query."""
    member = getattr(context.get("request"), "user", None)
    if not isinstance(member, Member):
        return {}
    return {
        "regain": member.regain_due_at,
        "pace_is_due": member.pace_is_due(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_tag
def keys_to_reset(member: Member) -> dict[str, Any]:
    """What the page of a reset link needs: the box that the code opens, and whether one may begin afresh."""
    keys = Keys.objects.get(member=member)
    return {
        "uid": user_pk_to_url_str(member),
        "member": member.public_id,
        "recovery": keys.recovery,
        "revision": member.ring_revision,
        "due_at": member.regain_due_at,
        "may": member.may_regain(),
    }


@register.filter
def device(user_agent: str) -> str:
    """What a browser calls itself, as one says it: "Firefox, Android"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part) or _("A browser")
