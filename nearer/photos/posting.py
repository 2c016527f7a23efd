"""A photo as it is posted: two boxes as lines of plain text, and what belongs to them in the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nearer.sealed.fields import PREFIX, SHORTEST, check_box, check_id, is_canonical
from nearer.sealed.forms import IdInput
from nearer.sealed.models import Envelope
from nearer.web.refusals import Refusal, malformed

LARGEST = 10 * 1024 * 1024
"""Characters of a picture's box."""


class PhotoForm(forms.Form):
    """What stands in the address."""

    id = IdInput()
    epoch = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    kind = forms.SlugField(max_length=20)
    holder = IdInput()


@dataclass(frozen=True)
class Posted:
    """One photo on its way in."""

    kind: str
    holder: str
    envelope: Envelope
    picture: str

    @classmethod
    def of(cls, request: HttpRequest) -> Posted:
        """Raises Refusal 400 for anything that is not two boxes, 413 for too large a picture."""
        form = PhotoForm(request.GET)
        if request.content_type != "text/plain" or set(request.GET) - set(form.fields) or not form.is_valid():
            raise malformed()
        given: dict[str, Any] = form.cleaned_data
        thumbnail, picture = _lines(request)
        envelope = Envelope(given["id"], given["epoch"], 1, thumbnail)
        return cls(given["kind"], given["holder"], envelope, picture)


def lost_one(request: HttpRequest) -> tuple[str, str]:
    """(id of a photo, box of its picture) where a picture is put back. Raises Refusal as `Posted.of` does."""
    photo = request.GET.get("lost", "")
    if request.content_type != "text/plain" or set(request.GET) != {"lost"}:
        raise malformed()
    try:
        check_id(photo)
        picture = request.read().decode("ascii")
    except (ValueError, ValidationError):
        raise malformed() from None
    return photo, _checked(picture)


def _lines(request: HttpRequest) -> tuple[str, str]:
    try:
        thumbnail, picture = request.read().decode("ascii").split("\n")
        check_box(thumbnail)
    except (ValueError, ValidationError):
        raise malformed() from None
    return thumbnail, _checked(picture)


def _checked(picture: str) -> str:
    if len(picture) > LARGEST:
        raise Refusal(413, _("This picture is too large to be kept here, even made smaller."))
    raw = is_canonical(picture.removeprefix(PREFIX)) if picture.startswith(PREFIX) else None
    if raw is None or len(raw) < SHORTEST or not picture.isascii():
        raise malformed()
    return picture
