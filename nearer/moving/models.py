"""The seat of somebody whose space was carried here, until they have brought their own part."""

from __future__ import annotations

import hmac
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db import models, transaction
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.people.models import Member
from nearer.people.models.keys import proof_hash
from nearer.spaces.models import Membership, Space, Wording
from nearer.web.refusals import Refusal, too_late

from .held import Held
from .rows import Reader

FORGOTTEN_AFTER = timedelta(days=30)
"""So long a space that somebody began to bring waits for the rest."""
LINK_LASTS = timedelta(days=30)

_signer = Signer(salt="nearer/1/kept-seat")


class KeptSeat(models.Model):
    """A space that is on its way has one for each of the two; whoever has brought theirs has a Membership instead.

    `link` is what the first gives to the other: so long as the other has no account here, it lets them sign up as the
    one they were. The row holds `code` only, which opens nothing without the secret key of this server: a copy of the
    rows lets nobody in. `proof_hash` tells whether somebody holds the key of the space (docs/moving.md); it is empty
    once the account was closed: nobody can sit here any more, and the other sees no difference. `held` is the
    membership as a file says, `begun` whether its owner has shown theirs and the key. `brought` are the ids of the
    owner's own words that came with the owner's file.
    """

    space = models.ForeignKey(Space, models.CASCADE, related_name="kept_seats")
    member = models.ForeignKey(Member, models.CASCADE, to_field="public_id", related_name="+")
    seat = models.PositiveSmallIntegerField()
    since = models.DateField(default=today)
    code = models.CharField(max_length=43, unique=True)
    proof_hash = models.CharField(max_length=64)
    held = models.JSONField(default=dict)
    begun = models.BooleanField(default=False)
    brought = models.JSONField(default=list)

    objects: ClassVar[models.Manager[Self]]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["space", "member"], name="moving_one_seat_each")]

    @classmethod
    def _unclaimed(cls) -> models.QuerySet[Self]:
        """The seats of nameless rows that were made for them. Who had an account or a place here is none of these."""
        closed = cls.objects.filter(proof_hash="").values("member")
        return cls.objects.filter(member__is_active=False, member__memberships=None).exclude(member__in=closed)

    @property
    def link(self) -> str:
        """What leads here."""
        return _signer.sign(self.code)

    @classmethod
    def _named(cls, link: str) -> models.QuerySet[Self]:
        """The seat that was ever behind this link; none where it is not a link of this server."""
        try:
            return cls.objects.filter(code=_signer.unsign(link))
        except BadSignature:
            return cls.objects.none()

    @classmethod
    def _by_link(cls, link: str) -> KeptSeat | None:
        seats = cls._named(link).filter(since__gte=today() - LINK_LASTS, pk__in=cls._unclaimed())
        return seats.select_related("member").first()

    @classmethod
    def lets_in(cls, link: str) -> bool:
        """Whether this link leads to a seat whose owner has no account here yet."""
        return cls._by_link(link) is not None

    @classmethod
    def kept_for(cls, link: str, public_id: str) -> int | None:
        """The nameless row of the member whose seat this link leads to, if it is this one.

        Raises Refusal 403 for anybody else where only the link lets them in.
        """
        seat = cls._by_link(link)
        if seat is not None and seat.member_id == public_id:
            return int(seat.member.pk)
        if not settings.SIGNUP_OPEN and cls._named(link).exists():
            raise Refusal(403, _("This link is for somebody who comes with their file from the other server."))
        return None

    @property
    def link_works(self) -> bool:
        """Whether the link is young enough; says nothing of whether anybody came."""
        return bool(self.since >= today() - LINK_LASTS)

    @classmethod
    def renew_link(cls, mine: Membership) -> None:
        """Another link to the seat beside this one; the former leads nowhere any more."""
        for seat in cls.objects.filter(space=mine.space_id):
            seat.code, seat.since = token_urlsafe(16), today()
            seat.save(update_fields=["code", "since"])

    @classmethod
    def begin(cls, member: Member, held: Held, proof: str) -> KeptSeat | None:
        """The space, with a seat for each of the two; the same again is the same. Call it with what a file says.

        None where this member has brought theirs before: then nothing is changed. Raises Refusal 409 for a space that
        is here, but not kept for this member; 403 for whoever has not its key.
        """
        with transaction.atomic():
            space, is_new = Space.objects.get_or_create(id=held.space["id"], defaults=held.space)
            if is_new:
                for one in held.members:
                    cls._seat(space, one, proof)
            space.hold()
            mine = cls.objects.filter(space=space, member=member).first()
            if mine is None and Membership.objects.filter(space=space, member=member, left_on=None).exists():
                return None
            if mine is None:
                raise too_late(_("This space is on this server already, or its seats are other people's."))
            if not hmac.compare_digest(mine.proof_hash, proof_hash(proof)):
                raise Refusal(403, _("Your keys are not those of this space."))
            mine.held, mine.begun = held.mine, True
            mine.save(update_fields=["held", "begun"])
            if held.space["epoch"] > space.epoch:
                Space.objects.filter(pk=space.pk).update(epoch=held.space["epoch"])
            return mine

    @classmethod
    def _seat(cls, space: Space, one: dict[str, Any], proof: str) -> None:
        public_id = one["member"]
        member = Member.objects.filter(public_id=public_id).first()
        if member is None:
            member = Member(public_id=public_id)
            member.give_up_name()
            member.save()
        elif not member.is_active and not cls._unclaimed().filter(member=member).exists():
            raise too_late(_("This space is on this server already, or its seats are other people's."))
        code, digest = token_urlsafe(16), proof_hash(proof)
        cls.objects.create(space=space, member=member, seat=one["seat"], code=code, proof_hash=digest, held=one)

    @classmethod
    def of(cls, member: Member, space_id: str) -> KeptSeat | None:
        """This member's seat in a space that is on its way, and that they have begun to bring."""
        return cls.objects.filter(member=member, space=space_id, begun=True).select_related("space").first()

    def take(self, rows: list[Any]) -> int:
        """Store rows of the file, each once; gives how many could not be. Raises Refusal 400: then none is."""
        with transaction.atomic():
            self.space.hold()
            members = {one.member_id for one in type(self).objects.filter(space=self.space_id)}
            members |= {one.member_id for one in Membership.objects.filter(space=self.space_id)}
            self.refresh_from_db(fields=["brought"])
            reader = Reader(self.space, self.member_id, members, set(self.brought))
            left = sum(not reader.take(*row) for row in rows)
            self.brought = sorted(reader.brought)
            self.save(update_fields=["brought"])
            return left

    def sit_down(self) -> None:
        """All rows are here: this member has their place again; and the other, where they had left, theirs.

        Twice is once. Who has an account here is never put into a space by somebody else's file.
        """
        with transaction.atomic():
            self.space.hold()
            if not type(self).objects.filter(space=self.space_id, pk=self.pk).exists():
                return
            self._becomes()
            for other in self._unclaimed().filter(space=self.space_id, begun=False):
                if other.held.get("left_on"):
                    other._becomes()
            apps.get_model("exchange.Exchange")._default_manager.open_where_both_wrote(self.space)
            newest = Wording.objects.filter(space=self.space_id).values_list("pk", flat=True).first()
            Space.objects.filter(pk=self.space_id).update(wording=newest or "")
            for letter in apps.get_model("letters.Letter")._default_manager.filter(
                space=self.space_id, delivered=False, look_at=None
            ):  # the clock found nobody to read it
                letter.look_at_once()
                letter.save(update_fields=["look_at"])
            self.space.want_turn_now()
            self.space.changed()

    def _becomes(self) -> Membership:
        parts = {name: value for name, value in self.held.items() if name != "member"}
        parts["seat"] = self.seat  # who began said which
        made = Membership(space=self.space, member=self.member, welcomed=True, **Held.dated(parts))
        made.joined_on = made.joined_on or self.space.day()
        made.save(force_insert=True)
        self.delete()
        return made

    @classmethod
    def forget_abandoned(cls) -> int:
        """Delete what somebody began to bring and did not go on with; returns how many. A job of the scheduler."""
        left = cls.objects.filter(since__lt=today() - FORGOTTEN_AFTER, space__memberships=None)
        found = list(Space.objects.filter(pk__in=left.values("space"))[:50])
        for space in found:
            with transaction.atomic():
                space.end()
        return len(found)

    @classmethod
    def forget_private(cls, member_id: str, space_id: str = "") -> None:
        """Who closes the account parts from a seat they brought something to as from a place: what both had opened
        stays for the other. A seat that somebody else's file made for them stays, and nobody can sit on it.
        """
        for seat in cls.objects.filter(member__public_id=member_id).select_related("space"):
            if space_id in ("", seat.space_id):
                if not seat.begun:
                    cls.objects.filter(pk=seat.pk).update(proof_hash="")
                elif seat.space.memberships.exists():
                    seat._becomes()
                else:
                    seat.space.end()

    @classmethod
    def still_names(cls, member_id: str) -> bool:
        """Whether a seat is kept in this member's name."""
        return cls.objects.filter(member__public_id=member_id).exists()
