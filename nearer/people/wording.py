"""The wording nudge as browsers get it: one file for each language, the same for everybody, kept by browsers for good.

It holds its own sentences too, so that pages on which nobody writes carry nothing of it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from nearer.catalogue import catalogue


@dataclass(frozen=True)
class Sheet:
    """The patterns of a language as JSON, plain and packed; `digest` is what its address is made from."""

    digest: str
    plain: bytes
    packed: bytes


@cache
def sheet(language: str) -> Sheet:
    """What the nudge recognises in this language, why, and what it offers."""
    wording = catalogue(language).wording
    with override(language):
        held = {
            "words": {
                "title": _("A hint on wording"),
                "why": _("A thought: %s."),
                "offer": _("Perhaps so: %s"),
                "insert": _("Put these words in"),
                "leave": _("Leave it"),
            },
            "families": {family.id: {"why": family.why, "offer": family.offer} for family in wording.families},
            "pieces": dict(wording.pieces),
            "patterns": [
                nudge.model_dump(include={"family", "why", "offer"}, exclude_none=True)
                | {"pattern": nudge.short or nudge.pattern}
                for nudge in wording.patterns
            ],
        }
    plain = json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode()
    return Sheet(hashlib.sha256(plain).hexdigest()[:16], plain, gzip.compress(plain, mtime=0))


def sheet_with(digest: str) -> Sheet | None:
    """The sheet of whichever language has this digest now; None for one of an earlier time."""
    sheets = (sheet(language) for language, _name in settings.LANGUAGES)
    return next((one for one in sheets if one.digest == digest), None)
