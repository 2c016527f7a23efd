"""Forms that take boxes and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from nearer.web.refusals import Refusal, malformed

from .fields import LARGEST, check_box, check_id
from .models import Envelope

ALWAYS = {"csrfmiddlewaretoken"}


class StrictForm(forms.Form):
    """A form that refuses keys it does not know: a stray plain field must never reach the server unnoticed."""

    @classmethod
    def of(cls, request: HttpRequest, **kwargs: Any) -> Mapping[str, Any]:
        """The cleaned data of a request; raises Refusal 400 for unknown or malformed keys, 413 for too large a box."""
        form = cls(request.POST, **kwargs)
        if set(request.POST) - set(form.fields) - ALWAYS or request.FILES:
            raise malformed()
        if form.is_valid():
            return form.cleaned_data
        if any(error.code == "too-large" for errors in form.errors.as_data().values() for error in errors):
            raise Refusal(413, _("This is longer than one page can hold. Shorten it, or send it in two parts."))
        raise malformed()


class NothingForm(StrictForm):
    """An act that needs no words: who and which is in the address."""


class IdInput(forms.CharField):
    """A 22 character id."""

    default_validators = [check_id]


class BoxInput(forms.CharField):
    """A box; whitespace is not forgiven."""

    default_validators = [check_box]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, empty_value="", **kwargs)

    widget = forms.HiddenInput


class BoxForm(StrictForm):
    """One envelope."""

    id = IdInput()
    epoch = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    box = BoxInput()

    @classmethod
    def envelope(cls, request: HttpRequest) -> Envelope:
        """The posted envelope; raises Refusal as `of` does."""
        data = cls.of(request)
        return Envelope(data["id"], data["epoch"], data["revision"], data["box"])


__all__ = ["LARGEST", "BoxForm", "BoxInput", "IdInput", "NothingForm", "StrictForm"]
