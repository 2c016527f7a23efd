"""A device that is signed out is not called any more, whichever way its sign-in ends; nor is who begins a pause."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.http import HttpRequest


class CallingConfig(AppConfig):
    name = "nearer.calling"

    def ready(self) -> None:
        """Listen to allauth and Django, who alone know all the ways."""
        from allauth.account.signals import password_changed, password_reset
        from allauth.usersessions.models import UserSession
        from django.contrib.auth.signals import user_logged_out
        from django.db.models.signals import post_delete, post_save

        from nearer.spaces.models import Membership

        user_logged_out.connect(_signed_out)
        password_changed.connect(_all_others_signed_out)
        password_reset.connect(_everybody_signed_out)
        post_delete.connect(_ended, sender=UserSession)
        post_save.connect(_quiet, sender=Membership)


def _signed_out(request: HttpRequest, **_: Any) -> None:
    from nearer.people.context import device_of

    from .models import Way

    Way.forget_device(device_of(request))


def _all_others_signed_out(request: HttpRequest, user: Any, **_: Any) -> None:
    from nearer.people.context import device_of

    from .models import Way

    Way.keep_devices(user, [device_of(request)])


def _everybody_signed_out(user: Any, **_: Any) -> None:
    from .models import Way

    Way.keep_devices(user, [])


def _ended(instance: Any, **_: Any) -> None:
    """One of the devices was signed out from another one, or its sign-in was too old."""
    from nearer.people.context import HALF, device_named

    from .models import Way

    member = instance.user
    if member.pk is None or not Way.objects.filter(member=member).exists():
        return
    stores = [one._session_store(one.session_key) for one in type(instance).objects.filter(user=member)]
    Way.keep_devices(member, [device_named(half) for half in (store.get(HALF) for store in stores) if half])


def _quiet(instance: Any, update_fields: Any = None, **_: Any) -> None:
    """A pause, or leaving: what is on its way does not come any more, whatever it is for."""
    from .models import Call

    if {"paused_on", "left_on"} & set(update_fields or ()) and (instance.paused_on or instance.left_on):
        Call.end(Call.objects.filter(way__member__public_id=instance.member_id))
