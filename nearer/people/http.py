"""Requests of signed-in people, typed."""

from __future__ import annotations

from django.http import HttpRequest

from .models import Member


def member_of(request: HttpRequest) -> Member:
    """The signed-in member of a request behind login_required."""
    assert isinstance(request.user, Member)
    return request.user
