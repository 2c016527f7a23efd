"""Posts of giving that are not a box."""

from __future__ import annotations

from django import forms

from nearer.sealed.forms import StrictForm
from nearer.spaces.models.membership import MOST_TOUCH


class TouchForm(StrictForm):
    """How much affection the page may suggest to this member."""

    touch = forms.TypedChoiceField(choices=[(n, str(n)) for n in range(MOST_TOUCH + 1)], coerce=int)
