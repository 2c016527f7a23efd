"""Posts of the exchange that are not a box."""

from __future__ import annotations

from nearer.sealed.forms import StrictForm


class NothingForm(StrictForm):
    """An act that needs no words: who and which is in the address."""
