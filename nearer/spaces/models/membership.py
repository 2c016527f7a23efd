"""One of the two in a space: seat, name, pausing, leaving."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import ClassVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.people.models import Member
from nearer.sealed.fields import PREFIX, SealedField
from nearer.sealed.models import Envelope, SealedItem
from nearer.web.refusals import Refusal, malformed, too_late

from .space import Space


class MembershipManager(models.Manager["Membership"]):
    """Memberships come with their space, since nothing is asked without naming it."""

    def get_queryset(self) -> models.QuerySet[Membership]:
        return super().get_queryset().select_related("space")


class Membership(models.Model):
    """A member's place in a space. There are two seats; the seat, not the person, gives the colour.

    `seq` counts what changed for this member, so that an open page can ask for what it missed.
    `signed` is the text of the agreement that this member signed last (all signatures are rows of their own).
    `name` is how the other sees this member: a box of kind "name" by this member.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="memberships")
    seat = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField(default=1)
    has_children = models.BooleanField(default=False)
    joined_on = models.DateField(default=today)
    welcomed = models.BooleanField(default=False)
    left_on = models.DateField(null=True)
    paused_on = models.DateField(null=True)  # private: no page of the other reads it
    signed = models.CharField(max_length=40, blank=True)
    name_item = models.CharField(max_length=22, blank=True)
    name_epoch = models.PositiveIntegerField(default=0)
    name_revision = models.PositiveIntegerField(default=0)
    name = SealedField(blank=True)

    objects: ClassVar[MembershipManager] = MembershipManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "member"], name="spaces_one_membership"),
            models.UniqueConstraint(fields=["space", "seat"], name="spaces_one_per_seat"),
            models.CheckConstraint(condition=models.Q(seat__in=[1, 2]), name="spaces_two_seats"),
            models.CheckConstraint(
                condition=models.Q(name="") | models.Q(name__startswith=PREFIX), name="spaces_name_sealed"
            ),
        ]

    @property
    def seat_name(self) -> str:
        """For the colour's class, by-one or by-two."""
        return "one" if self.seat == 1 else "two"

    @property
    def other_seat_name(self) -> str:
        """The colour's name of the other one."""
        return "two" if self.seat == 1 else "one"

    def call_me(self, envelope: Envelope) -> None:
        """Store the sealed name by which the other sees this member; the same again is no change.

        Raises Refusal 409 for an older key or a version that does not follow the stored one, 400 for another id.
        """
        if envelope.box == self.name:
            return
        self.must_be_present()
        if self.name_item not in {"", envelope.id} and envelope.revision > 1:
            raise malformed()
        known = type(self).objects.filter(space=self.space_id, pk=self.pk, name_revision=envelope.revision - 1)
        with transaction.atomic():
            parts = {"name_item": envelope.id, "name": envelope.box, "name_epoch": envelope.epoch}
            if envelope.epoch != self.space.epoch or not known.update(name_revision=envelope.revision, **parts):
                raise too_late(_("This was changed on another device. Reload the page."))
            self.space.changed()

    def tell_of_children(self, has_children: bool) -> None:
        """Whether this member wants questions on children to come up; they do when both say so. Private to each."""
        with transaction.atomic():
            self.has_children = has_children
            self.save(update_fields=["has_children"])
            self.space.changed(only=self.member_id)

    def must_be_present(self) -> None:
        """Raises Refusal 409 when this member has left: what was opened stays readable, nothing new is written."""
        if self.left_on is not None:
            raise too_late(_("You have left this space. What you both opened stays here to read."))

    def welcome(self) -> None:
        """The one who invited says that it is the right person who joined; twice is once."""
        with transaction.atomic():
            if self.space.memberships.exclude(pk=self.pk).filter(welcomed=False).update(welcomed=True):
                self.space.changed()

    def turn_away(self) -> None:
        """The one who joined was not the one invited: they and what they wrote go, and the key has to be made anew.

        Raises Refusal 409 once the other was welcomed, or when nobody is there.
        """
        with transaction.atomic():
            stranger = self.space.memberships.exclude(pk=self.pk).filter(welcomed=False).first()
            if stranger is None:
                raise too_late(_("Nobody is waiting to be welcomed. If you want to part, you can leave this space."))
            self.space.changed()
            for model in apps.get_models():
                if issubclass(model, SealedItem):
                    with suppress(ProtectedError):  # a question that came up already is part of both their days
                        model._default_manager.filter(space=self.space, author=stranger.member).delete()
            self.space.signatures.filter(member=stranger.member).delete()
            stranger.delete()
            newest = self.space.wordings.values_list("pk", flat=True).first()
            type(self.space).objects.filter(pk=self.space_id).update(wording=newest or "")
            self.space.next_epoch()

    def was_left(self) -> bool:
        """Whether another one was here and has left. Only a space with a newer key needs to be looked at."""
        others = Membership.objects.filter(space=self.space_id).exclude(pk=self.pk)
        return self.space.epoch > 0 and others.filter(left_on__isnull=False).exists()

    def pause(self) -> None:
        """Quiet for as long as one likes; the other sees nothing of it."""
        self._pause_since(today())

    def resume(self) -> None:
        """Back again."""
        self._pause_since(None)

    def _pause_since(self, day: date | None) -> None:
        with transaction.atomic():
            self.paused_on = day
            self.save(update_fields=["paused_on"])
            self.space.changed(only=self.member_id)

    def leave(self) -> None:
        """Alone and at once. What both opened stays readable for both; what the other writes from now on has a new key.

        Leaving twice is leaving once.
        """
        with transaction.atomic():
            if not type(self).objects.filter(pk=self.pk, left_on=None).update(left_on=today()):
                return
            self.refresh_from_db()
            self.space.invitations.all().delete()
            self.space.next_epoch()
            self.space.changed()


def the_other(membership: Membership) -> Membership | None:
    """The other one of the two, or None as long as this member is alone."""
    return Membership.objects.filter(space=membership.space_id, left_on=None).exclude(pk=membership.pk).first()


def refuse_third() -> Refusal:
    """The answer to a third one at the door."""
    return Refusal(409, _("A space is for two, and two are there already. Ask for a new invitation."))
