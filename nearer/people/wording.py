"""The wording nudge as browsers get it: what it recognises in a language, why, and what it offers.

It holds its own sentences too, so that pages on which nobody writes carry nothing of it.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nearer.catalogue import catalogue
from nearer.web.sheets import sheet_of


@sheet_of("wording")
def wording() -> dict[str, Any]:
    """The sheet of the nudge, in the language that is active."""
    known = catalogue(get_language() or "en").wording
    return {
        "words": {
            "title": _("A hint on wording"),
            "why": _("A thought: %s."),
            "offer": _("Perhaps so: %s"),
            "insert": _("Put these words in"),
            "leave": _("Leave it"),
        },
        "families": {family.id: {"why": family.why, "offer": family.offer} for family in known.families},
        "pieces": dict(known.pieces),
        "patterns": [
            nudge.model_dump(include={"family", "why", "offer"}, exclude_none=True)
            | {"pattern": nudge.short or nudge.pattern}
            for nudge in known.patterns
        ],
    }
