"""An invitation: a box that only the secret in the link opens. Seven days, one use."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import IntegrityError, models, transaction

from nearer import clock
from nearer.people.models import Keys, Member
from nearer.sealed.fields import IdField, SealedField, sealed
from nearer.sealed.models import not_found
from nearer.web.refusals import malformed

from .membership import Membership, refuse_third
from .space import Space

LASTS = timedelta(days=7)


class Purpose(models.TextChoices):
    """To join a space, or to get access back to one after the keys were lost."""

    JOIN = "join"
    REGRANT = "regrant"


class Invitation(models.Model):
    """The row goes at the first use and is left out of backups."""

    id = IdField(primary_key=True)
    space = models.ForeignKey(Space, models.CASCADE, related_name="invitations")
    by = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="+")
    purpose = models.CharField(max_length=8, choices=Purpose.choices, default=Purpose.JOIN)
    box = SealedField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [sealed("box")]

    @classmethod
    def make(cls, membership: Membership, invitation_id: str, purpose: str, box: str) -> Self:
        """A new invitation in place of older ones of the same purpose; the same again is the same one.

        Raises Refusal 409 when two are there already and someone is asked to join.
        """
        membership.must_be_present()
        space = membership.space
        if purpose == Purpose.JOIN and space.memberships.count() > 1:
            raise refuse_third()
        with transaction.atomic():
            known = cls.objects.filter(pk=invitation_id).first()
            if known is not None:
                if known.box != box or known.by_id != membership.member_id:
                    raise malformed()
                return known
            cls.objects.filter(space=space, purpose=purpose).delete()
            return cls.objects.create(
                id=invitation_id, space=space, by_id=membership.member_id, purpose=purpose, box=box, made_at=clock.now()
            )

    @classmethod
    def open_ones(cls) -> models.QuerySet[Self]:
        """Those that can still be used."""
        return cls.objects.filter(made_at__gt=clock.now() - LASTS)

    @classmethod
    def find(cls, invitation_id: str) -> Self:
        """An invitation that can still be used; raises Refusal 404."""
        found = cls.open_ones().select_related("space").filter(pk=invitation_id).first()
        if found is None:
            raise not_found()
        return found

    def claim(self, member: Member, *, keyring: str, revision: int) -> Membership:
        """Take the seat (or the access) and delete the invitation; the keyring now holds the space's keys.

        Raises Refusal 409 for a third member, 404 when another one was quicker.
        """
        with transaction.atomic():
            if not type(self).objects.filter(pk=self.pk).delete()[0]:
                mine = Membership.objects.filter(space=self.space, member=member).first()
                if mine is None:
                    raise not_found()
                return mine
            Keys.objects.get(member=member).replace_keyring(keyring, revision)
            mine = Membership.objects.filter(space=self.space, member=member, left_on=None).first()
            if mine is None:
                if self.purpose != Purpose.JOIN:
                    raise not_found()
                try:
                    with transaction.atomic():
                        mine = Membership.objects.create(space=self.space, member=member, seat=2)
                except IntegrityError:
                    raise refuse_third() from None
            self.space.changed()
            return mine
