"""The boxed keys of a member. The server keeps them and can open none."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from nearer.clock import today
from nearer.sealed.fields import SealedField, sealed
from nearer.web.refusals import too_late

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

    def replace_keyring(self, keyring: str, revision: int) -> None:
        """Put the next revision of the keyring in place; the same again is no change.

        Raises Refusal 409 unless `revision` follows the stored one, decided by a conditional update.
        """
        with transaction.atomic():
            moved = Member.objects.filter(pk=self.member_id, ring_revision=revision - 1).update(ring_revision=revision)
            if not moved:
                if self.keyring == keyring:
                    return
                raise too_late(_("Your keys changed on another device. Reload the page and try again."))
            self.keyring = keyring
            self.save(update_fields=["keyring"])

    def start_afresh(self, *, keyring: str, recovery: str, recovery_proof: str, kdf: dict[str, Any], wrapped: str) -> None:
        """New keys with nothing in them; the old boxes rest in the attic for 30 days."""
        with transaction.atomic():
            revision = Member.objects.values_list("ring_revision", flat=True).get(pk=self.member_id)
            Attic.objects.update_or_create(
                member_id=self.member_id,
                defaults={
                    "kdf": self.kdf,
                    "wrapped": self.wrapped,
                    "recovery": self.recovery,
                    "recovery_proof_hash": self.recovery_proof_hash,
                    "keyring": self.keyring,
                    "revision": revision,
                    "until": today() + ATTIC_DAYS,
                },
            )
            Member.objects.filter(pk=self.member_id).update(ring_revision=revision + 1, recovery_checked_on=None)
            self.kdf, self.wrapped, self.keyring = kdf, wrapped, keyring
            self.recovery, self.recovery_proof_hash = recovery, proof_hash(recovery_proof)
            self.save()

    def restore(self, *, keyring: str, wrapped: str, revision: int) -> None:
        """The old member secret from the attic is in place again, under the present password.

        `revision` is the keyring's next one. Raises Refusal 409 when there is no attic or the keys moved on.
        """
        with transaction.atomic():
            attic = Attic.objects.filter(member_id=self.member_id, until__gte=today()).first()
            moved = Member.objects.filter(pk=self.member_id, ring_revision=revision - 1).update(ring_revision=revision)
            if attic is None or not moved:
                raise too_late(_("The older keys are not here any more. Reload the page."))
            self.keyring, self.wrapped = keyring, wrapped
            self.recovery, self.recovery_proof_hash = attic.recovery, attic.recovery_proof_hash
            self.save()
            attic.delete()


class Attic(Boxes):
    """Old boxes after a fresh start, so that nobody who holds the mailbox can destroy keys."""

    member = models.OneToOneField(Member, models.CASCADE, primary_key=True)
    revision = models.PositiveIntegerField()
    until = models.DateField()
