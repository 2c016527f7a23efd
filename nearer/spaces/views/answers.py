"""What views answer after something was stored."""

from __future__ import annotations

from django.http import HttpResponse


def done() -> HttpResponse:
    """Stored; the open page then asks for what changed."""
    return HttpResponse(status=204)
