"""Whether the product is up, for whoever or whatever looks after it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from .ready import lacking


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 when this process answers. It says nothing of the database: a process need not end because that is away."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when this process can serve, 503 with what is missing. It names nothing and nobody."""
    missing = lacking()
    return HttpResponse("\n".join(missing) or "ready", status=503 if missing else 200, content_type="text/plain")
