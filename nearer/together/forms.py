"""Posts of sittings that are not a box."""

from __future__ import annotations

from django import forms

from nearer.sealed.forms import IdInput, StrictForm

from .models import Move, Place

LAST_MS = 2**52


class BeginForm(StrictForm):
    """Begin a session."""

    id = IdInput()
    session = forms.SlugField(max_length=40)
    place = forms.ChoiceField(choices=Place.choices)
    side = forms.BooleanField(required=False)
    first = forms.TypedChoiceField(choices=[(1, "1"), (2, "2")], coerce=int)


class MoveForm(StrictForm):
    """One tap; `after` is the number of the last move that the page knows."""

    id = IdInput()
    kind = forms.ChoiceField(choices=Move.Kind.choices)
    step = forms.IntegerField(min_value=0, max_value=999)
    onto = forms.IntegerField(min_value=0, max_value=999)
    at = forms.IntegerField(min_value=0, max_value=LAST_MS)
    after = forms.IntegerField(min_value=0, max_value=10**6)
