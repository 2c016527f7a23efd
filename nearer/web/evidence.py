"""What is shown for the label of evidence that sessions and lessons bear."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NAMES = {"trial": _("Tried in a trial"), "studies": _("Backed by studies"), "tradition": _("Taught, untested")}
TAUGHT = _("People who work with couples teach it. We know of no test.")
"""What `tradition` means, of whatever it is said."""
