"""What the pages of calls post. Unknown keys are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nearer.people.http import member_of
from nearer.sealed.fields import is_canonical
from nearer.sealed.forms import StrictForm
from nearer.spaces.models.space import time_zones
from nearer.web.refusals import Refusal

from . import mail
from .hours import is_between
from .models.way import Channel
from .outside import NotAllowed, must_be_allowed

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
DAYS = [(day, str(day)) for day in range(7)]


class HourField(forms.TypedChoiceField):
    """An hour of the day."""

    def __init__(self) -> None:
        super().__init__(choices=HOURS, coerce=int)


class ZoneField(forms.CharField):
    """Where a browser says that it is; empty where it does not, or names a place that this machine does not know."""

    def __init__(self) -> None:
        super().__init__(max_length=64, required=False)

    def clean(self, value: Any) -> str:
        """The zone."""
        zone: str = super().clean(value)
        return zone if zone in time_zones() else ""


class WishForm(StrictForm):
    """When, for what, and by what."""

    channel = forms.ChoiceField(choices=Channel.choices)
    moments = forms.BooleanField(required=False)
    openings = forms.BooleanField(required=False)
    letters = forms.BooleanField(required=False)
    days = forms.TypedMultipleChoiceField(choices=DAYS, coerce=int, required=False)
    hour = HourField()
    quiet_from = HourField()
    quiet_to = HourField()
    zone = ZoneField()

    @classmethod
    def chosen(cls, request: HttpRequest) -> Mapping[str, Any]:
        """As `Wish.choose` takes it. Raises Refusal 422, with what does not go together, or 400."""
        data = dict(cls.of(request))
        if data["channel"] == Channel.MAIL and not mail.address_for(member_of(request).public_id):
            raise Refusal(422, _("First add an address under Me, E-mail, and confirm it. Nothing was changed."))
        if data["moments"] and not data["days"]:
            raise Refusal(422, _("For a call once a day, choose a day of the week, or more. Nothing was changed."))
        if data["moments"] and is_between(data["hour"], data["quiet_from"], data["quiet_to"]):
            raise Refusal(422, _("At that hour you want it quiet. Choose another hour. Nothing was changed."))
        data["days"] = sum(1 << day for day in data["days"])
        if not data["days"]:
            del data["days"]  # as it was: it counts for the daily call only
        return data


class SubscriptionForm(StrictForm):
    """What a browser got from its push service."""

    endpoint = forms.CharField(max_length=1000)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=30)
    zone = ZoneField()

    def clean_endpoint(self) -> str:
        """Raises ValidationError for an address to which nothing is sent."""
        endpoint: str = self.cleaned_data["endpoint"]
        try:
            must_be_allowed(endpoint)
        except NotAllowed:
            raise ValidationError("not a push service") from None
        return endpoint

    def clean_p256dh(self) -> str:
        """Raises ValidationError for what is no point of the curve."""
        from .webpush import public_key

        p256dh: str = self.cleaned_data["p256dh"].rstrip("=")
        try:
            public_key(p256dh)
        except ValueError:
            raise ValidationError("not a key") from None
        return p256dh

    def clean_auth(self) -> str:
        """Raises ValidationError unless these are 16 bytes."""
        auth: str = self.cleaned_data["auth"].rstrip("=")
        if len(is_canonical(auth) or b"") != 16:
            raise ValidationError("not 16 bytes")
        return auth
