"""The PIN of one device: the server keeps 32 bytes and gives them out for the right proof."""

from __future__ import annotations

import hmac
from typing import Self

from django.db import models, transaction
from django.db.models import F

from .keys import proof_hash

TRIES = 5


class PinSecret(models.Model):
    """Tied to one signed-in session; gone with it, and after five wrong tries."""

    session_key = models.CharField(max_length=40, primary_key=True)
    proof_hash = models.CharField(max_length=64)
    secret = models.CharField(max_length=43)
    tries_left = models.PositiveSmallIntegerField(default=TRIES)

    @classmethod
    def choose(cls, session_key: str, proof: str, secret: str) -> Self:
        """A PIN for this session, in place of any older one."""
        return cls.objects.update_or_create(
            session_key=session_key,
            defaults={"proof_hash": proof_hash(proof), "secret": secret, "tries_left": TRIES},
        )[0]

    @classmethod
    def reveal(cls, session_key: str, proof: str) -> str | None:
        """The secret for the right proof, else None. A wrong proof costs a try; the fifth deletes the secret.

        The try is taken before the proof is compared, so that guesses at the same instant each cost one.
        """
        with transaction.atomic():
            taken = cls.objects.filter(session_key=session_key, tries_left__gt=0).update(tries_left=F("tries_left") - 1)
            known = cls.objects.filter(session_key=session_key).first() if taken else None
            if known is None:
                return None
            if hmac.compare_digest(known.proof_hash, proof_hash(proof)):
                cls.objects.filter(session_key=session_key).update(tries_left=TRIES)
                return known.secret
            if known.tries_left == 0:
                known.delete()
            return None
