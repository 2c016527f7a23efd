"""Form fields for what browsers derive. Whatever is not of the right form did not come from our page: 400."""

from __future__ import annotations

import json
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from nearer.sealed.fields import check_box, check_id, is_canonical
from nearer.web.refusals import Refusal, malformed

_DERIVED = re.compile(r"nr1_[A-Za-z0-9_-]{43}\Z")
_SALT = 16
_SECRET = 32
# The browser refuses to work with other figures than these (docs/sealing.md); the server does not store them either.
KDF_RANGES = {"m": (65536, 1048576), "t": (3, 10), "p": (1, 4)}


def is_derived(value: str) -> bool:
    """Whether this is a secret that a browser derived from a password, and not a password."""
    return bool(_DERIVED.match(value))


class MachineField(forms.CharField):
    """Something that a script fills in, never a person: hidden, not stripped, and malformed means 400."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The value. Raises Refusal 400, or 413 for a box that is too large."""
        try:
            return self.checked(super().clean(value))
        except ValidationError as error:
            if error.code == "too-large":
                raise Refusal(413, _("This is longer than can be kept here.")) from None
            raise malformed() from None

    def checked(self, value: str) -> Any:
        """The value in the form in which it is used. Raises ValidationError."""
        return value


class DerivedField(MachineField):
    """What the login gets in place of a password."""

    def checked(self, value: str) -> str:
        if value and not is_derived(value):
            raise ValidationError("not derived")
        return value


class SecretField(MachineField):
    """32 bytes."""

    def checked(self, value: str) -> str:
        if value and len(is_canonical(value) or b"") != _SECRET:
            raise ValidationError("not 32 bytes")
        return value


class BoxField(MachineField):
    """A box."""

    def checked(self, value: str) -> str:
        if value:
            check_box(value)
        return value


class MemberIdField(MachineField):
    """An id of 16 bytes."""

    def checked(self, value: str) -> str:
        check_id(value)
        return value


class NumberField(MachineField):
    """A whole number."""

    def checked(self, value: str) -> int | None:
        if not value and not self.required:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value):
            raise ValidationError("not a number")
        return int(value)


class KdfField(MachineField):
    """How the password was stretched, as JSON."""

    def checked(self, value: str) -> dict[str, Any]:
        try:
            kdf = json.loads(value)
        except ValueError:
            raise ValidationError("not JSON") from None
        if not isinstance(kdf, dict) or set(kdf) != {"alg", "salt", *KDF_RANGES} or kdf["alg"] != "argon2id13":
            raise ValidationError("not a kdf")
        for name, (least, most) in KDF_RANGES.items():
            if type(kdf[name]) is not int or not least <= kdf[name] <= most:
                raise ValidationError("out of range")
        if not isinstance(kdf["salt"], str) or len(is_canonical(kdf["salt"]) or b"") != _SALT:
            raise ValidationError("not a salt")
        return kdf
