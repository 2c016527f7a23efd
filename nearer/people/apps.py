"""What people's sign-ins mean for what runs meanwhile."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "nearer.people"

    def ready(self) -> None:
        """Streams are looked at anew when a sign-in ends or the password changes, whichever way that happens."""
        from allauth.account.signals import password_changed, password_reset
        from allauth.usersessions.models import UserSession
        from django.contrib.auth.signals import user_logged_out
        from django.db.models.signals import post_delete

        from . import wording  # noqa: F401  (a sheet is known from the start)

        for event in (password_changed, password_reset, user_logged_out):
            event.connect(_look_again)
        post_delete.connect(_look_again, sender=UserSession)


def _look_again(user: Any = None, instance: Any = None, **_: Any) -> None:
    member = user or (instance and instance.user)
    if member is not None and member.pk is not None:  # else the account itself is being closed
        member.look_again()
