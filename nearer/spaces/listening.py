"""Who may listen to what changes in a space, or post photos there. Called outside of Django's requests."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.db import close_old_connections
from django.http import HttpRequest

from nearer.people.models import Member

from .models import Membership


def admit(cookies: dict[str, str], space_id: str) -> str | None:
    """The id of the member whose sign-in the cookies show, if they are in this space and have not left it."""
    mine = _membership(cookies, space_id)
    return mine.member_id if mine and mine.left_on is None else None


def belongs(cookies: dict[str, str], space_id: str) -> bool:
    """Whether the cookies show the sign-in of somebody who is in this space, or was."""
    return _membership(cookies, space_id) is not None


def _membership(cookies: dict[str, str], space_id: str) -> Membership | None:
    close_old_connections()
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(cookies.get(settings.SESSION_COOKIE_NAME))
    member = get_user(request)
    if not isinstance(member, Member):
        return None
    return Membership.objects.filter(space_id=space_id, member_id=member.public_id).first()


def seq(space_id: str, member_id: str) -> int:
    """How many changes this member could have seen in this space so far; 0 once they are gone from it."""
    found = Membership.objects.filter(space_id=space_id, member_id=member_id).values_list("seq", flat=True).first()
    return found or 0
