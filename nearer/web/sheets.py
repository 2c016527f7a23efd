"""Sentences that few pages need, as files: one for each language, kept by browsers for good."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

KEYS = "people/_key_words.html"
"""What the lock screen says; pages on which a password is typed carry it themselves."""


class Sheet(NamedTuple):
    """A template of sentences as JSON; its address is made from the digest."""

    digest: str
    content: bytes


@cache
def sheet(language: str) -> Sheet:
    """The sentences about keys in this language. Raises ValueError if the template is not JSON."""
    with override(language):
        content = json.dumps(json.loads(render_to_string(KEYS)), ensure_ascii=False, separators=(",", ":")).encode()
    return Sheet(hashlib.sha256(content).hexdigest()[:16], content)


def sheet_with(digest: str) -> Sheet | None:
    """The sheet of whichever language has this digest now; None for one of an earlier time."""
    sheets = (sheet(language) for language, _name in settings.LANGUAGES)
    return next((one for one in sheets if one.digest == digest), None)
