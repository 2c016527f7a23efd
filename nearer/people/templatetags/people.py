"""What templates of one person ask for."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from nearer.people.models import Keys, Member
from nearer.web.sheets import address

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


@register.simple_tag
def sends_mail() -> bool:
    """Whether this server has a mail server to hand mails to."""
    return bool(settings.EMAIL_HOST)


@register.simple_tag
def wording() -> str:
    """Where the patterns of the wording nudge are, for <sealed-field nudge="…">; the same for everyone."""
    return address("wording")
