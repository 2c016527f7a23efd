"""One of the two in a space: seat, name, pausing, leaving."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any, ClassVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import ForeignKey, ProtectedError, Q
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.live.hub import part
from nearer.people import items
from nearer.people.models import Keys, Member
from nearer.sealed.fields import PREFIX, SealedField
from nearer.sealed.kinds import SHARED
from nearer.sealed.models import Envelope, not_found
from nearer.web.refusals import Refusal, malformed, too_late

from .placed import Placed
from .space import Space, check_time_zone

MOST_TOUCH = 3


class MembershipManager(models.Manager["Membership"]):
    """Memberships come with their space, since nothing is asked without naming it."""

    def get_queryset(self) -> models.QuerySet[Membership]:
        return super().get_queryset().select_related("space")


class Membership(Placed):
    """A member's place in a space. There are two seats; the seat, not the person, gives the colour.

    `seq` counts what changed for this member, so that an open page can ask for what it missed.
    `signed` is the text of the agreement that this member signed last (all signatures are rows of their own).
    `name` is how the other sees this member: a box of kind "name" by this member.
    `time_zone` is where this member is, if not where the space's days turn; `touch` how much affection the page may
    suggest (0 none to 3), which only this member sees. On `touch_on`, the day of its last change,
    `touch_before` still counts.
    `parted_epoch` is the first key of the space that this member, who has left, does not have. `forgotten_on` is set
    once nothing of the space is shown to this member any more; the row stays since the other's copy names its writer.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="memberships")
    member = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="memberships")
    seat = models.PositiveSmallIntegerField()
    seq = models.PositiveBigIntegerField(default=1)
    has_children = models.BooleanField(default=False)
    joined_on = models.DateField(default=today)
    welcomed = models.BooleanField(default=False)
    left_on = models.DateField(null=True)
    parted_epoch = models.PositiveIntegerField(null=True)
    forgotten_on = models.DateField(null=True)
    paused_on = models.DateField(null=True)  # private: no page of the other reads it
    signed = models.CharField(max_length=40, blank=True)
    name_item = models.CharField(max_length=22, blank=True)
    name_epoch = models.PositiveIntegerField(default=0)
    name_revision = models.PositiveIntegerField(default=0)
    name = SealedField(blank=True)
    time_zone = models.CharField(max_length=64, blank=True, validators=[check_time_zone])
    touch = models.PositiveSmallIntegerField(default=0)
    touch_before = models.PositiveSmallIntegerField(default=0)
    touch_on = models.DateField(null=True)

    objects: ClassVar[MembershipManager] = MembershipManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "member"], name="spaces_one_membership"),
            models.UniqueConstraint(fields=["space", "seat"], name="spaces_one_per_seat"),
            models.CheckConstraint(condition=models.Q(seat__in=[1, 2]), name="spaces_two_seats"),
            models.CheckConstraint(
                condition=models.Q(name="") | models.Q(name__startswith=PREFIX), name="spaces_name_sealed"
            ),
            models.CheckConstraint(condition=models.Q(touch__lte=MOST_TOUCH), name="spaces_touch"),
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

        Raises Refusal 409 for an older key, a version that does not follow the stored one, or once the other has left
        (each keeps the names as they were), 400 for another id.
        """
        if envelope.box == self.name:
            return
        self.must_be_present()
        if self.name_item not in {"", envelope.id} and envelope.revision > 1:
            raise malformed()
        known = type(self).objects.filter(space=self.space_id, pk=self.pk, name_revision=envelope.revision - 1)
        with transaction.atomic():
            self.hold()
            if self.was_left():
                raise too_late(_("The other one of you has left, so the names stay as they were."))
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

    def allow_touch(self, touch: int) -> None:
        """How much affection may be suggested, 0 to 3. Private; suggested is what both allow.

        It counts from the next day of the space on: whoever tries out every number on one day, or looks at every hour,
        finds out neither the other's number nor when it changed.
        """
        with transaction.atomic():
            self.touch_before, self.touch_on, self.touch = self.touch_of_day(), self.space.day(), touch
            self.save(update_fields=["touch", "touch_before", "touch_on"])
            self.space.changed(only=self.member_id)

    def touch_of_day(self) -> int:
        """How much counts today."""
        changed_today = self.touch_on is not None and self.touch_on >= self.space.day()
        return self.touch_before if changed_today else self.touch

    def be_in(self, time_zone: str) -> None:
        """Where this member is now, for what comes at an hour of theirs; blank for where the space's days turn."""
        with transaction.atomic():
            self.time_zone = time_zone
            self.save(update_fields=["time_zone"])
            self.space.changed(only=self.member_id)

    @property
    def zone(self) -> str:
        """The time zone of this member's hours."""
        return self.time_zone or self.space.time_zone

    def must_be_present(self) -> None:
        """Raises Refusal 409 when this member has left: what was opened stays readable, nothing new is written."""
        if self.left_on is not None:
            raise too_late(_("You have left this space. What you both opened stays here to read."))

    def must_know_each_other(self) -> None:
        """Raises Refusal 409 while somebody has joined and was not yet said to be the right one."""
        if self.space.memberships.filter(left_on=None, welcomed=False).exists():
            raise too_late(_("First the one who invited says, under Us, that the right person has joined."))

    def hold(self) -> None:
        """Before writing: let nobody leave until the transaction ends, and see the present key.

        Raises Refusal 404 when this member was turned away meanwhile, 409 when they left.
        """
        self._hold()
        self.must_be_present()

    def hold_for_oneself(self) -> None:
        """Before writing for oneself, which goes on after leaving: see that this member still has a part here.

        What is stored after their part was deleted they could neither see nor delete. Raises Refusal 404 when they
        were turned away meanwhile, deleted the space for themselves or closed their account.
        """
        self._hold()
        if self.forgotten_on is not None:
            raise not_found()

    def _hold(self) -> None:
        self.space.hold()
        found = type(self).objects.filter(space=self.space_id, pk=self.pk).values("left_on", "forgotten_on").first()
        if found is None:
            raise not_found()
        self.left_on, self.forgotten_on = found["left_on"], found["forgotten_on"]

    def keep_new_key(self, keyring: str, revision: int, auth: str) -> None:
        """The member's keyring holds the space's new key. Raises Refusal 409 while another one is here.

        They joined with the present key, and two keys of one number would never open each other's words.
        """
        with transaction.atomic():
            self.hold()
            if the_other(self) is not None:
                raise too_late(_("The other one of you has the key of this space. Ask them to give you access back."))
            Keys.objects.get(member=self.member).replace_keyring(keyring, revision, auth)

    def of_my_time(self) -> Q:
        """Of what is sealed in this space, what was there before this member left: all, as long as they are here."""
        return Q() if self.parted_epoch is None else Q(epoch__lt=self.parted_epoch)

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
            self.hold()
            stranger = self.space.memberships.exclude(pk=self.pk).filter(welcomed=False).first()
            if stranger is None:
                raise too_late(_("Nobody is waiting to be welcomed. If you want to part, you can leave this space."))
            self.space.changed()
            stranger._tell_rooms()
            self.space.invitations.all().delete()  # they hold the old key
            for row in list(stranger._rows()):
                with suppress(ProtectedError):  # a question that came up already is part of both their days
                    row.delete()
            newest = self.space.wordings.values_list("pk", flat=True).first()
            type(self.space).objects.filter(pk=self.space_id).update(wording=newest or "")
            self.space.next_epoch()
            transaction.on_commit(lambda: part(self.space_id, stranger.member_id))

    def _tell_rooms(self) -> None:
        """A model that has something to end when one goes has a class method `parted` that takes the membership."""
        for model in apps.get_models():
            parted = getattr(model, "parted", None)
            if parted is not None:
                parted(self)
            for field in model._meta.concrete_fields:
                if isinstance(field, ForeignKey) and field.related_model is Membership:
                    model._default_manager.filter(**{field.name: self}).delete()  # such as what calls them here

    def _rows(self) -> Iterator[models.Model]:
        """All that names this space and this member, in every room; the membership itself is among it."""
        for model in apps.get_models():
            links = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
            of_space = next((field.name for field in links if field.related_model is Space), None)
            of_member = next((field.name for field in links if field.related_model is Member), None)
            if of_space and of_member:
                place = {of_space: self.space_id, of_member: self.member_id}
                yield from model._default_manager.filter(**place)

    def was_left(self) -> bool:
        """Whether another one was here and has left. Only a space with a newer key needs to be looked at."""
        others = Membership.objects.filter(space=self.space_id).exclude(pk=self.pk)
        return self.space.epoch > 0 and others.filter(left_on__isnull=False).exists()

    def pause(self) -> None:
        """Quiet for as long as one likes; the other sees nothing of it."""
        self._pause_since(self.space.day())

    def resume(self) -> None:
        """Back again."""
        self._pause_since(None)

    def _pause_since(self, day: date | None) -> None:
        with transaction.atomic():
            self.paused_on = day
            self.save(update_fields=["paused_on"])
            self.space.changed(only=self.member_id)

    @classmethod
    def listed_for(cls, mine: Membership) -> tuple[str, list[tuple[str, ...]]]:
        """For a copy: what this member set here, for both or for themselves alone."""
        space = mine.space
        rows = [
            (_("Began"), space.began_on.isoformat()),
            (_("Joined"), mine.joined_on.isoformat()),
            (_("Left"), mine.left_on.isoformat() if mine.left_on else ""),
            (_("What you are to each other"), space.get_bond_display()),
            (_("How often a question comes"), space.get_rhythm_display()),
            (_("Days turn in"), space.time_zone),
            (_("Where I am"), mine.time_zone),
            (_("I have children"), _("Yes") if mine.has_children else ""),
            (_("How far a suggested affection may go, 0 to 3"), str(mine.touch)),
            (_("Paused since"), mine.paused_on.isoformat() if mine.paused_on else ""),
        ]
        return _("As I set it"), [row for row in rows if row[1]]

    def leave(self) -> None:
        """Alone and at once. What both opened stays readable for both; what the other writes from now on has a new key.

        What this member had given and the other could not read yet is deleted: it stays closed for good. Leaving
        twice is leaving once.
        """
        with transaction.atomic():
            self._hold()
            if self.left_on is not None:
                return
            self.space.changed()
            other = the_other(self)
            self._tell_rooms()
            if other is not None:
                self._delete_unopened(other)
            self.space.invitations.all().delete()
            self.space.next_epoch()
            self.left_on, self.parted_epoch = self.space.day(), self.space.epoch
            self.save(update_fields=["left_on", "parted_epoch"])
            transaction.on_commit(lambda: part(self.space_id, self.member_id))

    def _delete_unopened(self, other: Membership) -> None:
        for model in items.kinds():
            if model.KIND in SHARED:
                given = model._default_manager.filter(space=self.space_id, author__public_id=self.member_id)
                open_ones = given.filter(model.open_to(other.member_id, self.space_id))
                given.exclude(pk__in=list(open_ones.values_list("pk", flat=True))).delete()

    def forget(self) -> None:
        """Delete a space for this member: their private things go, and what nobody else may read; nothing of it is
        shown to them any more. Once nobody is left who may read anything in it, all of it goes. Twice is once.

        What both had opened stays for the other, who notices nothing. Raises Refusal 409 while the other is here.
        """
        with transaction.atomic():
            self._hold()
            if self.left_on is None and the_other(self) is not None:
                raise too_late(_("First you leave it. Then you can delete it for yourself."))
            self.give_up()

    def give_up(self) -> None:
        """The same, whoever is here: with the account all of it goes. Call it inside a transaction."""
        self.leave()
        others = [one for one in self._others() if one.member.is_active and one.forgotten_on is None]
        if not others:
            self.space.end()
            return
        for model in items.kinds():
            manager: Any = model._default_manager
            mine = manager.filter(space=self.space_id, author__public_id=self.member_id)
            for other in others:
                seen = manager.filter(model.open_to(other.member_id, self.space_id), other.of_my_time())
                stays = list(seen.filter(space=self.space_id).values_list("pk", flat=True))
                mine.exclude(pk__in=stays).delete()
        items.forget_private(self.member_id, self.space_id)
        self.has_children, self.paused_on, self.time_zone = False, None, ""
        self.touch, self.touch_before, self.touch_on = 0, 0, None
        self.forgotten_on = self.forgotten_on or self.space.day()
        settings = ["has_children", "paused_on", "time_zone", "touch", "touch_before", "touch_on"]
        self.save(update_fields=["forgotten_on", *settings])  # the rest may have changed since it was read

    def _others(self) -> list[Membership]:
        return list(Membership.objects.filter(space=self.space_id).exclude(pk=self.pk).select_related("member"))


def both_are_here(mine: Membership, other: Membership | None) -> bool:
    """Whether one can give the other something: both there, and each knows that the other is the right one."""
    return other is not None and other.left_on is None and mine.welcomed and other.welcomed


def the_other(membership: Membership) -> Membership | None:
    """The other one of the two, or None as long as this member is alone."""
    return Membership.objects.filter(space=membership.space_id, left_on=None).exclude(pk=membership.pk).first()


def refuse_third() -> Refusal:
    """The answer to a third one at the door."""
    return Refusal(409, _("A space is for two, and two are there already. Ask for a new invitation."))
