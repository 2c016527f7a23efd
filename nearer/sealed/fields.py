"""What the server may know of a sealed thing: that it is a box of the right form."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

if TYPE_CHECKING:
    TextField = models.TextField[str, str]
    CharField = models.CharField[str, str]
else:  # Django's fields take no type arguments when they run
    TextField, CharField = models.TextField, models.CharField

PREFIX = "nr1."
LARGEST = 64 * 1024
SHORTEST = 12 + 16  # nonce and tag
_BOX = re.compile(r"nr1\.[A-Za-z0-9_-]+\Z")
_ID = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]\Z")


def is_canonical(text: str) -> bytes | None:
    """The bytes of unpadded base64url, or None where the text is not their one canonical form."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    return raw if base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == text else None


def check_box(value: str) -> None:
    """Raises ValidationError unless `value` is a box of format nr1 of at most 64 KiB."""
    if len(value) > LARGEST:
        raise ValidationError("too large", code="too-large")
    raw = is_canonical(value.removeprefix(PREFIX)) if _BOX.match(value) else None
    if raw is None or len(raw) < SHORTEST:
        raise ValidationError("not a box", code="not-a-box")


def check_id(value: str) -> None:
    """Raises ValidationError unless `value` is the canonical base64url of 16 bytes."""
    if not _ID.match(value):
        raise ValidationError("not an id", code="not-an-id")


class SealedField(TextField):
    """A box that the server cannot open. Give each model that has one a `sealed(<name>)` constraint as well."""

    default_validators = [check_box]


class IdField(CharField):
    """An id that a browser made: 16 random bytes, 22 characters."""

    default_validators = [check_id]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 22)
        super().__init__(**kwargs)


def sealed(field: str) -> models.CheckConstraint:
    """The database's own refusal of anything in `field` that is not a box."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__startswith": PREFIX}), name=f"%(app_label)s_%(class)s_{field}_sealed"
    )
