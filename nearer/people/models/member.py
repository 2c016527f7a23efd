"""A member: a name to sign in by, and what this person set for themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from nearer.clock import today
from nearer.sealed.fields import IdField

DEEPEST_PACE = 3
PACE_EVERY = timedelta(days=7)
RECOVERY_ASKED_EVERY = timedelta(days=365)


class MemberManager(BaseUserManager["Member"]):
    """Members by the name they sign in with."""

    def create_user(self, name: str, password: str, **extra: Any) -> Member:
        """A new member; `password` is the derived secret, never the password itself."""
        member = self.model(name=name, **extra)
        member.set_password(password)
        member.save(using=self._db)
        return member


class Member(AbstractBaseUser):
    """One person. `public_id` is made in their browser and is part of the context of every box."""

    public_id = IdField(unique=True)
    name = models.CharField(
        _("name"),
        max_length=40,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("Somebody here has this name already. Try it with another letter or number.")},
    )
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField(default=today)
    ring_revision = models.PositiveIntegerField(default=1)
    recovery_checked_on = models.DateField(null=True)
    pace = models.PositiveSmallIntegerField(default=DEEPEST_PACE)
    pace_on = models.DateField(null=True)

    last_login = None  # no "last seen", not even for the one who runs the server

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pace__lte=DEEPEST_PACE), name="people_member_pace")]

    def keep_pace(self, pace: int) -> None:
        """Store the weekly number 0-3 that this person's browser posts (safety: on one schedule for all)."""
        self.pace, self.pace_on = pace, today()
        self.save(update_fields=["pace", "pace_on"])

    def pace_is_due(self) -> bool:
        """Whether the browser should post its number again: a week has passed."""
        return self.pace_on is None or today() >= self.pace_on + PACE_EVERY

    def recovery_is_due(self) -> bool:
        """Whether to ask "do you still have your recovery sheet?": never confirmed, or a year ago."""
        checked: date | None = self.recovery_checked_on
        return checked is None or today() >= checked + RECOVERY_ASKED_EVERY

    def confirm_recovery(self) -> None:
        """The person typed groups of the code back."""
        self.recovery_checked_on = today()
        self.save(update_fields=["recovery_checked_on"])
