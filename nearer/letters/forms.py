"""What the pages of letters post. Unknown keys are refused; all words come in boxes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest

from nearer.clock import today
from nearer.photos.models import MOST
from nearer.sealed.fields import check_id
from nearer.sealed.forms import BoxForm, BoxInput, IdInput, StrictForm
from nearer.sealed.models import Envelope
from nearer.spaces.models.space import check_time_zone

from .models import Paper, When

FARTHEST = timedelta(days=366 * 100)


class ZoneForm(StrictForm):
    """Where one is; blank for where the space's days turn."""

    time_zone = forms.CharField(max_length=64, required=False, validators=[check_time_zone])


class LetterForm(BoxForm):
    """A letter, the words on its envelope, when it may be opened, and the sketch that it was."""

    cover = IdInput(required=False)
    cover_box = BoxInput(required=False)
    when = forms.ChoiceField(choices=When.choices)
    paper = forms.ChoiceField(choices=Paper.choices)
    day = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    hour = forms.IntegerField(required=False, min_value=0, max_value=23)
    sketch = IdInput(required=False)
    photos = forms.CharField(required=False, max_length=23 * MOST)

    def clean_photos(self) -> list[str]:
        """The ids of the photos that go along, with spaces between them; raises ValidationError for anything else."""
        ids = self.cleaned_data["photos"].split()
        for id in ids:
            check_id(id)
        return list(ids)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError for half an envelope, an occasion without words, a day without an hour."""
        data = self.cleaned_data
        has_cover, day = bool(data.get("cover")), data.get("day")
        if has_cover != bool(data.get("cover_box")) or (data.get("when") == When.OCCASION and not has_cover):
            raise forms.ValidationError("half an envelope")
        dated = data.get("when") == When.DATE
        if dated != (day is not None) or dated != (data.get("hour") is not None):
            raise forms.ValidationError("half a date")
        if day is not None and abs(day - today()) > FARTHEST:
            raise forms.ValidationError("nobody waits so long")
        return data

    @classmethod
    def letter(cls, request: HttpRequest) -> tuple[Envelope, dict[str, Any]]:
        """The envelope of the letter, and how it is given; raises Refusal as `of` does."""
        data = cls.of(request)
        how: dict[str, Any] = {name: data[name] for name in ("when", "paper", "sketch", "photos")}
        how |= {"on_day": data["day"], "at_hour": data["hour"]}
        if data["cover"]:
            how["cover"] = Envelope(data["cover"], data["epoch"], 1, data["cover_box"])
        return Envelope(data["id"], data["epoch"], data["revision"], data["box"]), how
