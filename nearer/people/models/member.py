"""A member: a name to sign in by, and what this person set for themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from nearer import clock
from nearer.clock import today
from nearer.live.hub import part
from nearer.sealed.fields import PREFIX, IdField, SealedField

DEEPEST_PACE = 3
PACE_EVERY = timedelta(days=7)
RECOVERY_ASKED_EVERY = timedelta(days=365)
REGAIN_WAITS = timedelta(hours=24)
REGAIN_LASTS = timedelta(days=4)

NAMELESS = "="
"""Begins what stands in place of a name where there is none; no name may hold it, so nobody can take it first."""

TAKEN = _("Somebody here has this name already. Try it with another letter or number.")


class MemberManager(BaseUserManager["Member"]):
    """Members by the name they sign in with; capital letters make no difference."""

    def create_user(self, name: str, password: str, **extra: Any) -> Member:
        """A new member; `password` is the derived secret, never the password itself."""
        member = self.model(name=name, **extra)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def named(self, name: str) -> Member | None:
        """The member who signs in by this name, or None."""
        return self.filter(name__iexact=name.strip(), is_active=True).first()


class Member(AbstractBaseUser):
    """One person. `public_id` is made in their browser and is part of the context of every box.

    A member who closed their account stays as a row without name and keys where the other has something opened by
    them: then `is_active` is False.
    """

    public_id = IdField(unique=True)
    name = models.CharField(
        _("name"),
        max_length=40,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": TAKEN},
    )
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    joined_on = models.DateField(default=today)
    ring_revision = models.PositiveIntegerField(default=1)
    recovery_checked_on = models.DateField(null=True)
    pace = models.PositiveSmallIntegerField(default=DEEPEST_PACE)
    pace_on = models.DateField(null=True)
    pace_box = SealedField(blank=True)
    # Access asked for without the recovery code. A column, since every page announces it and none may pay for that.
    regain_asked_at = models.DateTimeField(null=True)

    last_login = None  # no "last seen", not even for the one who runs the server

    objects: ClassVar[MemberManager] = MemberManager()

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="people_member_name_any_case"),
            models.CheckConstraint(condition=models.Q(pace__lte=DEEPEST_PACE), name="people_member_pace"),
            models.CheckConstraint(
                condition=models.Q(pace_box="") | models.Q(pace_box__startswith=PREFIX),
                name="people_member_pace_sealed",
            ),
        ]

    def give_up_name(self) -> None:
        """Nobody signs in as this member: the row only names whose things there are."""
        self.name, self.email, self.is_active = NAMELESS + self.public_id, "", False
        self.set_unusable_password()

    def look_again(self) -> None:
        """Open pages of this member show by their sign-in once more that they may listen to what changes."""
        for space_id in self.memberships.values_list("space_id", flat=True):
            transaction.on_commit(lambda space_id=space_id: part(space_id, self.public_id))  # type: ignore[misc]

    def keep_pace(self, pace: int, box: str) -> None:
        """Store the weekly number 0-3 that this person's browser posts (safety: on one schedule for all).

        `box` is what it was made from, sealed for this member's other devices; it is new every week for everyone.
        """
        self.pace, self.pace_box, self.pace_on = pace, box, today()
        self.save(update_fields=["pace", "pace_box", "pace_on"])

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

    # Access given back without the recovery code: it waits a day, and every signed-in device can stop it.

    def ask_regain(self) -> None:
        """Someone with a reset link but no code asks for access; asking again does not start the day anew."""
        if self.regain_due_at is None:
            self.regain_asked_at = clock.now()
            self.save(update_fields=["regain_asked_at"])

    @property
    def regain_due_at(self) -> datetime | None:
        """The moment from which the link works without the code; None when nobody asked within the last days."""
        asked: datetime | None = self.regain_asked_at
        if asked is None or clock.now() >= asked + REGAIN_LASTS:
            return None
        return asked + REGAIN_WAITS

    def may_regain(self) -> bool:
        """Whether the day has passed without anyone stopping it."""
        due = self.regain_due_at
        return due is not None and clock.now() >= due

    def stop_regain(self) -> None:
        """Stopped from a signed-in device, or not needed any more: whoever holds the link has to ask and wait again."""
        self.regain_asked_at = None
        self.save(update_fields=["regain_asked_at"])
