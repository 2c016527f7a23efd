"""An invitation: a box that only the secret in the link opens. Seven days, one use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from nearer import clock
from nearer.people.models import Keys, Member
from nearer.sealed.fields import IdField, SealedField, sealed
from nearer.sealed.models import not_found
from nearer.web.refusals import Refusal, malformed, too_late

from .membership import Membership, refuse_third, the_other
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
    def make(cls, membership: Membership, *, id: str, purpose: str, epoch: int, box: str) -> Self:
        """A new invitation in place of older ones of the same purpose; the same again is the same one.

        `epoch` is the newest key inside. Raises Refusal 409 when that is not the space's present key, or when two are
        there already and someone is asked to join, 404 when nobody is there to get access back.
        """
        space = membership.space
        with transaction.atomic():
            membership.hold()
            known = cls.objects.filter(pk=id).first()
            if known is not None:
                if known.box != box or known.by_id != membership.member_id:
                    raise malformed()
                return known
            if epoch != space.epoch:
                raise too_late(_("The key of this space has changed. Reload the page."))
            if purpose == Purpose.JOIN and (space.memberships.count() > 1 or space.seat_is_kept):
                raise refuse_third()
            if purpose == Purpose.REGRANT and the_other(membership) is None:
                raise not_found()
            cls.objects.filter(space=space, purpose=purpose).delete()
            made = cls.objects.create(
                id=id, space=space, by_id=membership.member_id, purpose=purpose, box=box, made_at=clock.now()
            )
            space.changed(only=membership.member_id)
            return made

    @classmethod
    def open_ones(cls) -> models.QuerySet[Self]:
        """Those that can still be used."""
        return cls.objects.filter(made_at__gt=clock.now() - LASTS)

    @classmethod
    def waiting(cls, membership: Membership, purpose: str) -> Self | None:
        """The one that this member has out, if any."""
        return cls.open_ones().filter(space=membership.space, by=membership.member_id, purpose=purpose).first()

    @classmethod
    def find(cls, invitation_id: str) -> Self | None:
        """An invitation that can still be used, or None."""
        return cls.open_ones().select_related("space").filter(pk=invitation_id).first()

    @classmethod
    def lets_in(cls, invitation_id: str) -> bool:
        """Whether this one can still be used to join: so long its holder may sign up."""
        return cls.open_ones().filter(pk=invitation_id, purpose=Purpose.JOIN).exists()

    @property
    def until(self) -> datetime:
        """The moment from which it opens nothing any more."""
        return self.made_at + LASTS

    @classmethod
    def cancel(cls, membership: Membership, invitation_id: str) -> None:
        """The link opens nothing from now on; one that is gone already is no mistake."""
        with transaction.atomic():
            if cls.objects.filter(space=membership.space, by=membership.member_id, pk=invitation_id).delete()[0]:
                membership.space.changed(only=membership.member_id)

    @classmethod
    def claim(
        cls, member: Member, invitation_id: str, *, space_id: str, keyring: str, revision: int, auth: str = ""
    ) -> Membership:
        """Take the seat (or the access) and delete the invitation; the keyring now holds the space's keys.

        The same claim again is the same seat. A keyring that held them already (since sign-up) takes no `auth`. Raises
        Refusal 403 for a wrong secret, 409 for a third member or for one's own invitation, 404 when another one was
        quicker or the invitation opens nothing any more.
        """
        with transaction.atomic():
            found = cls.find(invitation_id)
            taken = found is not None and cls.objects.filter(pk=invitation_id).delete()[0]
            mine = Membership.objects.filter(space=space_id, member=member, left_on=None).first()
            keys = Keys.objects.get(member=member)
            if found is None or not taken:
                if mine is not None and keys.keyring == keyring:
                    return mine
                raise gone()
            if found.space_id != space_id:
                raise malformed()
            if found.by_id == member.public_id:
                raise too_late(_("This invitation is your own. Open it on the phone of the one you mean."))
            keys.replace_keyring(keyring, revision, auth)
            mine = mine or found._seat(member)
            found.space.changed()
            return mine

    def _seat(self, member: Member) -> Membership:
        if self.purpose != Purpose.JOIN:
            raise gone()
        try:
            with transaction.atomic():
                return Membership.objects.create(space=self.space, member=member, seat=2, joined_on=self.space.day())
        except IntegrityError:
            raise refuse_third() from None


def gone() -> Refusal:
    """404: used, cancelled, replaced, too old, or never there. It is the same for all."""
    return Refusal(404, _("This invitation opens nothing any more. Ask for a new one; that takes a minute."))
