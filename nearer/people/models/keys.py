"""The boxed keys of a member. The server keeps them and can open none."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Self

from django.contrib.auth.hashers import check_password
from django.db import models, transaction
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.people import items
from nearer.sealed.fields import SealedField, sealed
from nearer.web.refusals import Refusal, too_late

from .member import Member

ATTIC_DAYS = timedelta(days=30)


def proof_hash(proof: str) -> str:
    """SHA-256 of a proof, in hex. A proof is 256 bits that a browser derived, so a plain hash is enough."""
    return hashlib.sha256(proof.encode()).hexdigest()


class Boxes(models.Model):
    """The parts that keys and attic have in common."""

    kdf = models.JSONField()
    wrapped = SealedField()
    recovery = SealedField()
    recovery_proof_hash = models.CharField(max_length=64)
    keyring = SealedField()

    class Meta:
        abstract = True
        constraints = [sealed("wrapped"), sealed("recovery"), sealed("keyring")]

    def knows_recovery(self, proof: str) -> bool:
        """Whether `proof` was derived from this member's recovery code."""
        return hmac.compare_digest(self.recovery_proof_hash, proof_hash(proof))


class Keys(Boxes):
    """The member secret, boxed by password and by recovery code, and the keyring."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True)

    def bundle(self) -> dict[str, Any]:
        """What a signed-in browser needs to open everything: member, kdf, boxes, revision, attic."""
        attic = Attic.of(self.member)
        return {
            "member": self.member.public_id,
            "kdf": self.kdf,
            "wrapped": self.wrapped,
            "keyring": self.keyring,
            "revision": self.member.ring_revision,
            "recovery_checked": not self.member.recovery_is_due(),
            "attic": attic and attic.bundle(),
        }

    def rewrap(self, kdf: dict[str, Any], wrapped: str) -> None:
        """A new password: the same member secret in a new box."""
        self.kdf, self.wrapped = kdf, wrapped
        self.save(update_fields=["kdf", "wrapped"])

    def renew_recovery(self, recovery: str, proof: str) -> None:
        """A new recovery code; the old one opens nothing from now on. It counts as not yet written down."""
        with transaction.atomic():
            self.recovery, self.recovery_proof_hash = recovery, proof_hash(proof)
            self.save(update_fields=["recovery", "recovery_proof_hash"])
            Member.objects.filter(pk=self.member_id).update(recovery_checked_on=None)

    def replace_keyring(self, keyring: str, revision: int, auth: str) -> None:
        """Put the next revision of the keyring in place; the same again is no change.

        A new one is made with the password, so it comes with the derived secret: an open sign-in alone overwrites no
        keys. Raises Refusal 403 for a wrong secret, 409 unless `revision` follows the stored one, decided by a
        conditional update.
        """
        if self.keyring == keyring:
            return
        if not self.member.check_password(auth):
            raise Refusal(403, _("That was not your password."))
        with transaction.atomic():
            moved = Member.objects.filter(pk=self.member_id, ring_revision=revision - 1).update(ring_revision=revision)
            if not moved:
                raise too_late(_("Your keys changed on another device. Reload the page and try again."))
            self.keyring = keyring
            self.save(update_fields=["keyring"])

    def start_afresh(
        self,
        *,
        keyring: str,
        revision: int,
        recovery: str,
        recovery_proof: str,
        kdf: dict[str, Any],
        wrapped: str,
        former: str,
    ) -> None:
        """New keys with nothing in them; the old boxes rest in the attic for 30 days.

        `former` is the hash of the derived secret that the old boxes went with. An attic that holds older keys already
        keeps them: those are the ones that a stranger must not destroy.
        Raises Refusal 409 unless `revision` follows the stored one.
        """
        with transaction.atomic():
            moved = Member.objects.filter(pk=self.member_id, ring_revision=revision - 1).update(
                ring_revision=revision, recovery_checked_on=None
            )
            if not moved:
                raise too_late(_("Your keys changed meanwhile. Open the link again."))
            Attic.objects.filter(member=self.member, until__lt=today()).delete()
            Attic.objects.update_or_create(
                member=self.member,
                defaults={"items": items.revisions(self.member.public_id)},
                create_defaults={
                    "former": former,
                    "kdf": self.kdf,
                    "wrapped": self.wrapped,
                    "recovery": self.recovery,
                    "recovery_proof_hash": self.recovery_proof_hash,
                    "keyring": self.keyring,
                    "revision": revision - 1,
                    "items": items.revisions(self.member.public_id),
                    "until": today() + ATTIC_DAYS,
                },
            )
            self.kdf, self.wrapped, self.keyring = kdf, wrapped, keyring
            self.recovery, self.recovery_proof_hash = recovery, proof_hash(recovery_proof)
            self.save()

    def restore(
        self,
        *,
        keyring: str,
        revision: int,
        wrapped: str,
        recovery: str,
        recovery_proof: str,
        resealed: Iterable[items.Resealed],
        former_auth: str = "",
        former_proof: str = "",
    ) -> None:
        """The old member secret from the attic is in place again, under the present password and a new code.

        `revision` is the keyring's next one; `resealed` are the private items written since, under the old key;
        `former_auth` or `former_proof` come from the former password or code. Raises Refusal 403 for neither, 409 when
        there is no attic or anything moved on meanwhile, the password too: `wrapped` is under the one that was read
        with these keys. Then nothing is changed.
        """
        with transaction.atomic():
            attic = Attic.of(self.member)
            if attic is not None and not attic.was_theirs(former_auth, former_proof):
                raise Refusal(403, _("That is neither the former password nor the former code."))
            as_read = Member.objects.filter(pk=self.member_id, password=self.member.password)
            moved = as_read.filter(ring_revision=revision - 1).update(ring_revision=revision, recovery_checked_on=None)
            if attic is None or not moved:
                raise too_late(_("The older keys are not here any more. Reload the page."))
            items.reseal(self.member.public_id, attic.items, resealed)
            self.keyring, self.wrapped = keyring, wrapped
            self.recovery, self.recovery_proof_hash = recovery, proof_hash(recovery_proof)
            self.save()
            attic.delete()


class Attic(Boxes):
    """Old boxes after a fresh start, so that nobody who holds the mailbox can destroy keys.

    Only who knows the former password or code empties it before its day: both could be set anew by the one it is there
    against. `items` holds id and revision of each private item from before the latest fresh start: what it does not
    hold is sealed under the present keys.
    """

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True)
    former = models.CharField(max_length=128)
    revision = models.PositiveIntegerField()
    items = models.JSONField(default=dict)
    until = models.DateField()

    @classmethod
    def of(cls, member: Member) -> Self | None:
        """The attic of a member, as long as it is kept."""
        return cls.objects.filter(member=member, until__gte=today()).first()

    def was_theirs(self, auth: str, proof: str) -> bool:
        """Whether one of these comes from the password, or the recovery code, of that time."""
        return check_password(auth, self.former) if auth else bool(proof) and self.knows_recovery(proof)

    def bundle(self) -> dict[str, Any]:
        """What the browser needs to open the old keys."""
        return {
            "kdf": self.kdf,
            "wrapped": self.wrapped,
            "recovery": self.recovery,
            "keyring": self.keyring,
            "revision": self.revision,
            "until": self.until.isoformat(),
        }
