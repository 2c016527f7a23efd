"""What few pages need, as files that are the same for everybody: one for each language, kept by browsers for good.

A sheet is put together by whoever knows what it holds, and found by the digest in its address.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

FOR_GOOD = "public, max-age=31536000, immutable"  # another text has another address


class Sheet(NamedTuple):
    """What it holds as JSON, plain and packed; its address is made from the digest."""

    digest: str
    plain: bytes
    packed: bytes


_MAKERS: dict[str, Callable[[], Any]] = {}


def sheet_of(name: str) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """Marks what makes the sheet of this name, in the language that is active."""

    def mark(make: Callable[[], Any]) -> Callable[[], Any]:
        _MAKERS[name] = make
        return make

    return mark


@cache
def sheet(name: str, language: str) -> Sheet:
    """The sheet of this name in this language."""
    with override(language):
        plain = json.dumps(_MAKERS[name](), ensure_ascii=False, separators=(",", ":")).encode()
    return Sheet(hashlib.sha256(plain).hexdigest()[:16], plain, gzip.compress(plain, mtime=0))


def address(name: str) -> str:
    """Where the sheet of this name is, in the language that is active."""
    return reverse("words", args=[sheet(name, get_language() or "en").digest])


@require_safe
def answer(request: HttpRequest, digest: str) -> HttpResponse:
    """The sheet with this digest, of whichever name and language; 404 for one of an earlier time."""
    sheets = (sheet(name, language) for name in _MAKERS for language, _name in settings.LANGUAGES)
    found = next((one for one in sheets if one.digest == digest), None)
    if found is None:
        raise Http404
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    told = HttpResponse(found.packed if packed else found.plain, content_type="application/json")
    told["Cache-Control"], told["Vary"] = FOR_GOOD, "Accept-Encoding"
    if packed:
        told["Content-Encoding"] = "gzip"
    request.session.accessed = request.session.modified = False  # it hangs on nobody: sets no cookie, varies with none
    return told


@sheet_of("lock")
def lock() -> dict[str, str]:
    """What the lock screen says; pages on which a password is typed carry it themselves."""
    said: dict[str, str] = json.loads(render_to_string("people/_key_words.html"))
    return said
