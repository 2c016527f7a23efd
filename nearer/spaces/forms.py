"""What pages of a space post. Unknown keys are refused; what people wrote comes in boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest

from nearer.people.fields import DerivedField
from nearer.sealed.forms import BoxForm, BoxInput, IdInput, StrictForm
from nearer.sealed.models import Envelope

from .models import Bond, Rhythm
from .models.invitation import Purpose
from .models.space import check_time_zone

LARGEST = 2**31 - 1


class ArrangementForm(StrictForm):
    """Bond, home time zone and rhythm."""

    bond = forms.ChoiceField(choices=Bond.choices)
    rhythm = forms.ChoiceField(choices=Rhythm.choices)
    time_zone = forms.CharField(max_length=64, validators=[check_time_zone])


class KeysForm(StrictForm):
    """The next revision of the keyring, and the derived secret, which is not needed for one that is stored already."""

    auth = DerivedField(required=False)
    keyring = BoxInput()
    revision = forms.IntegerField(min_value=1, max_value=LARGEST)


class BeginForm(ArrangementForm):
    """A new space; with a keyring when none was waiting in it for a space to come."""

    id = IdInput()
    auth = DerivedField(required=False)
    keyring = BoxInput(required=False)
    revision = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for half a keyring."""
        data = self.cleaned_data
        if bool(data.get("keyring")) != bool(data.get("revision")):
            raise forms.ValidationError("half a keyring")
        return data


class ChildrenForm(StrictForm):
    """Whether questions on children may come up."""

    has_children = forms.BooleanField(required=False)


class InvitationForm(StrictForm):
    """A new invitation: what for, its box, and the number of the newest key inside."""

    id = IdInput()
    purpose = forms.ChoiceField(choices=Purpose.choices)
    epoch = forms.IntegerField(min_value=0, max_value=LARGEST)
    box = BoxInput()


class ClaimForm(KeysForm):
    """Taking an invitation: into which space, and the keyring that now holds its keys."""

    space = IdInput()


class SignatureForm(StrictForm):
    """The text that is signed."""

    text = forms.CharField(max_length=40)


class WordingForm(BoxForm):
    """The agreement in one's own words, and its number."""

    number = forms.IntegerField(min_value=1, max_value=LARGEST)

    @classmethod
    def wording(cls, request: HttpRequest) -> tuple[Envelope, int]:
        """The envelope and the number; raises Refusal as `of` does."""
        data = cls.of(request)
        return envelope_of(data), data["number"]


def envelope_of(data: Mapping[str, Any]) -> Envelope:
    """The envelope among other fields."""
    return Envelope(data["id"], data["epoch"], data["revision"], data["box"])
