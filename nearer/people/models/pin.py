"""The PIN of one device: the server keeps 32 bytes and gives them out for the right proof."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Self

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from nearer.web.refusals import Refusal

from .keys import proof_hash
from .member import Member

TRIES = 5


class PinSecret(models.Model):
    """Tied to one sign-in by `device`, the hash of its session half; gone after five wrong tries.

    The session's key would not do: it changes with the password, and the PIN is to outlive that.
    """

    device = models.CharField(max_length=64, primary_key=True)
    member = models.ForeignKey(Member, models.CASCADE, related_name="+")
    proof_hash = models.CharField(max_length=64)
    secret = models.CharField(max_length=43)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)

    @classmethod
    def choose(cls, member: Member, device: str, proof: str, secret: str) -> Self:
        """A PIN for this sign-in, in place of any older one."""
        return cls.objects.update_or_create(
            device=device,
            defaults={"member": member, "proof_hash": proof_hash(proof), "secret": secret, "tries_left": TRIES},
        )[0]

    @classmethod
    def reveal(cls, device: str, proof: str) -> str:
        """The secret for the right proof. Raises Refusal 403 for a wrong one, 404 when there is none (any more).

        The try is taken before the proof is compared, so that guesses at the same instant each cost one.
        """
        with transaction.atomic():
            taken = cls.objects.filter(device=device, tries_left__gt=0).update(tries_left=F("tries_left") - 1)
            known = cls.objects.filter(device=device).first() if taken else None
            if known is not None and hmac.compare_digest(known.proof_hash, proof_hash(proof)):
                cls.objects.filter(device=device).update(tries_left=TRIES)
                return known.secret
            if known is not None and known.tries_left == 0:
                known.delete()
                known = None
        if known is None:
            raise Refusal(404, _("This PIN is not known any more. Open with your password."))
        raise Refusal(403, _("That was not the PIN."))

    @classmethod
    def keep_only(cls, member: Member, devices: Iterable[str]) -> None:
        """Other devices were signed out: their PINs go too."""
        cls.objects.filter(member=member).exclude(device__in=list(devices)).delete()

    @classmethod
    def forget(cls, device: str) -> None:
        """Signed out: the PIN goes with it."""
        cls.objects.filter(device=device).delete()
